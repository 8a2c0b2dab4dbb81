import type {
  ActionExecutionDetail,
  ExecutionTrigger as AwsTrigger,
  PipelineExecution,
  PipelineExecutionSummary,
  StageDeclaration,
} from '@aws-sdk/client-codepipeline';
import type { ExecutionStatus, ExecutionTrigger, Revision } from '../domain/executions/execution';
import type { ActionExecution, ActionStructure, ExecutionFacts, ExecutionSummary } from '../domain/ports/pipelines';

/** CodePipeline's answers in our words. Members that AWS may leave out stay absent. */

export function structureOf(stages: readonly StageDeclaration[]): { name: string; actions: ActionStructure[] }[] {
  return stages.map((stage) => ({
    name: stage.name ?? '',
    actions: (stage.actions ?? []).map((action) => ({
      name: action.name ?? '',
      category: action.actionTypeId?.category ?? '',
      provider: action.actionTypeId?.provider ?? '',
      ...(action.actionTypeId?.provider === 'CodeCommit' && {
        repository: action.configuration?.RepositoryName,
        branch: action.configuration?.BranchName,
      }),
      timeoutMinutes: action.timeoutInMinutes,
    })),
  }));
}

export function factsOf(execution: PipelineExecution): ExecutionFacts {
  const artifact = execution.artifactRevisions?.find(({ revisionId }) => revisionId);
  return {
    executionId: execution.pipelineExecutionId ?? '',
    status: statusOf(execution.status),
    ...rollbackOf(execution),
    trigger: triggerOf(execution.trigger),
    revision: artifact && revisionOf(artifact),
    pipelineVersion: execution.pipelineVersion,
    variables: (execution.variables ?? []).flatMap(({ name, resolvedValue }) =>
      name !== undefined && resolvedValue !== undefined ? [{ name, value: resolvedValue }] : [],
    ),
  };
}

export function summaryOf(summary: PipelineExecutionSummary): ExecutionSummary {
  const source = summary.sourceRevisions?.find(({ revisionId }) => revisionId);
  const startedAt = summary.startTime ?? new Date(0);
  return {
    executionId: summary.pipelineExecutionId ?? '',
    status: statusOf(summary.status),
    ...rollbackOf(summary),
    trigger: triggerOf(summary.trigger),
    revision: source && revisionOf(source),
    startedAt,
    updatedAt: summary.lastUpdateTime ?? startedAt,
    stopReason: summary.stopTrigger?.reason,
  };
}

export function actionOf(detail: ActionExecutionDetail): ActionExecution {
  const startedAt = detail.startTime ?? new Date(0);
  const result = detail.output?.executionResult;
  const configuration = detail.input?.resolvedConfiguration ?? detail.input?.configuration;
  const category = detail.input?.actionTypeId?.category ?? '';
  // The error of an approval that nobody answered must not pass for somebody's words.
  const words = category === 'Approval' ? undefined : result?.errorDetails?.message;
  return {
    stage: detail.stageName ?? '',
    action: detail.actionName ?? '',
    actionExecutionId: detail.actionExecutionId ?? '',
    category,
    provider: detail.input?.actionTypeId?.provider ?? '',
    status: detail.status ?? 'InProgress',
    startedAt,
    updatedAt: detail.lastUpdateTime ?? startedAt,
    externalId: result?.externalExecutionId,
    externalUrl: result?.externalExecutionUrl,
    summary: result?.externalExecutionSummary ?? words,
    pipelineVersion: detail.pipelineVersion,
    updatedBy: detail.updatedBy,
    comment: configuration?.CustomData,
    link: configuration?.ExternalEntityLink,
    outputVariables: detail.output?.outputVariables ?? {},
  };
}

/** A stage retry leaves a row per attempt; the newest counts. */
export function newestPerAction(rows: readonly ActionExecution[]): ActionExecution[] {
  const newest = new Map<string, ActionExecution>();
  for (const row of rows) {
    const key = `${row.stage}/${row.action}`;
    const other = newest.get(key);
    if (!other || other.startedAt < row.startedAt) newest.set(key, row);
  }
  return [...newest.values()].sort((one, next) => one.startedAt.getTime() - next.startedAt.getTime());
}

/** 1-300 characters of these and no others (CodePipeline API Reference, DisableStageTransition); the end is kept. */
export function transitionReason(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[^a-zA-Z0-9!@ ().*?-]+/g, ' ')
    .trim()
    .slice(-300);
}

const STATUSES: readonly ExecutionStatus[] = [
  'InProgress',
  'Stopping',
  'Stopped',
  'Succeeded',
  'Failed',
  'Superseded',
  'Cancelled',
];

/** @throws where AWS has a status that we do not know: guessing could close a card that is alive */
function statusOf(status: string | undefined): ExecutionStatus {
  const known = STATUSES.find((candidate) => candidate === status);
  if (!known) throw new Error(`unknown execution status ${status}`);
  return known;
}

function rollbackOf(execution: Pick<PipelineExecution, 'executionType' | 'rollbackMetadata'>) {
  return {
    isRollback: execution.executionType === 'ROLLBACK',
    rollbackOf: execution.rollbackMetadata?.rollbackTargetPipelineExecutionId,
  };
}

const triggerOf = (trigger: AwsTrigger | undefined): ExecutionTrigger | undefined =>
  trigger?.triggerType && { type: trigger.triggerType, detail: trigger.triggerDetail };

function revisionOf(revision: {
  revisionId?: string | undefined;
  revisionSummary?: string | undefined;
  revisionUrl?: string | undefined;
}): Revision {
  return {
    commitId: revision.revisionId ?? '',
    message: messageIn(revision.revisionSummary),
    url: revision.revisionUrl,
  };
}

/** Connections to GitHub and Bitbucket put JSON here: {"ProviderType":…,"CommitMessage":…} (unverified, so both are read). */
function messageIn(summary: string | undefined): string | undefined {
  if (!summary?.startsWith('{')) return summary;
  try {
    const { CommitMessage }: { CommitMessage?: unknown } = Object(JSON.parse(summary));
    return typeof CommitMessage === 'string' ? CommitMessage : summary;
  } catch {
    return summary;
  }
}
