import { Refusal } from '../errors';
import type { Pipelines } from '../ports/pipelines';
import type { EndOfLock, Lock, TransitionOfLock } from './lock';

interface TransitionDeps {
  pipelines: Pipelines;
}

interface Disabled {
  transition: TransitionOfLock;
  requestId?: string | undefined;
}

/** Closes the way into the stage of a lock, unless somebody else has. */
export async function disableTransition(
  { pipelines }: TransitionDeps,
  pipeline: string,
  { stage, lockId, by }: Lock,
): Promise<Disabled> {
  const before = await pipelines.inboundTransition(pipeline, stage);
  if (!before) return { transition: 'none' };
  if (!before.enabled) {
    return { transition: isOurs(before.disabledReason, lockId) ? 'disabled' : 'disabled before' };
  }
  try {
    const reason = `Locked in Slack by ${by.name}. ${markOf(lockId)}`;
    const { requestId } = await pipelines.disableTransition({ pipeline, stage, reason });
    return { transition: 'disabled', requestId };
  } catch (error) {
    // The lock holds without it, and the card says what the console can still do.
    if (error instanceof Refusal && !error.isPassing) return { transition: 'refused' };
    throw error;
  }
}

/** Last words of a disabled transition's reason, by which we know our own (no colon and no slash: CodePipeline). */
const markOf = (lockId: string): string => `mlpipeline lock ${lockId}`;

const isOurs = (disabledReason: string | undefined, lockId: string): boolean =>
  disabledReason?.endsWith(markOf(lockId)) ?? false;

export interface Enabled {
  transition: EndOfLock['transition'];
  requestId?: string | undefined;
}

/** The bot enables only what it disabled itself: whoever disabled it since, or before, had a reason of their own. */
export async function enableTransition(
  { pipelines }: TransitionDeps,
  pipeline: string,
  { stage, lockId }: Lock,
): Promise<Enabled> {
  const now = await pipelines.inboundTransition(pipeline, stage);
  if (!now || now.enabled || !isOurs(now.disabledReason, lockId)) return { transition: 'left' };
  try {
    const { requestId } = await pipelines.enableTransition({ pipeline, stage });
    return { transition: 'enabled', requestId };
  } catch (error) {
    // Nobody must stay locked because a permission is missing; the card says what is left to do.
    if (error instanceof Refusal && !error.isPassing) return { transition: 'refused' };
    throw error;
  }
}
