import { type Execution, isEnded } from '../../../src/domain/executions/execution';
import type { Executions } from '../../../src/domain/ports/executions';
import { AtomicItems, raisingVersion } from './atomic-items';

/** Executions in memory. */
export function fakeExecutions(): Executions {
  const items = new AtomicItems<Execution>();
  const keyOf = (pipeline: string, executionId: string) => `${pipeline}#${executionId}`;
  const newest = (of: (execution: Execution) => boolean, limit = Number.POSITIVE_INFINITY): Execution[] =>
    items.list((all) =>
      all
        .filter(of)
        .sort((one, next) => next.startedAt.getTime() - one.startedAt.getTime())
        .slice(0, limit),
    );
  return {
    get: async (pipeline, executionId) => items.get(keyOf(pipeline, executionId)),
    update: async (pipeline, executionId, change) => items.update(keyOf(pipeline, executionId), raisingVersion(change)),
    open: async (pipeline) => newest((one) => one.pipeline === pipeline && !isEnded(one.status)),
    openEverywhere: async () => newest(({ status }) => !isEnded(status)),
    newest: async (pipeline, limit) => newest((one) => one.pipeline === pipeline, limit),
    startedSince: async (pipeline, since) => newest((one) => one.pipeline === pipeline && one.startedAt >= since),
  };
}
