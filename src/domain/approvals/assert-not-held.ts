import type { PipelinePolicy } from '../policies/policy';
import type { Alarms } from '../ports/alarms';
import type { AssertUnlocked } from '../releases/assert-unlocked';
import type { Approval } from './approval';
import { stageOf } from './approval';
import { AlarmsRinging, AlarmsUnreadable } from './approval-errors';
import { alarmsNow, alarmsThatHold, isRollback } from './hold';

export interface AssertNotHeldDeps {
  alarms: Alarms;
  assertUnlocked: AssertUnlocked;
}

export type AssertNotHeld = (policy: PipelinePolicy, approval: Approval) => Promise<void>;

/**
 * Nothing is approved while a lock, a freeze or an alarm holds the gate shut. Asked right before the approval counts.
 * What cannot be read holds too. Of a rollback a lock alone does.
 * @throws PipelineLocked, PipelineFrozen, AlarmsRinging, AlarmsUnreadable
 */
export function assertNotHeld({ alarms, assertUnlocked }: AssertNotHeldDeps): AssertNotHeld {
  return async (policy, approval) => {
    if (approval.kind === 'rollback') {
      // An alarm is what a rollback is for; who asked in a locked pipeline was an admin, too.
      if (!approval.asked.isWhileLocked) await assertUnlocked(policy);
      return;
    }
    const asking = alarmsNow(alarms, policy, alarmsThatHold(policy, { ...approval, stage: stageOf(approval) }));
    await assertUnlocked(policy, { evenFrozen: isRollback(approval) });
    const { ringing, unreadable, error } = await asking;
    if (ringing.size > 0) throw new AlarmsRinging([...ringing]);
    if (unreadable.size > 0) throw new AlarmsUnreadable([...unreadable], error);
  };
}
