import { FourEyesNeeded } from '../../../src/domain/approvals/approval-errors';
import type { Evidence, RestoredFacts } from '../../../src/domain/approvals/evidence';
import type { ApprovalPolicy, Missed, TestsGate } from '../../../src/domain/policies/approval-policy';
import type { Involvement } from '../../../src/domain/policies/four-eyes';
import { judge } from '../../../src/domain/policies/judge';
import { approverScope, assertMayApprove } from '../../../src/domain/policies/may-approve';
import type { Verdict } from '../../../src/domain/policies/verdict';
import { aGate, evidenceOf, testResults } from '../../support/builders/evidence';
import { aPerson } from '../../support/builders/people';
import { anApprovalPolicy, aPolicy } from '../../support/builders/policies';

const NOBODY: Involvement = { people: [] };
const GOOD = evidenceOf({ accuracy: '0.94' }, { accuracy: '0.93' });
const POOR = evidenceOf({ accuracy: '0.89' }, { accuracy: '0.93' });

/** A policy whose accuracy must be 0.90. */
const gated = (missed: Missed, rest: Partial<ApprovalPolicy> = {}): ApprovalPolicy =>
  anApprovalPolicy({ gates: [aGate('accuracy', { min: 0.9, missed })], ...rest });

const judged = (policy: ApprovalPolicy, evidence: Evidence = GOOD, involvement: Involvement = NOBODY) =>
  judge(policy, { evidence, involvement });

describe('a policy without gates', () => {
  it('asks for one person and recommends nothing', () => {
    expect(judged(anApprovalPolicy())).toEqual({
      gates: [],
      quorum: 1,
      mustInclude: [],
      blockers: [],
      warnings: [],
      recommendation: undefined,
      auto: undefined,
    });
  });

  it('never answers by itself', () => {
    expect(judged(anApprovalPolicy({ auto: ['approve', 'reject'] })).auto).toBeUndefined();
  });
});

describe('a missed gate', () => {
  it('that blocks lets nobody approve', () => {
    expect(judged(gated({ does: 'block' }), POOR)).toMatchObject({
      blockers: ['Gate missed: accuracy 0.89 is below the gate 0.90.'],
      warnings: [],
      quorum: 1,
    });
  });

  it('that warns is told', () => {
    expect(judged(gated({ does: 'warn' }), POOR)).toMatchObject({
      blockers: [],
      warnings: ['Gate missed: accuracy 0.89 is below the gate 0.90.'],
      quorum: 1,
    });
  });

  it.each([
    [1, 2, 2],
    [3, 2, 3],
    [2, 5, 5],
  ])('raises a quorum of %i to %i and makes it %i', (own, to, quorum) => {
    const verdict = judged(gated({ does: 'raise quorum', to }, { quorum: own }), POOR);

    expect(verdict).toMatchObject({ quorum, blockers: [] });
    expect(verdict.warnings).toEqual([
      `Gate missed: accuracy 0.89 is below the gate 0.90, so ${to} people must approve it.`,
    ]);
  });

  it('names others who must be among those who approve', () => {
    const verdict = judged(gated({ does: 'ask', whom: ['S0LEADS'] }), POOR);

    expect(verdict).toMatchObject({ mustInclude: [['S0LEADS']], blockers: [] });
    expect(verdict.warnings).toEqual([expect.stringContaining('so somebody of those named for that')]);
  });

  it.each<Missed>([{ does: 'block' }, { does: 'raise quorum', to: 3 }, { does: 'ask', whom: ['S0LEADS'] }])(
    'and its consequence ($does) are nothing where it is passed',
    (missed) => {
      expect(judged(gated(missed))).toMatchObject({ quorum: 1, mustInclude: [], blockers: [], warnings: [] });
    },
  );

  it('does all that several of them do', () => {
    const gates = [
      aGate('accuracy', { min: 0.9, missed: { does: 'raise quorum', to: 2 } }),
      aGate('f1', { min: 0.9, missed: { does: 'raise quorum', to: 3 } }),
      aGate('recall', { missed: { does: 'ask', whom: ['S0LEADS'] } }),
      aGate('precision', { missed: { does: 'ask', whom: ['U0ADA'] } }),
    ];

    const verdict = judged(anApprovalPolicy({ gates }), evidenceOf({ accuracy: '0.1', f1: '0.1' }));

    expect(verdict).toMatchObject({ quorum: 3, mustInclude: [['S0LEADS'], ['U0ADA']] });
  });
});

