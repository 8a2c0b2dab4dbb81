import type { Clock } from '../clock';
import { BOT, TEAM } from '../identity';
import type { AppConnection } from './app-connection';
import type { AppSettings } from './app-settings';
import { formatTs, randomHex } from './ids';
import { VERIFICATION_TOKEN } from './interactions/common-payload';

/** Slack repeats an event that was not acknowledged: almost at once, after one minute and after five. */
const RETRY_DELAYS_MS = [0, 60_000, 5 * 60_000];

export interface AppEvent {
  type: string;
  [field: string]: unknown;
}

/** The Events API: what the app is told without having been asked (Slack, "Events API"). */
export class AppEvents {
  readonly #calledOff = new Set<() => void>();

  constructor(
    private readonly connection: AppConnection,
    private readonly settings: AppSettings,
    private readonly clock: Clock,
  ) {}

  /** Sends an event to an app that is subscribed to it, repeatedly until it is acknowledged; others hear nothing. */
  async send(event: AppEvent): Promise<void> {
    if (!this.settings.events.has(event.type)) return;
    const now = this.clock.now();
    const seconds = Math.floor(now.getTime() / 1000);
    await this.#deliver({
      token: VERIFICATION_TOKEN,
      team_id: TEAM.id,
      context_team_id: TEAM.id,
      context_enterprise_id: null,
      api_app_id: BOT.appId,
      event: { ...event, event_ts: formatTs(seconds, (now.getTime() % 1000) * 1000) },
      type: 'event_callback',
      event_id: `Ev${randomHex(5).toUpperCase()}`,
      event_time: seconds,
      authorizations: [
        { enterprise_id: null, team_id: TEAM.id, user_id: BOT.userId, is_bot: true, is_enterprise_install: false },
      ],
      is_ext_shared_channel: false,
      event_context: `4-${randomHex(16)}`,
    });
  }

  /** Forgets what still waits to be repeated. */
  close(): void {
    for (const callOff of this.#calledOff) callOff();
  }

  async #deliver(payload: Record<string, unknown>): Promise<void> {
    let delivery = await this.connection.deliver('events_api', payload);
    for (const [index, delay] of RETRY_DELAYS_MS.entries()) {
      if (delivery.outcome === 'acked' || delivery.noRetry) return;
      if (!(await this.#wait(delay))) return;
      delivery = await this.connection.deliver('events_api', payload, { number: index + 1, reason: delivery.reason });
    }
  }

  /** @returns false where the workspace closed meanwhile */
  #wait(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (goesOn: boolean): void => {
        cancel();
        this.#calledOff.delete(callOff);
        resolve(goesOn);
      };
      const callOff = (): void => finish(false);
      const cancel = this.clock.at(new Date(this.clock.now().getTime() + ms), () => finish(true));
      this.#calledOff.add(callOff);
    });
  }
}
