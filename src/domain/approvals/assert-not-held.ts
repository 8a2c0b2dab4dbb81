import { AlarmsRinging, AlarmsUnreadable, Refusal } from '../errors';
import { approvalPolicyOf, type PipelinePolicy } from '../policies/policy';
import type { Alarms } from '../ports/alarms';
import type { AssertUnlocked } from '../releases/assert-unlocked';
import { type Approval, stageOf } from './approval';

export interface AssertNotHeldDeps {
  alarms: Alarms;
  assertUnlocked: AssertUnlocked;
}

export type AssertNotHeld = (policy: PipelinePolicy, approval: Approval) => Promise<void>;

/**
 * Nothing is approved while a lock, a freeze or an alarm holds the gate shut. Asked right before the approval counts.
 * What cannot be read holds too.
 * @throws PipelineLocked, PipelineFrozen, AlarmsRinging, AlarmsUnreadable
 */
export function assertNotHeld({ alarms, assertUnlocked }: AssertNotHeldDeps): AssertNotHeld {
  return async (policy, approval) => {
    await assertUnlocked(policy);
    const names = alarmsThatHold(policy, approval);
    if (names.length === 0) return;
    const known = await alarms.states(names, policy).catch((cause: unknown) => {
      if (cause instanceof Refusal) throw cause;
      throw new AlarmsUnreadable(names, { cause });
    });
    const missing = names.filter((name) => !known.some((alarm) => alarm.name === name));
    if (missing.length > 0) throw new AlarmsUnreadable(missing);
    const ringing = known.filter(({ state }) => state === 'ringing').map(({ name }) => name);
    if (ringing.length > 0) throw new AlarmsRinging(ringing);
  };
}

/** Alarms that hold an approval while they ring: two admins can take an alarm out. */
export function alarmsThatHold(policy: PipelinePolicy, approval: Approval): string[] {
  const overridden = approval.override?.confirmed ? approval.override.alarms : [];
  return approvalPolicyOf(policy, stageOf(approval)).alarms.filter((name) => !overridden.includes(name));
}