describe('the recommendation', () => {
  const accuracy = aGate('accuracy', { min: 0.9 });
  const recall = aGate('recall', { worstChange: { by: 0, isShare: false } });

  it.each([
    ['The gate is passed: accuracy 0.94 is above the gate 0.90 and +0.01 on production.', [accuracy], GOOD],
    [
      'All 2 gates passed: accuracy 0.94 is above the gate 0.90; recall 0.5 is the same as in production.',
      [accuracy, recall],
      evidenceOf({ accuracy: '0.94', recall: '0.5' }, { recall: '0.5' }),
    ],
    ['The gate is missed: accuracy 0.89 is below the gate 0.90.', [accuracy], POOR],
    ['1 of 2 gates missed: recall is not reported.', [accuracy, recall], GOOD],
    [
      'No gate missed, 1 of 2 gates open: accuracy 0.94 is above the gate 0.90; recall 0.5 is not compared: nothing is in production.',
      [accuracy, recall],
      evidenceOf({ accuracy: '0.94', recall: '0.5' }),
    ],
    [
      'Nothing to go by yet: recall 0.5 is not compared: nothing is in production.',
      [recall],
      evidenceOf({ recall: '0.5' }),
    ],
  ])('says “%s”', (says, gates, evidence) => {
    expect(judged(anApprovalPolicy({ gates }), evidence).recommendation).toBe(says);
  });
});

describe('nobody to approve', () => {
  it.each([
    [undefined, 'Nobody may approve this: fill roles.approver or approvals.approvers in mlpipeline.yaml.'],
    ['approvals.approvers', 'Nobody may approve this: fill approvals.approvers in mlpipeline.yaml.'],
  ])('blocks, and says which line to fill (%s)', (approversAt, blocker) => {
    expect(judged(anApprovalPolicy({ approvers: [], approversAt })).blockers).toEqual([blocker]);
  });
});

describe('four eyes with people whom nobody knows', () => {
  const unknown: Involvement = {
    people: [{ part: 'wrote', name: 'Bo', address: 'bo@example.com', commitId: '1a2b3c4d5e' }],
  };
  const says =
    'Who in Slack is Bo, who wrote commit 1a2b3c4? Add to people in mlpipeline.yaml: "bo@example.com": U… (their Slack id), or bot if it is a robot.';
  const incomplete: Involvement = { people: [], incomplete: 'The source repository cannot be read.' };

  it.each([
    [true, 'block', unknown, [says], []],
    [true, 'warn', unknown, [], [says]],
    [false, 'block', unknown, [], []],
    [
      true,
      'block',
      incomplete,
      [
        'Not everybody who had a part in it is known. The source repository cannot be read.',
        'To let people judge that themselves, set unknownPeople: warn there.',
      ],
      [],
    ],
    [
      true,
      'warn',
      incomplete,
      [],
      ['Not everybody who had a part in it is known. The source repository cannot be read.'],
    ],
    [false, 'block', incomplete, [], []],
  ] as const)(
    '(four eyes: %s, %s) do as the policy says',
    (fourEyes, unknownPeople, involvement, blockers, warnings) => {
      expect(judged(anApprovalPolicy({ fourEyes, unknownPeople }), GOOD, involvement)).toMatchObject({
        blockers,
        warnings,
      });
    },
  );

  it('are none where they are known or a robot', () => {
    const known: Involvement = {
      people: [
        { part: 'wrote', name: 'Ada', address: 'ada@example.com', slackId: 'U0ADA' },
        { part: 'committed', name: 'Renovate', address: 'bot@example.com', slackId: 'bot' },
      ],
    };

    expect(judged(anApprovalPolicy({ fourEyes: true, unknownPeople: 'block' }), GOOD, known).blockers).toEqual([]);
  });
});

