import type { AwsEvent } from '../../ports';
import type { ActionExecutionRecord } from '../state';

/**
 * One indivisible change of the state. What it causes outside is collected and happens only after the new state has been
 * written: a consumer of an event finds the state it tells of, and a kill leaves no build that the state does not know.
 */
export class Turn {
  readonly events: AwsEvent[] = [];
  readonly actions: ActionExecutionRecord[] = [];

  constructor(readonly at: Date) {}

  emit(event: AwsEvent): void {
    this.events.push(event);
  }

  /** Has the work of an action begun once the turn is over. */
  perform(action: ActionExecutionRecord): void {
    this.actions.push(action);
  }
}
