import type { Clock } from '../clock';
import { randomHex } from './ids';

/** Slack: "can be used up to five times within 30 minutes". */
const MAX_USES = 5;
const LIFETIME_MS = 30 * 60_000;
const KEPT = 1_000;

/** Where answers go, and which message they may replace. */
export interface ResponseTarget {
  channel: string;
  userId: string;
  threadTs?: string;
  /** The message whose button was pressed; a slash command has none. */
  source?: { kind: 'message' | 'ephemeral'; ts: string };
}

export type HookError = 'expired_url' | 'used_url';

/** Issues response_urls and counts their uses. */
export class ResponseUrls {
  readonly #issued = new Map<string, ResponseTarget & { issuedAt: number; uses: number }>();

  constructor(
    private readonly baseUrl: () => string,
    private readonly clock: Clock,
  ) {}

  issue(kind: 'commands' | 'actions' | 'app', target: ResponseTarget): string {
    const path = `/hooks/${kind}/${randomHex(12)}`;
    this.#issued.set(path, { ...target, issuedAt: this.clock.now().getTime(), uses: 0 });
    for (const old of this.#issued.keys()) {
      if (this.#issued.size <= KEPT) break;
      this.#issued.delete(old);
    }
    return `${this.baseUrl().replace(/\/$/, '')}${path}`;
  }

  /** Counts one use. */
  use(path: string): ResponseTarget | HookError {
    const hook = this.#issued.get(path);
    if (!hook || this.clock.now().getTime() - hook.issuedAt > LIFETIME_MS) return 'expired_url';
    if (hook.uses >= MAX_USES) return 'used_url';
    hook.uses += 1;
    return hook;
  }
}
