import type { Message } from './model';

/** Messages outside of threads, and those that begin one. */
export const isTopLevel = ({ ts, thread_ts }: Message): boolean => (thread_ts ?? ts) === ts;

/** The answers to each message that has some, by its `ts`, oldest first. */
export function repliesByRoot(messages: readonly Message[]): Map<string, Message[]> {
  const replies = new Map<string, Message[]>();
  for (const message of messages) {
    if (isTopLevel(message) || message.thread_ts === undefined) continue;
    replies.set(message.thread_ts, [...(replies.get(message.thread_ts) ?? []), message]);
  }
  return replies;
}

/** A message with what Slack says about its thread. */
export function withThread(message: Message, replies: readonly Message[] | undefined): Message {
  const last = replies?.at(-1);
  if (!replies || !last) return message;
  const users = [...new Set(replies.map(({ user }) => user))];
  return {
    ...message,
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users: users,
    reply_users_count: users.length,
    latest_reply: last.ts,
  };
}
