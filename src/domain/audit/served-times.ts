import { servedBy } from '../releases/production-state';
import type { Release } from '../releases/release';

/** A time in which production served a release. */
export interface ServedTime {
  from: Date;
  /** What put it there: its own release, or a rollback to it. */
  by: Release;
  /** Absent: still, as far as the record tells. */
  until?: Date | undefined;
  /** What took its place: a later release, or a rollback to another one. */
  endedBy?: Release | undefined;
}

/** When production served a release, by the release history. @param history of its stage, in any order */
export function servedTimes(executionId: string, history: readonly Release[]): ServedTime[] {
  const known = new Map(history.map((release) => [release.executionId, release]));
  const times: ServedTime[] = [];
  for (const success of history.toSorted((one, next) => one.releasedAt.getTime() - next.releasedAt.getTime())) {
    const target = success.rollback && known.get(success.rollback.targetId);
    const isServed = servedBy(success, target) === executionId;
    const last = times.at(-1);
    const open = last?.until === undefined ? last : undefined;
    if (isServed && !open) times.push({ from: success.releasedAt, by: success });
    else if (!isServed && open) times.splice(-1, 1, { ...open, until: success.releasedAt, endedBy: success });
  }
  return times;
}
