import type { Executions } from '../ports/executions';
import { type Execution, type ExecutionStatus, isEnded, type Superseding } from './execution';

/** Which execution has overtaken one, where it is told that one has; undefined where the record does not say. */
export async function findSuperseding(
  executions: Executions,
  execution: Execution,
  { status, at }: { status: ExecutionStatus; at: Date },
): Promise<Superseding | undefined> {
  if (status !== 'Superseded' || execution.supersededBy) return undefined;
  const later = await executions.startedSince(execution.pipeline, execution.startedAt);
  const found = supersededBy({ ...execution, endedAt: execution.endedAt ?? at }, later);
  return found && { executionId: found.executionId, commitId: found.revision?.commitId };
}

/**
 * The execution that overtook one: the first that was started after it and came as far, before it ended. One that ended
 * earlier on its way did not.
 *
 * @param later executions of the same pipeline, in any order
 */
export function supersededBy(superseded: Execution, later: readonly Execution[]): Execution | undefined {
  const { executionId, startedAt, endedAt } = superseded;
  return later
    .filter((other) => other.executionId !== executionId && !other.rollbackOf)
    .filter((other) => other.startedAt > startedAt && !(endedAt && other.startedAt > endedAt))
    .sort((one, next) => one.startedAt.getTime() - next.startedAt.getTime())
    .find((other) => !isEnded(other.status) || cameAsFar(other, superseded));
}

const cameAsFar = (other: Execution, { stages }: Execution): boolean =>
  stages.filter(({ status }) => status === 'Succeeded').every(({ name }) => hasPassed(other, name));

const hasPassed = ({ stages }: Execution, stage: string): boolean =>
  stages.some(({ name, status }) => name === stage && status === 'Succeeded');
