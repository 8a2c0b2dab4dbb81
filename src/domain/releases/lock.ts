import type { Actor } from '../policies/policy';

/**
 * What became of the deploy stage's inbound transition, which holds executions that were started outside Slack:
 * `disabled` by this lock; `disabled before` by somebody else, so that it is not ours to enable; `none` where the
 * pipeline has no such transition; `refused` by AWS.
 */
export type TransitionOfLock = 'disabled' | 'disabled before' | 'none' | 'refused';

/** A person's word that nothing is deployed or approved. */
export interface Lock {
  /** Audit id of the request. */
  lockId: string;
  by: Actor;
  reason: string;
  since: Date;
  /** Absent: until somebody unlocks it. */
  until?: Date | undefined;
  /** Stage whose inbound transition the lock is about. */
  stage: string;
  /** Absent until AWS has been asked. */
  transition?: TransitionOfLock | undefined;
  ended?: EndOfLock | undefined;
}

export interface EndOfLock {
  /** Absent where its time was over. */
  by?: Actor | undefined;
  at: Date;
  /** What has become of the transition: the bot enables only what it disabled itself. */
  transition: 'enabled' | 'left' | 'refused';
}

/** The locks of one pipeline: at most one that holds, and some that have ended, for their cards. */
export interface PipelineLocks {
  pipeline: string;
  current?: Lock | undefined;
  /** Newest first. */
  ended: Lock[];
}

/** Cards of ended locks are drawn within moments; more than a few are never needed. */
const ENDED_KEPT = 5;

/** Whether a lock keeps people from deploying: one whose time is over does not, before anybody has tidied it up. */
export const holds = ({ until }: Lock, now: Date): boolean => until === undefined || until > now;

export const lockById = (locks: PipelineLocks | undefined, lockId: string): Lock | undefined =>
  [locks?.current, ...(locks?.ended ?? [])].find((lock) => lock?.lockId === lockId);

/** Puts a lock on where there is none. One whose time is over is taken off first: its transition may be disabled. */
export function withLock(locks: PipelineLocks | undefined, pipeline: string, lock: Lock): PipelineLocks {
  const known = locks ?? { pipeline, ended: [] };
  return known.current || lockById(known, lock.lockId) ? known : { ...known, current: lock };
}

/** What AWS said about the transition. */
export function withTransition(locks: PipelineLocks, lockId: string, transition: TransitionOfLock): PipelineLocks {
  if (locks.current?.lockId !== lockId) return locks;
  return { ...locks, current: { ...locks.current, transition } };
}

/**
 * Takes a lock off, as it was seen when its transition was looked at: one whose transition has been asked for since stays
 * on, to be looked at again. One that is off already stays as it ended.
 */
export function withoutLock(locks: PipelineLocks, { lockId, transition }: Lock, ended: EndOfLock): PipelineLocks {
  const { current } = locks;
  if (current?.lockId !== lockId || current.transition !== transition) return locks;
  return { ...locks, current: undefined, ended: [{ ...current, ended }, ...locks.ended].slice(0, ENDED_KEPT) };
}
