import { freezeAt } from '../policies/freeze';
import { approvalPolicyOf, type PipelinePolicy } from '../policies/policy';
import type { Alarms } from '../ports/alarms';
import { type Approval, type Hold, stageOf } from './approval';

/** What CloudWatch says of alarms that hold approvals. */
interface AlarmsNow {
  ringing: ReadonlySet<string>;
  /** Nobody can tell whether they ring: there is no such alarm, or CloudWatch did not answer. */
  unreadable: ReadonlySet<string>;
  /** Why it did not answer. */
  error?: unknown;
}

/** One call; none where no alarm is named. It never fails: what it could not read is named. */
export async function alarmsNow(alarms: Alarms, policy: PipelinePolicy, names: readonly string[]): Promise<AlarmsNow> {
  if (names.length === 0) return { ringing: new Set(), unreadable: new Set() };
  try {
    const known = await alarms.states(names, policy);
    const told = new Set(known.map(({ name }) => name));
    return {
      ringing: new Set(known.filter(({ state }) => state === 'ringing').map(({ name }) => name)),
      unreadable: new Set(names.filter((name) => !told.has(name))),
    };
  } catch (error) {
    return { ringing: new Set(), unreadable: new Set(names), error };
  }
}

/** A rollback is what helps: neither alarms nor freezes hold it up. A lock does. */
export const isRollback = ({ kind, evidence }: Pick<Approval, 'evidence'> & Partial<Pick<Approval, 'kind'>>): boolean =>
  kind === 'rollback' || evidence.restores !== undefined;

/** Alarms that hold an approval while they ring: two admins can take an alarm out. */
export function alarmsThatHold(
  policy: PipelinePolicy,
  approval: Pick<Approval, 'override' | 'evidence'> & Partial<Pick<Approval, 'kind'>> & { stage?: string | undefined },
): string[] {
  if (isRollback(approval)) return [];
  const overridden = approval.override?.confirmed ? approval.override.alarms : [];
  return approvalPolicyOf(policy, approval.stage).alarms.filter((name) => !overridden.includes(name));
}

/** What holds an approval, as its card shows it: alarms and freezes; undefined where nothing does. */
export function holdOf(policy: PipelinePolicy, approval: Approval, now: AlarmsNow, at: Date): Hold | undefined {
  const names = alarmsThatHold(policy, { ...approval, stage: stageOf(approval) });
  const alarms = names.filter((name) => now.ringing.has(name));
  const unreadable = names.filter((name) => now.unreadable.has(name));
  const freeze = isRollback(approval) ? undefined : freezeAt(policy.freezes, at);
  if (alarms.length === 0 && unreadable.length === 0 && !freeze) return undefined;
  return { alarms, ...(unreadable.length > 0 && { unreadable }), ...(freeze && { freeze }) };
}
