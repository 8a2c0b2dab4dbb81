import { randomUUID } from 'node:crypto';
import { App, type AppOptions, type ReceiverEvent } from '@slack/bolt';
import { correlated, type Log } from '../log';
import type { Metrics } from '../metrics';
import { isAcknowledgedAtOnce, othersAcknowledged } from './acknowledged-at-once';
import { payloadKind, payloads } from './payloads';

/**
 * Bolt, whose every request is counted, timed to its acknowledgement, and correlated in the log. It sees only what has the
 * form that Slack gives it: Bolt reads payloads without a second look. Anything else is acknowledged, lest it come again,
 * counted and logged, and nothing is done. What can be is acknowledged before anything else; that its listener does so again changes nothing.
 */
export class ObservedApp extends App {
  /** Requests that are being worked on. */
  readonly #running = new Set<Promise<void>>();
  readonly #payloads: ReturnType<typeof payloads>;

  constructor(
    options: AppOptions & { clientOptions: { slackApiUrl: string } },
    private readonly deps: { log: Log; metrics: Metrics },
  ) {
    super(options);
    this.#payloads = payloads(options.clientOptions.slackApiUrl);
  }

  override async processEvent(event: ReceiverEvent): Promise<void> {
    const receivedAt = performance.now();
    const kind = payloadKind(event.body);
    const { log, metrics } = this.deps;
    metrics.count('SlackRequests', kind);
    let isAcknowledged = false;
    const ack: ReceiverEvent['ack'] = async (response) => {
      if (isAcknowledged) return;
      isAcknowledged = true;
      await event.ack(response);
      metrics.count('SlackAcks');
      metrics.measure('SlackAckLatency', Math.round(performance.now() - receivedAt));
    };
    if (kind === 'other') return ack();
    const process = async () => {
      if (isAcknowledgedAtOnce(event.body)) {
        await ack();
        await othersAcknowledged();
      }
      const { error } = this.#payloads[kind].safeParse(event.body);
      if (!error) return super.processEvent({ ...event, ack });
      metrics.count('SlackRequestsRefused', 'malformed');
      // The fields of our own form, and nothing of what is in them.
      const at = [...new Set(error.issues.map(({ path: [field] }) => field))];
      log.warn({ kind, at }, 'request from Slack is not let in');
      return ack();
    };
    const work = correlated(idOf(event.body), process, channelOf(event.body));
    this.#running.add(work);
    return work.finally(() => this.#running.delete(work));
  }

  /** Resolves when nothing is worked on any more. It never rejects. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }
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