describe('what the policy answers by itself', () => {
  const both: Partial<ApprovalPolicy> = { auto: ['approve', 'reject'] };
  const tests: TestsGate = { kind: 'tests', missed: { does: 'block' } };
  const compared = aGate('accuracy', { worstChange: { by: 0, isShare: false } });
  const unknown: Involvement = { people: [{ part: 'wrote', name: 'Bo', address: 'bo@example.com' }] };
  const optional = aGate('recall', { min: 0.5, isRequired: false });

  it.each<[string, 'approve' | 'reject' | undefined, ApprovalPolicy, Evidence, Involvement?]>([
    ['all gates are passed', 'approve', gated({ does: 'block' }, both), GOOD],
    ['a gate that blocks is missed by a number', 'reject', gated({ does: 'block' }, both), POOR],
    ['a gate that warns is missed', undefined, gated({ does: 'warn' }, both), POOR],
    ['a gate that raises the quorum is missed', undefined, gated({ does: 'raise quorum', to: 2 }, both), POOR],
    ['a metric is not reported', undefined, gated({ does: 'block' }, both), evidenceOf({})],
    ['what is reported is no number', undefined, gated({ does: 'block' }, both), evidenceOf({ accuracy: 'nan' })],
    ['tests fail', 'reject', anApprovalPolicy({ gates: [tests], ...both }), evidenceOf({}, {}, testResults(1))],
    ['tests pass', 'approve', anApprovalPolicy({ gates: [tests], ...both }), evidenceOf({}, {}, testResults(0))],
    ['tests are not reported', undefined, anApprovalPolicy({ gates: [tests], ...both }), evidenceOf({})],
    [
      'no test has run',
      undefined,
      anApprovalPolicy({ gates: [tests], ...both }),
      evidenceOf({}, {}, testResults(0, 0)),
    ],
    [
      'there is nothing to compare with',
      undefined,
      anApprovalPolicy({ gates: [compared], ...both }),
      evidenceOf({ accuracy: '0.94' }),
    ],
    ['it is better than production', 'approve', anApprovalPolicy({ gates: [compared], ...both }), GOOD],
    ['it is worse than production', 'reject', anApprovalPolicy({ gates: [compared], ...both }), POOR],
    [
      'a metric is not reported that need not be, and another is passed',
      'approve',
      anApprovalPolicy({ gates: [aGate('accuracy', { min: 0.9 }), optional], ...both }),
      GOOD,
    ],
    ['no metric is reported, and none need be', undefined, anApprovalPolicy({ gates: [optional], ...both }), GOOD],
    [
      'a metric that need not be reported is no number',
      undefined,
      anApprovalPolicy({ gates: [aGate('accuracy', { min: 0.9 }), optional], ...both }),
      evidenceOf({ accuracy: '0.94', recall: 'nan' }),
    ],
    ['nobody may approve', undefined, gated({ does: 'block' }, { ...both, approvers: [] }), GOOD],
    [
      'four eyes are blocked',
      undefined,
      gated({ does: 'block' }, { ...both, fourEyes: true, unknownPeople: 'block' }),
      GOOD,
      unknown,
    ],
    [
      'four eyes only warn',
      'approve',
      gated({ does: 'block' }, { ...both, fourEyes: true, unknownPeople: 'warn' }),
      GOOD,
      unknown,
    ],
    ['it may only reject, and all is passed', undefined, gated({ does: 'block' }, { auto: ['reject'] }), GOOD],
    ['it may only approve, and a gate is missed', undefined, gated({ does: 'block' }, { auto: ['approve'] }), POOR],
    ['it may answer nothing', undefined, gated({ does: 'block' }), GOOD],
    // Not a fifth parameter: jest would take one that some rows lack for its own callback.
  ])('where %s is: %s', (_what, auto, policy, evidence, ...[involvement]) => {
    expect(judged(policy, evidence, involvement).auto).toBe(auto);
  });
});

