import { type Execution, isEnded } from '../executions/execution';

/** From inclusive, to exclusive. */
export interface Period {
  from: Date;
  to: Date;
}

/** What happened to one pipeline in a period. Words as in product.md: a rollback is no release. */
export interface PeriodCounts {
  started: number;
  /** Executions whose deploy stage succeeded in the period. */
  releases: number;
  rollbacks: number;
  failures: number;
  /** Ended otherwise: stopped, superseded, cancelled. */
  others: number;
}

/** Milliseconds before a period in which an execution may have started that ends in it: an approval waits 7 days. */
export const REACH_MS = 8 * 86_400_000;

/** Counts the executions of one pipeline. `deployStage` undefined: the last one. */
export function countPeriod(
  executions: readonly Execution[],
  { from, to }: Period,
  deployStage: string | undefined,
): PeriodCounts {
  const isIn = (at: Date | undefined): boolean => at !== undefined && at >= from && at < to;
  const ended = executions.filter(({ endedAt }) => isIn(endedAt));
  const deployed = executions.filter((execution) => isIn(deployedAt(execution, deployStage)));
  return {
    started: executions.filter(({ startedAt }) => isIn(startedAt)).length,
    releases: deployed.filter(({ rollbackOf }) => !rollbackOf).length,
    rollbacks: deployed.filter(({ rollbackOf }) => rollbackOf).length,
    failures: ended.filter(({ status }) => status === 'Failed').length,
    others: ended.filter(({ status }) => isEnded(status) && status !== 'Failed' && status !== 'Succeeded').length,
  };
}

function deployedAt({ stages, stageNames }: Execution, deployStage: string | undefined): Date | undefined {
  const stage = stages.find(({ name }) => name === (deployStage ?? stageNames.at(-1)));
  return stage?.status === 'Succeeded' ? stage.endedAt : undefined;
}
