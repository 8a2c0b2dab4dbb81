import type { Clock } from '../../../clock';
import type { ActionExecutionRecord } from '../state';
import { ActionFailure, type ActionOutcome, failed } from './action-outcome';

/** AWS CodePipeline User Guide, Quotas: seven days, unless the action declares its own `timeoutInMinutes`. */
const DEFAULT_TIMEOUT_MINUTES = 7 * 24 * 60;

const timeoutOf = ({ declaration: { timeoutInMinutes = DEFAULT_TIMEOUT_MINUTES } }: ActionExecutionRecord): number =>
  timeoutInMinutes;

/** When an approval ends unless somebody answers it. */
export function expiryOf(approval: ActionExecutionRecord): Date {
  return new Date(Date.parse(approval.startedAt) + timeoutOf(approval) * 60_000);
}

/** Ends approvals that nobody answers: "a timed-out approval action is processed in the same way as a failed action". */
export class ApprovalDeadlines {
  private readonly alarms = new Map<ActionExecutionRecord, () => void>();

  constructor(private readonly clock: Clock) {}

  /** @param expire given the outcome once the time has come */
  watch(approval: ActionExecutionRecord, expire: (outcome: ActionOutcome) => void): void {
    const minutes = timeoutOf(approval);
    const expired = new ActionFailure('JobFailed', `The approval was not answered within ${minutes} minutes.`);
    const callOff = this.clock.at(expiryOf(approval), () => expire(failed(expired)));
    this.alarms.set(approval, callOff);
  }

  /** Forgets the approvals that are open no longer. */
  tidy(): void {
    this.callOff(({ status }) => status !== 'InProgress');
  }

  callOff(concerned: (approval: ActionExecutionRecord) => boolean): void {
    for (const [approval, callOff] of this.alarms) {
      if (!concerned(approval)) continue;
      callOff();
      this.alarms.delete(approval);
    }
  }
}
