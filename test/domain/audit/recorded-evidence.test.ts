import { type Evidence, evidenceForAudit, evidenceHash } from '../../../src/domain/approvals/evidence';
import { verdictForAudit } from '../../../src/domain/approvals/verdict-record';
import { recordedEvidence } from '../../../src/domain/audit/recorded-evidence';
import type { Involvement } from '../../../src/domain/policies/four-eyes';
import type { Verdict } from '../../../src/domain/policies/verdict';
import { aGateResult } from '../../support/builders/approval-views';

const EVIDENCE: Evidence = {
  executionId: 'e2',
  commit: {
    commitId: 'c2',
    message: 'Weigh flippers',
    authorName: 'Dilip',
    authorEmail: 'dilip@example.com',
    url: 'u',
  },
  model: { version: '1.4.0', digest: 'sha256:2', packageArn: 'arn:package', imageUri: 'image', evaluationUrl: 'e' },
  metrics: { accuracy: '0.947' },
  tests: { passed: 40, failed: 1, skipped: 2, failing: ['test_flippers'] },
  changes: {
    ...{ repository: 'penguins', since: 'c1', isCapped: true },
    commits: [
      {
        ...{ commitId: 'c2', subject: 'Weigh flippers', authorName: 'Dilip', authorEmail: 'dilip@example.com' },
        ...{ committerName: 'Cem', committerEmail: 'cem@example.com' },
      },
    ],
    files: { count: 7, isCapped: true, shown: [{ path: 'train.py', change: 'added' }] },
  },
  production: {
    executionId: 'e1',
    commitId: 'c1',
    version: '1.3.0',
    digest: 'sha256:1',
    metrics: { accuracy: '0.93' },
  },
};
const INVOLVEMENT: Involvement = {
  people: [{ part: 'pushed', name: 'Cem', address: 'cem@example.com', slackId: 'U0CEM', commitId: 'c2' }],
  incomplete: 'Older commits were not read.',
};
const VERDICT: Verdict = {
  gates: [aGateResult()],
  ...{ quorum: 2, mustInclude: [], blockers: ['One.'], warnings: ['Two.'], isPreApproved: true },
  ...{ recommendation: 'It is better.', wouldHave: 'It would have approved.' },
};

/** A record of a decision on this evidence, bound to that. */
const record = (evidence: Evidence, boundTo: Evidence | undefined = evidence) => ({
  request: boundTo ? { evidenceHash: evidenceHash(boundTo) } : {},
  evidence: { ...evidenceForAudit({ ...evidence, involvement: INVOLVEMENT }), verdict: verdictForAudit(VERDICT) },
});

describe('the evidence in the record of a decision', () => {
  it.each<[string, Evidence]>([
    ['everything that there can be', EVIDENCE],
    ['a first release, of which nothing is reported', { executionId: 'e1', model: {}, metrics: {} }],
    [
      'changes of which no files are told',
      { ...EVIDENCE, changes: { repository: 'penguins', commits: [], isCapped: false } },
    ],
  ])('is read as it was written: %s', (_what, evidence) => {
    const read = recordedEvidence(record(evidence));

    expect(read?.evidence).toEqual(evidence);
    expect(read?.isAsHashed).toBe(true);
  });

  it('has whoever had a part in it, and what the policy made of it', () => {
    expect(recordedEvidence(record(EVIDENCE))).toMatchObject({
      people: INVOLVEMENT.people,
      incomplete: INVOLVEMENT.incomplete,
      verdict: {
        gates: [{ state: 'passed', says: VERDICT.gates[0]?.says, metric: 'accuracy', better: 'higher' }],
        ...{ quorum: 2, blockers: ['One.'], warnings: ['Two.'], recommendation: 'It is better.' },
        ...{ wouldHave: 'It would have approved.', isPreApproved: true },
      },
    });
  });

  it('is not what was decided on where its hash is another', () => {
    const better = { ...EVIDENCE, metrics: { accuracy: '0.99' } };

    expect(recordedEvidence(record(better, EVIDENCE))?.isAsHashed).toBe(false);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a list', [{ metrics: {} }]],
    ['a text', 'accuracy 0.99'],
  ])('is none where it is %s', (_what, evidence) => {
    expect(recordedEvidence({ evidence })).toBeUndefined();
  });

  it('is read as far as it is evidence, where it was tampered with', () => {
    const bent = {
      ...{ executionId: 7, commit: [], model: { version: 1, digest: 'd' }, metrics: { accuracy: 0.9, auc: '0.8' } },
      ...{ tests: { passed: 'many' }, changes: { repository: 'penguins', commits: [null], files: { count: 'x' } } },
      ...{ production: { version: '1.3.0' }, involvement: { people: [null] }, verdict: { gates: {}, quorum: '2' } },
    };

    expect(recordedEvidence({ evidence: bent })).toEqual({
      evidence: {
        ...{ executionId: undefined, commit: undefined, model: { digest: 'd' }, metrics: { auc: '0.8' } },
        tests: { passed: 0, failed: 0, skipped: 0, failing: [] },
        changes: {
          ...{ repository: 'penguins', since: undefined, isCapped: false, files: undefined },
          commits: [
            {
              ...{ commitId: '', subject: '', authorName: '', authorEmail: '' },
              ...{ committerName: '', committerEmail: '' },
            },
          ],
        },
        production: undefined,
      },
      people: [{ part: 'wrote', name: '', address: undefined, slackId: undefined, commitId: undefined }],
      verdict: expect.objectContaining({ gates: [], quorum: undefined, blockers: [], isPreApproved: false }),
    });
  });
});