describe('a policy in shadow', () => {
  const shadow = (missed: Missed, rest: Partial<ApprovalPolicy> = {}) =>
    gated(missed, { isShadow: true, auto: ['approve', 'reject'], ...rest });

  it.each<[ApprovalPolicy, Evidence, string]>([
    [shadow({ does: 'block' }), GOOD, 'It would have approved this by itself. The gate is passed: '],
    [shadow({ does: 'block' }), POOR, 'It would have rejected this by itself. The gate is missed: accuracy 0.89 is'],
    [shadow({ does: 'block' }, { auto: [] }), GOOD, 'It would have left this to a person. The gate is passed'],
    [shadow({ does: 'block' }, { auto: [] }), POOR, 'It would have let nobody approve this. The gate is missed'],
    [shadow({ does: 'warn' }), POOR, 'It would have warned. The gate is missed'],
    [shadow({ does: 'raise quorum', to: 3 }), POOR, 'It would have asked for 3 people. The gate is missed'],
    [shadow({ does: 'raise quorum', to: 2 }, { quorum: 2 }), POOR, 'It would have warned. The gate is missed'],
    [
      shadow({ does: 'ask', whom: ['S0LEADS'] }),
      POOR,
      'It would have asked for somebody of those named for a missed gate. The gate is missed',
    ],
    [
      shadow({ does: 'block' }, { approvers: [] }),
      GOOD,
      'It would have changed nothing: nobody may approve this anyway. The gate is passed',
    ],
  ])('tells and does nothing (%#)', (policy, evidence, says) => {
    const verdict = judged(policy, evidence);

    expect(verdict.wouldHave).toContain(says);
    expect(verdict.gates).toHaveLength(1);
    expect({ ...verdict, wouldHave: undefined, gates: [] }).toEqual({
      ...judged({ ...policy, gates: [], auto: [], isShadow: false }, evidence),
      wouldHave: undefined,
    });
  });

  it('tells all that several missed gates would have asked for', () => {
    const gates = [
      aGate('accuracy', { min: 0.9, missed: { does: 'ask', whom: ['S0LEADS'] } }),
      aGate('accuracy', { min: 0.91, missed: { does: 'raise quorum', to: 2 } }),
    ];

    expect(judged(anApprovalPolicy({ gates, isShadow: true }), POOR).wouldHave).toMatch(
      /^It would have asked for 2 people and asked for somebody of those named for a missed gate\. 2 of 2 gates missed: /,
    );
  });

  it('still has four eyes and a quorum', () => {
    const policy = shadow({ does: 'warn' }, { fourEyes: true, unknownPeople: 'block', quorum: 2 });

    const verdict = judged(policy, POOR, { people: [{ part: 'pushed', name: 'x' }] });

    expect(verdict.quorum).toBe(2);
    expect(verdict.blockers).toHaveLength(1);
  });

  it('says nothing without gates', () => {
    expect(judged(anApprovalPolicy({ isShadow: true })).wouldHave).toBeUndefined();
  });
});

