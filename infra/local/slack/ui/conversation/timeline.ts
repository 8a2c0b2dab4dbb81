import type { Channel, Ephemeral, Message, Notice, Snapshot } from '../../model';

type Entry =
  | { kind: 'message'; ts: string; message: Message | Ephemeral; isPrivate: boolean }
  | { kind: 'notice'; ts: string; notice: Notice }
  /** Of a message that is gone, the answers to it are left. */
  | { kind: 'deleted'; ts: string; replies: number };

export type Placed = Entry & {
  /** The first of its day. */
  startsDay: boolean;
  /** By the same author as the entry before and soon after it: the author is not named again. */
  isContinued: boolean;
};

/** Messages of one author stand together for so long. */
const TOGETHER_SECONDS = 300;

/** All that stands in a conversation outside of its threads, in order. */
export function timelineOf({ messages, ephemerals, notices }: Snapshot, channel: Channel): Placed[] {
  const all = messages[channel.id] ?? [];
  const entries: Entry[] = [
    ...all
      .filter(({ ts, thread_ts }) => (thread_ts ?? ts) === ts)
      .map((message) => ({ kind: 'message' as const, ts: message.ts, message, isPrivate: false })),
    ...ephemerals
      .filter((message) => message.channel === channel.id && !message.thread_ts)
      .map((message) => ({ kind: 'message' as const, ts: message.ts, message, isPrivate: true })),
    ...notices
      .filter((notice) => notice.channel === channel.id && !notice.element)
      .map((notice) => ({ kind: 'notice' as const, ts: notice.ts, notice })),
    ...lostRoots(all).map((ts) => ({ kind: 'deleted' as const, ts, replies: repliesTo(all, ts).length })),
  ];
  return placed(entries);
}

/** A thread's answers, those included that only this person sees. */
export function threadOf({ messages, ephemerals }: Snapshot, channel: Channel, root: string): Placed[] {
  const answers = repliesTo(messages[channel.id] ?? [], root);
  const privately = ephemerals.filter((message) => message.channel === channel.id && message.thread_ts === root);
  return placed([
    ...answers.map((message) => ({ kind: 'message' as const, ts: message.ts, message, isPrivate: false })),
    ...privately.map((message) => ({ kind: 'message' as const, ts: message.ts, message, isPrivate: true })),
  ]);
}

export const momentOf = (ts: string): Date => new Date(Number(ts) * 1000);

const repliesTo = (messages: readonly Message[], root: string): Message[] =>
  messages.filter(({ ts, thread_ts }) => thread_ts === root && ts !== root);

function lostRoots(messages: readonly Message[]): string[] {
  const present = new Set(messages.map(({ ts }) => ts));
  return [...new Set(messages.flatMap(({ thread_ts }) => thread_ts ?? []))].filter((ts) => !present.has(ts));
}

function placed(entries: Entry[]): Placed[] {
  const sorted = entries.toSorted((one, other) => (one.ts < other.ts ? -1 : 1));
  return sorted.map((entry, index) => {
    const before = sorted[index - 1];
    const startsDay = !before || momentOf(before.ts).toDateString() !== momentOf(entry.ts).toDateString();
    return { ...entry, startsDay, isContinued: !startsDay && continues(before, entry) };
  });
}

function continues(before: Entry, entry: Entry): boolean {
  if (before.kind !== 'message' || entry.kind !== 'message') return false;
  if (entry.message.blocks?.length) return false; // a card says whose it is
  const isSame = before.message.user === entry.message.user && before.isPrivate === entry.isPrivate;
  return isSame && Number(entry.ts) - Number(before.ts) < TOGETHER_SECONDS;
}
