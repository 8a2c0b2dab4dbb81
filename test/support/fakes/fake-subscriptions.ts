import type { PipelineSubscriptions } from '../../../src/domain/notifications/subscriptions';
import type { Subscriptions } from '../../../src/domain/ports/subscriptions';
import { AtomicItems } from './atomic-items';

/** Subscriptions in memory. */
export function fakeSubscriptions(): Subscriptions {
  const items = new AtomicItems<PipelineSubscriptions>();
  return {
    get: async (pipeline) => items.get(pipeline),
    update: async (pipeline, change) => items.update(pipeline, change),
  };
}