describe('a rollback that comes to an approval', () => {
  const OLD: RestoredFacts = { executionId: 'e3', name: '1.3.0', digest: 'sha256:1', approvedBy: ['Ada'] };
  const ITSELF = 'It is 1.3.0 itself, by its digest, which Ada approved before.';
  const ANOTHER = 'The rebuilt model is not 1.3.0: its digest differs.';
  const UNCOUNTED = 'What has changed against production is told, and not judged: production is rolled back.';
  const TOLD = 'Gates are told, and do not hold it up again.';
  const rebuilt = (accuracy: string, restores: Partial<RestoredFacts> = {}, digest: string | undefined = 'sha256:1') =>
    evidenceOf({ accuracy }, { accuracy: '0.99' }, { model: { digest }, restores: { ...OLD, ...restores } });
  const preApproved = (missed: Missed = { does: 'block' }, rest: Partial<ApprovalPolicy> = {}): ApprovalPolicy =>
    gated(missed, { rollback: 'pre-approved', ...rest });
  const unknown: Involvement = { people: [{ part: 'wrote', name: 'Bo', address: 'bo@example.com' }] };

  it.each<[string, ApprovalPolicy, Evidence, Partial<Verdict>]>([
    [
      'the model itself and its gates passed',
      preApproved(),
      rebuilt('0.94'),
      {
        auto: 'approve',
        isPreApproved: true,
        warnings: [],
        blockers: [],
        recommendation: `${ITSELF} The gate is passed: accuracy 0.94 is above the gate 0.90 and −0.05 on production. ${TOLD}`,
      },
    ],
    [
      'the model itself, whose gate is missed now',
      preApproved(),
      rebuilt('0.89'),
      {
        auto: 'approve',
        quorum: 1,
        blockers: [],
        warnings: ['Gate missed: accuracy 0.89 is below the gate 0.90.'],
        recommendation: `${ITSELF} ${TOLD}`,
      },
    ],
    [
      'the model itself, and no gates',
      anApprovalPolicy({ rollback: 'pre-approved' }),
      rebuilt('0.94'),
      { auto: 'approve', recommendation: ITSELF },
    ],
    [
      'the model itself, which several approved',
      anApprovalPolicy({ rollback: 'pre-approved' }),
      rebuilt('0.94', { approvedBy: ['Ada', 'Ben', 'Cem', 'the policy'] }),
      { recommendation: 'It is 1.3.0 itself, by its digest, which Ada, Ben and 2 others approved before.' },
    ],
    [
      'the model itself, which as many approved as a sentence names',
      anApprovalPolicy({ rollback: 'pre-approved' }),
      rebuilt('0.94', { approvedBy: ['Ada', 'Ben', 'Cem'] }),
      { recommendation: 'It is 1.3.0 itself, by its digest, which Ada, Ben and Cem approved before.' },
    ],
    [
      'the model itself, where a person is to be asked',
      preApproved({ does: 'raise quorum', to: 3 }, { rollback: 'ask', auto: ['approve', 'reject'] }),
      rebuilt('0.89'),
      { auto: undefined, quorum: 1, blockers: [], recommendation: `${ITSELF} ${TOLD}` },
    ],
    [
      'the same artifacts, whose gate is missed now',
      preApproved(),
      evidenceOf({ accuracy: '0.89' }, {}, { restores: { ...OLD, digest: undefined, isUnchanged: true } }),
      {
        auto: 'approve',
        blockers: [],
        recommendation: `It is 1.3.0 itself, deployed again as it was, which Ada approved before. ${TOLD}`,
      },
    ],
    [
      'the same artifacts, about which nobody was asked, and nothing is reported',
      preApproved(),
      evidenceOf({}, {}, { restores: { ...OLD, approvedBy: [], isUnchanged: true } }),
      {
        auto: undefined,
        blockers: [],
        recommendation: `It is 1.3.0 itself, deployed again as it was. Nobody was asked to approve it then. ${TOLD}`,
      },
    ],
    [
      'the model itself, where nobody may approve',
      preApproved({ does: 'block' }, { approvers: [] }),
      rebuilt('0.94'),
      { auto: undefined, blockers: [expect.stringContaining('Nobody may approve this')] },
    ],
    [
      'the model itself, about which nobody was asked',
      preApproved(),
      rebuilt('0.89', { approvedBy: [] }),
      {
        auto: undefined,
        blockers: ['Gate missed: accuracy 0.89 is below the gate 0.90.'],
        recommendation: 'It is 1.3.0 itself, by its digest. Nobody was asked to approve it then.',
      },
    ],
    [
      'the model itself, which has failed in production',
      preApproved(),
      rebuilt('0.94', { isBad: true }),
      {
        auto: undefined,
        warnings: ['1.3.0 is marked as one that failed in production.'],
        blockers: [],
        recommendation: expect.stringMatching(/^It is 1\.3\.0 itself, by its digest\. The gate is passed: /),
      },
    ],
    [
      'another model that passes the gates',
      preApproved({ does: 'block' }, { auto: ['approve'] }),
      rebuilt('0.94', {}, 'sha256:2'),
      {
        auto: undefined,
        warnings: [ANOTHER],
        blockers: [],
        recommendation: 'The gate is passed: accuracy 0.94 is above the gate 0.90 and −0.05 on production.',
      },
    ],
    [
      'another model that misses a gate',
      preApproved({ does: 'block' }, { auto: ['reject'] }),
      rebuilt('0.89', {}, 'sha256:2'),
      {
        auto: undefined,
        warnings: [ANOTHER],
        blockers: ['Gate missed: accuracy 0.89 is below the gate 0.90.'],
        recommendation: undefined,
      },
    ],
    [
      'another model, and gates that compare it with production',
      anApprovalPolicy({ gates: [aGate('accuracy', { worstChange: { by: 0, isShare: false } })] }),
      rebuilt('0.89', {}, 'sha256:2'),
      {
        auto: undefined,
        warnings: [ANOTHER],
        blockers: [],
        recommendation: `The gate is passed: accuracy 0.89 is −0.1 on production. ${UNCOUNTED}`,
      },
    ],
    [
      'another model, with one gate of several against production and one of several missed',
      anApprovalPolicy({
        gates: [
          aGate('accuracy', { worstChange: { by: 0, isShare: false } }),
          aGate('accuracy', { min: 0.9, missed: { does: 'warn' } }),
        ],
      }),
      rebuilt('0.89', {}, 'sha256:2'),
      { warnings: [ANOTHER, expect.stringMatching(/^Gate missed: accuracy 0\.89 /)], recommendation: UNCOUNTED },
    ],
    [
      'a model without a digest',
      preApproved(),
      evidenceOf({ accuracy: '0.94' }, undefined, { restores: OLD }),
      {
        auto: undefined,
        warnings: ['Nobody can tell whether the rebuilt model is 1.3.0: it reports no digest.'],
      },
    ],
    [
      'a release that had no digest',
      preApproved(),
      rebuilt('0.94', { digest: undefined }),
      {
        auto: undefined,
        warnings: ['Nobody can tell whether the rebuilt model is 1.3.0, which reported no digest.'],
      },
    ],
  ])('of %s is judged as what it is', (_what, policy, evidence, verdict) => {
    expect(judged(policy, evidence)).toMatchObject(verdict);
  });

  it('is no release of production’s: its digest counts only where something is to be brought back', () => {
    const release = evidenceOf({ accuracy: '0.94' }, {}, { model: { digest: 'sha256:1' } });

    expect(judged(preApproved(), release).auto).toBeUndefined();
    expect(judged(preApproved(), release).isPreApproved).toBeUndefined();
  });

  it.each([
    ['is told', 'itself', 'sha256:1', 0, 'approve'],
    ['lets nobody approve', 'another model', 'sha256:2', 1, undefined],
  ])('%s of an unknown author where it is %s', (_does, _what, digest, blockers, auto) => {
    const policy = preApproved({ does: 'block' }, { fourEyes: true, unknownPeople: 'block' });

    const verdict = judged(policy, rebuilt('0.94', {}, digest), unknown);

    expect(verdict.blockers).toHaveLength(blockers);
    expect([...verdict.blockers, ...verdict.warnings]).toContainEqual(expect.stringContaining('Who in Slack is Bo'));
    expect(verdict.auto).toBe(auto);
  });

  it('may not be approved by hand by whoever started it', () => {
    const policy = anApprovalPolicy({ fourEyes: true });
    const involvement: Involvement = { people: [{ part: 'started', name: 'Ada', slackId: 'U0ADA' }] };
    const verdict = judged(policy, rebuilt('0.94'), involvement);
    const approve = (slackId: string) => () =>
      assertMayApprove(
        aPerson({ slackId }),
        policy,
        approverScope(aPolicy(), policy, { verdict, isEscalated: false }),
        {
          verdict,
          involvement,
        },
      );

    expect(approve('U0ADA')).toThrow(FourEyesNeeded);
    expect(approve('U0BEN')).not.toThrow();
  });

  it('is only told of in shadow', () => {
    const verdict = judged(anApprovalPolicy({ rollback: 'pre-approved', isShadow: true }), rebuilt('0.94'));

    expect(verdict.auto).toBeUndefined();
    expect(verdict.isPreApproved).toBeUndefined();
    expect(verdict).toMatchObject({
      recommendation: ITSELF,
      wouldHave: `It would have approved this by itself. ${ITSELF}`,
    });
  });
});
