import { useEffect, useState } from 'preact/hooks';
import type { Channel, Message, Snapshot } from '../../model';
import { act } from '../workspace-client';

/**
 * Marks the conversation in front of the person as read, as long as they look at it.
 * @returns `ts` of the first message that was new when they came
 */
export function useReading(
  { me, lastRead, messages }: Snapshot,
  { id }: Channel,
  isShown: boolean,
): string | undefined {
  const all = messages[id] ?? [];
  const mark = lastRead[id] ?? '';
  const isNews = ({ ts, thread_ts, user }: Message): boolean => ts > mark && (thread_ts ?? ts) === ts && user !== me.id;
  const [firstNew] = useState(() => all.find(isNews)?.ts);
  const last = all.at(-1)?.ts ?? '';
  useEffect(() => {
    const read = (): void => {
      const isNew = last > mark;
      if (isShown && isNew && document.visibilityState === 'visible') {
        void act('/ui/read', { as: me.id, channel: id, ts: last }).catch(() => undefined); // read again at the next news
      }
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [last, mark, isShown]);
  return firstNew;
}
