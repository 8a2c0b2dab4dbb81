import type { ExecutionTrigger } from '../../src/domain/executions/execution';
import type { ActionExecution } from '../../src/domain/ports/pipelines';
import type { Delivery, SourceRevision } from '../../src/domain/releases/delivery';
import { headCommittedAt, revisionsRead } from '../../src/domain/releases/source-revisions';
import { triggerKind } from '../../src/domain/releases/trigger-kind';
import { ADA, anAction } from '../support/builders/facts';

const code = (revision: string): SourceRevision => ({ action: 'Checkout', provider: 'CodeCommit', revision });
const data = (revision: string): SourceRevision => ({ action: 'Data', provider: 'S3', revision });
const earlier = (...sources: SourceRevision[]) => {
  const delivery: Delivery = { trigger: 'code', sources, waits: [] };
  return { delivery, revision: { commitId: 'c1' } };
};
const OLD = { revision: { commitId: 'c1' } };

const rule = (name: string): ExecutionTrigger => ({
  type: 'CloudWatchEvent',
  detail: `arn:aws:events:us-east-1:123456789012:rule/${name}`,
});
const startedBy = (detail: string): ExecutionTrigger => ({ type: 'StartPipelineExecution', detail });
const SCHEDULER = startedBy('arn:aws:sts::123456789012:assumed-role/Amazon_EventBridge_Scheduler_CODEPIPELINE_1/abc');
const EMMA = startedBy('arn:aws:sts::123456789012:assumed-role/Admin/emma');

describe('what let a release start', () => {
  it.each<[string, string, Parameters<typeof triggerKind>[0]]>([
    ['code', 'another commit', { sources: [code('c2')], before: earlier(code('c1')), trigger: rule('any') }],
    ['code', 'another commit, whoever asked', { sources: [code('c2')], before: earlier(code('c1')), requestedBy: ADA }],
    ['code', 'commit and data at once', { sources: [code('c2'), data('d2')], before: earlier(code('c1'), data('d1')) }],
    ['data', 'other data', { sources: [code('c1'), data('d2')], before: earlier(code('c1'), data('d1')) }],
    [
      'schedule',
      'a rule, and nothing is new',
      { sources: [code('c1')], before: earlier(code('c1')), trigger: rule('nightly') },
    ],
    ['schedule', 'the scheduler', { sources: [code('c1')], before: earlier(code('c1')), trigger: SCHEDULER }],
    ['manual', 'somebody in Slack', { sources: [code('c1')], before: earlier(code('c1')), requestedBy: ADA }],
    [
      'manual',
      'somebody in AWS whose name only seems to be of a scheduler',
      { sources: [], trigger: startedBy('arn:aws:iam::123456789012:user/scheduler') },
    ],
    [
      'manual',
      'somebody, though a source has another name than before',
      { sources: [data('d1')], commitId: 'c2', before: earlier(code('c1')), requestedBy: ADA },
    ],
    ['manual', 'somebody in AWS', { sources: [code('c1')], before: earlier(code('c1')), trigger: EMMA }],
    ['unknown', 'a rule, and nothing to compare with', { sources: [code('c1')], trigger: rule('nightly') }],
    [
      'unknown',
      'a rule, and a source that is new',
      { sources: [code('c1'), data('d1')], before: earlier(code('c1')), trigger: rule('nightly') },
    ],
    [
      'code',
      'the rule of the only source',
      { sources: [code('c1')], trigger: rule('codepipeline-pengui-main-123-rule') },
    ],
    [
      'unknown',
      'the rule of one of two',
      { sources: [code('c1'), data('d1')], trigger: rule('codepipeline-pengui-main-123-rule') },
    ],
    [
      'unknown',
      'the rule of a source that nobody knows of',
      { sources: [], trigger: rule('codepipeline-pengui-main-123-rule') },
    ],
    [
      'code',
      'the rule of the only source, on a bus of its own',
      { sources: [code('c1')], trigger: rule('sources/codepipeline-pengui-main-123-rule') },
    ],
    [
      'unknown',
      'a rule, and nobody knows what was read',
      { sources: [], before: earlier(code('c1')), trigger: rule('nightly') },
    ],
    ['code', 'a push to GitHub', { sources: [], trigger: { type: 'WebhookV2' } }],
    ['code', 'a push to GitHub, as it was', { sources: [], trigger: { type: 'Webhook' } }],
    ['code', 'somebody who puts a revision', { sources: [code('c1')], trigger: { type: 'PutActionRevision' } }],
    [
      'unknown',
      'a look at a repository or a bucket',
      { sources: [code('c1'), data('d1')], trigger: { type: 'PollForSourceChanges' } },
    ],
    ['data', 'a bucket that is looked at', { sources: [data('d1')], trigger: { type: 'PollForSourceChanges' } }],
    ['unknown', 'the making of the pipeline', { sources: [code('c1')], trigger: { type: 'CreatePipeline' } }],
    ['unknown', 'nobody knows what', { sources: [] }],
    ['code', 'another commit than that of an old record', { sources: [], commitId: 'c2', before: OLD }],
    ['data', 'other data than that of an old record', { sources: [data('c2')], commitId: 'c2', before: OLD }],
    [
      'manual',
      'somebody, of the commit of an old record',
      { sources: [code('c1')], commitId: 'c1', before: OLD, trigger: EMMA },
    ],
  ])('is %s: %s', (expected, _what, origin) => {
    expect(triggerKind(origin)).toBe(expected);
  });
});

