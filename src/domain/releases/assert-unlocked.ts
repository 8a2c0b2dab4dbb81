import { PipelineFrozen, PipelineLocked } from '../errors';
import { freezeAt } from '../policies/freeze';
import type { PipelinePolicy, Policies } from '../policies/policy';
import type { Locks } from '../ports/locks';
import { holds } from './lock';

/** @param evenFrozen whether a lock alone counts */
export type AssertUnlocked = (
  policy: Pick<PipelinePolicy, 'name'>,
  { evenFrozen }?: { evenFrozen: boolean },
) => Promise<void>;

/**
 * Nothing is deployed, retried, approved or rolled back while a lock or a freeze holds. Asked right before AWS is, by every use
 * case that could bring something into production.
 * @throws PipelineLocked saying who, why and until when; PipelineFrozen saying why and until when
 */
export function assertUnlocked({
  locks,
  policies,
  now,
}: {
  locks: Locks;
  policies: Policies;
  now: () => Date;
}): AssertUnlocked {
  return async ({ name }, { evenFrozen } = { evenFrozen: false }) => {
    const lock = (await locks.get(name))?.current;
    if (lock && holds(lock, now())) throw new PipelineLocked(name, lock);
    const frozen = !evenFrozen && freezeAt(policies.find(name)?.freezes ?? [], now());
    if (frozen) throw new PipelineFrozen(name, frozen);
  };
}
