import { NotAllowed, PipelineFrozen, PipelineLocked } from '../errors';
import type { Authorize, Caller } from '../policies/authorize';
import type { Actor, PipelinePolicy } from '../policies/policy';
import type { AssertUnlocked } from './assert-unlocked';
import type { RollbackHow } from './release';

export type AuthorizeRollback = (who: {
  policy: PipelinePolicy;
  caller: Caller;
  /** Undefined: they only look at what is possible. */
  how?: RollbackHow | undefined;
}) => Promise<{ actor: Actor; isWhileLocked: boolean }>;

/**
 * Whether somebody may roll back: an operator may. While a lock or a freeze holds, an operator may who is also an admin,
 * where it is a lock only by `stage`: an execution of the whole pipeline would stop at what the lock has shut.
 * @throws NotAllowed, PipelineLocked, PipelineFrozen
 */
export function authorizeRollback({
  authorize,
  assertUnlocked,
}: {
  authorize: Authorize;
  assertUnlocked: AssertUnlocked;
}): AuthorizeRollback {
  return async ({ policy, caller, how }) => {
    const actor = await authorize({ caller, role: 'operator', scope: policy, verb: 'rollback' });
    try {
      await assertUnlocked(policy);
      return { actor, isWhileLocked: false };
    } catch (error) {
      const isHeld = error instanceof PipelineLocked || error instanceof PipelineFrozen;
      if (!isHeld || (how === 'revision' && error instanceof PipelineLocked)) throw error;
      await asAdmin(authorize, policy, caller, error);
      return { actor, isWhileLocked: true };
    }
  };
}

async function asAdmin(
  authorize: Authorize,
  policy: PipelinePolicy,
  caller: Caller,
  held: PipelineLocked | PipelineFrozen,
): Promise<void> {
  try {
    await authorize({ caller, role: 'admin', scope: policy, verb: 'rollback' });
  } catch (error) {
    if (!(error instanceof NotAllowed)) throw error;
    const what = held instanceof PipelineLocked ? 'locked' : 'frozen';
    throw new NotAllowed(
      `${policy.name} is ${what}, and rolled back only by an operator who is also an admin.${what === 'locked' ? ' Who can unlock it:' : ' Who administers it:'}`,
      error.people,
    );
  }
}