describe('what an execution was made of', () => {
  const source = (rest: Partial<ActionExecution>) =>
    anAction({ stage: 'Source', action: 'Checkout', category: 'Source', provider: 'CodeCommit', ...rest });

  it.each<[string, Partial<ActionExecution>, string | undefined]>([
    ['a commit', { outputVariables: { BranchName: 'main', CommitId: 'c1' } }, 'c1'],
    ['an image', { provider: 'ECR', outputVariables: { ImageTag: 'latest', ImageDigest: 'sha256:1' } }, 'sha256:1'],
    ['a version of an object', { provider: 'S3', outputVariables: { ETag: 'e', VersionId: 'v1' } }, 'v1'],
    ['an object without versions', { provider: 'S3', outputVariables: { ETag: 'e', VersionId: '' } }, 'e'],
    ['a commit, told by its id alone', { externalId: 'c1' }, 'c1'],
    ['nothing that is told', {}, undefined],
    ['nothing that has succeeded', { externalId: 'c1', status: 'Failed' }, undefined],
    ['no source', { externalId: 'c1', category: 'Build' }, undefined],
  ])('is %s', (_what, rest, revision) => {
    expect(revisionsRead([source(rest)]).map((read) => read.revision)).toEqual(revision ? [revision] : []);
  });

  it.each<[string, Record<string, string>, string | undefined]>([
    [
      'when it was committed',
      { CommitterDate: '2026-03-01T08:00:00Z', AuthorDate: '2026-02-01T08:00:00Z' },
      '2026-03-01T08:00:00.000Z',
    ],
    [
      'when it was written, where that is all that is told',
      { AuthorDate: '2026-02-01T08:00:00Z' },
      '2026-02-01T08:00:00.000Z',
    ],
    ['nothing where no date is told', {}, undefined],
    ['nothing where it is no date', { CommitterDate: 'yesterday' }, undefined],
  ])('tells of a commit %s', (_what, dates, expected) => {
    const told = source({ outputVariables: { CommitId: 'c1', ...dates } });

    expect(headCommittedAt([told])?.toISOString()).toBe(expected);
  });

  it('tells no date where there is no commit', () => {
    expect(headCommittedAt([source({ outputVariables: { ETag: 'e' } })])).toBeUndefined();
  });
});
