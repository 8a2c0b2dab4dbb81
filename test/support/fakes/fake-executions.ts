import { type Execution, isEnded } from '../../../src/domain/executions/execution';
import type { Executions } from '../../../src/domain/ports/executions';
import { AtomicItems, raisingVersion } from './atomic-items';

/** Executions in memory. */
export function fakeExecutions(): Executions {
  const items = new AtomicItems<Execution>();
  const keyOf = (pipeline: string, executionId: string) => `${pipeline}#${executionId}`;
  const newestFirst = (): Execution[] =>
    items.all().sort((one, next) => next.startedAt.getTime() - one.startedAt.getTime());
  const newestOf = (pipeline: string): Execution[] =>
    newestFirst().filter((execution) => execution.pipeline === pipeline);
  return {
    get: async (pipeline, executionId) => items.get(keyOf(pipeline, executionId)),
    update: async (pipeline, executionId, change) => items.update(keyOf(pipeline, executionId), raisingVersion(change)),
    open: async (pipeline) => newestOf(pipeline).filter(({ status }) => !isEnded(status)),
    openEverywhere: async () => newestFirst().filter(({ status }) => !isEnded(status)),
    newest: async (pipeline, limit) => newestOf(pipeline).slice(0, limit),
    startedSince: async (pipeline, since) => newestOf(pipeline).filter(({ startedAt }) => startedAt >= since),
  };
}
