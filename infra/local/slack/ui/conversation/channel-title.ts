import type { Channel, Snapshot } from '../../model';

/** What a conversation is called wherever it is named. */
export const channelTitle = ({ bot }: Snapshot, { isDm, isPrivate, name }: Channel): string =>
  isDm ? bot.name : `${isPrivate ? '🔒' : '#'}${name}`;
