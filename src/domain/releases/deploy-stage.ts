import type { ExecutionStatus } from '../executions/execution';
import type { PipelinePolicy } from '../policies/policy';
import type { ActionExecution, PipelineStructure, Pipelines } from '../ports/pipelines';

/**
 * The stage named by the configuration, else the pipeline's last one.
 * @param structure where it has been asked for already
 */
export async function deployStageOf(
  pipelines: Pipelines,
  policy: PipelinePolicy,
  structure?: Promise<PipelineStructure>,
): Promise<string> {
  return policy.deployStage ?? deployStageIn(policy, await (structure ?? pipelines.structure(policy.name)));
}

export function deployStageIn(policy: PipelinePolicy, { stages }: Pick<PipelineStructure, 'stages'>): string {
  const stage = policy.deployStage ?? stages.at(-1)?.name;
  if (!stage) throw new Error(`pipeline ${policy.name} has no stages`);
  return stage;
}

interface Rows {
  stage: string;
  /** As the pipeline is now: an execution may have gone through an earlier structure. */
  structure: Pick<PipelineStructure, 'version' | 'stages'>;
  /** Of the execution. */
  status: ExecutionStatus;
  /** The newest attempt per action. */
  actions: readonly ActionExecution[];
}

/**
 * When an execution had succeeded in a stage: as its last action there ended. Undefined where it has not, or where the
 * rows do not tell: of a stage with several actions the later ones may be still to come.
 */
export function succeededAt({ stage, structure, status, actions }: Rows): Date | undefined {
  const own = actions.filter((action) => action.stage === stage);
  if (own.length === 0 || own.some((action) => action.status !== 'Succeeded')) return undefined;
  const end = new Date(Math.max(...own.map(({ updatedAt }) => updatedAt.getTime())));
  const hasLeft = status === 'Succeeded' || actions.some((one) => one.stage !== stage && one.startedAt > end);
  return hasLeft || isWhole(own, stage, structure) ? end : undefined;
}

function isWhole(own: readonly ActionExecution[], stage: string, { version, stages }: Rows['structure']): boolean {
  if (own.some(({ pipelineVersion }) => pipelineVersion !== version)) return false;
  const declared = stages.find(({ name }) => name === stage)?.actions ?? [];
  return declared.length > 0 && declared.every(({ name }) => own.some(({ action }) => action === name));
}
