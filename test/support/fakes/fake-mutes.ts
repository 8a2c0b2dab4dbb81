import { isMutedFor, type MutedMentions } from '../../../src/domain/notifications/muted-mentions';
import type { Mutes } from '../../../src/domain/ports/mutes';
import { AtomicItems } from './atomic-items';

/** Who is not to be mentioned, in memory. */
export function fakeMutes(): Mutes {
  const items = new AtomicItems<MutedMentions>();
  return {
    get: async (slackId) => items.get(slackId),
    isMuted: async (slackId, pipeline) => isMutedFor(items.get(slackId), pipeline),
    update: async (slackId, change) => items.update(slackId, change),
  };
}
