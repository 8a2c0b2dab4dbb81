import type { ExecutionTrigger } from '../executions/execution';
import type { Actor } from '../policies/policy';
import type { SourceRevision, TriggerKind } from './delivery';
import type { Release } from './release';

interface Origin {
  /** As CodePipeline tells it. */
  trigger?: ExecutionTrigger | undefined;
  /** Who asked for it through us. */
  requestedBy?: Actor | undefined;
  sources: readonly SourceRevision[];
  /** Of the one commit that CodePipeline names. */
  commitId?: string | undefined;
  /** The release before. */
  before?: Pick<Release, 'revision' | 'delivery'> | undefined;
}

/**
 * What let an execution start: whatever has changed since the release before, code before data; where nothing has, what
 * started it. An event only says that a rule did: one that starts an execution of nothing new is a schedule.
 */
export function triggerKind({ trigger, requestedBy, sources, commitId, before }: Origin): TriggerKind {
  const known = before?.delivery?.sources ?? [];
  const compared = sources.flatMap((source) => {
    const earlier = known.find(({ action }) => action === source.action);
    return earlier ? [{ source, isNew: earlier.revision !== source.revision }] : [];
  });
  const changed = compared.filter(({ isNew }) => isNew).map(({ source }) => source);
  if (changed.some(isCode)) return 'code';
  if (changed.length > 0) return 'data';
  const commitBefore = before?.revision?.commitId;
  // A release from before the record of sources is known by its commit alone.
  if (known.length === 0 && commitId && commitBefore && commitId !== commitBefore) return kindOf(sources) ?? 'code';
  if (requestedBy) return 'manual';
  const isUnchanged = compared.length > 0 && compared.length === sources.length;
  return byTrigger(trigger, sources, isUnchanged);
}

/** TriggerType of the CodePipeline API. */
function byTrigger(
  trigger: ExecutionTrigger | undefined,
  sources: readonly SourceRevision[],
  isUnchanged: boolean,
): TriggerKind {
  switch (trigger?.type) {
    case 'StartPipelineExecution':
      return isScheduler(trigger.detail) ? 'schedule' : 'manual';
    case 'CloudWatchEvent':
      if (isUnchanged) return 'schedule';
      return isOfSource(trigger.detail) ? (kindOf(sources) ?? 'unknown') : 'unknown';
    case 'Webhook':
    case 'WebhookV2':
      return 'code';
    case 'PollForSourceChanges':
    case 'PutActionRevision':
      return kindOf(sources) ?? 'unknown';
    default:
      return 'unknown';
  }
}

/** Sources that machines write to; whatever else is a source, people write code to. */
const OF_DATA = ['S3', 'ECR'];

const isCode = ({ provider }: SourceRevision): boolean => !OF_DATA.includes(provider);

/** Where all sources are of one kind. */
function kindOf(sources: readonly SourceRevision[]): 'code' | 'data' | undefined {
  if (sources.length === 0) return undefined;
  if (sources.every(isCode)) return 'code';
  return sources.some(isCode) ? undefined : 'data';
}

/** The rules that CodePipeline makes for its sources are named after it. */
const isOfSource = (arn: string | undefined): boolean => arn?.split('/').at(-1)?.startsWith('codepipeline-') === true;

/**
 * EventBridge Scheduler starts an execution as whoever may assume its role would: only the name of that role tells, which
 * the console makes `Amazon_EventBridge_Scheduler_…`.
 */
const isScheduler = (arn: string | undefined): boolean =>
  arn?.includes(':assumed-role/') === true && /scheduler/i.test(arn.split('/')[1] ?? '');
