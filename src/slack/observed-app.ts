import { randomUUID } from 'node:crypto';
import { App, type AppOptions, type ReceiverEvent } from '@slack/bolt';
import { correlated } from '../log';
import type { Metrics } from '../metrics';

/** What Slack calls the kinds of requests, in our words. */
const KINDS: Readonly<Record<string, string>> = {
  block_actions: 'action',
  view_submission: 'dialog',
  event_callback: 'event',
};

/** Bolt, whose every request is counted, timed to its acknowledgement, and correlated in the log. */
export class ObservedApp extends App {
  constructor(
    options: AppOptions,
    private readonly metrics: Metrics,
  ) {
    super(options);
  }

  override processEvent(event: ReceiverEvent): Promise<void> {
    const receivedAt = performance.now();
    this.metrics.count('SlackRequests', kindOf(event.body));
    let isAcknowledged = false;
    const ack: ReceiverEvent['ack'] = async (response) => {
      await event.ack(response);
      if (isAcknowledged) return;
      isAcknowledged = true;
      this.metrics.count('SlackAcks');
      this.metrics.measure('SlackAckLatency', Math.round(performance.now() - receivedAt));
    };
    return correlated(idOf(event.body), () => super.processEvent({ ...event, ack }), channelOf(event.body));
  }
}

function kindOf({ command, type }: ReceiverEvent['body']): string {
  if (command !== undefined) return 'command';
  return (typeof type === 'string' && Object.hasOwn(KINDS, type) ? KINDS[type] : undefined) ?? 'other';
}

/** The trigger of what a person did, which its repeats share; the id of an event; else one of our own. */
function idOf({ trigger_id: trigger, event_id: event }: ReceiverEvent['body']): string {
  const id: unknown = trigger ?? event;
  return typeof id === 'string' ? id.slice(0, LONGEST_ID) : randomUUID();
}

/** Where a command was typed or a button pressed; a dialog is in no channel. */
function channelOf({ channel_id: ofCommand, channel }: ReceiverEvent['body']): string | undefined {
  const { id: ofButton }: { id?: unknown } = Object(channel);
  const id: unknown = ofCommand ?? ofButton;
  return typeof id === 'string' && /^[CDG][A-Z0-9]{1,30}$/.test(id) ? id : undefined;
}

/** Characters, as many as any id of Slack's has and more. */
const LONGEST_ID = 100;
