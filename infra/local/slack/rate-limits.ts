import type { Clock } from '../clock';

const MINUTE_MS = 60_000;

/** Calls per minute of Slack's tiers (Slack, "Rate limits"); each is a promise of at least that many. */
const TIERS = { 2: 20, 3: 50, 4: 100 } as const;

/** The tier of each method, as its page in Slack's documentation says; methods with a rate of their own are not here. */
const METHOD_TIERS: Readonly<Record<string, keyof typeof TIERS>> = {
  'apps.connections.open': 3,
  'chat.delete': 3,
  'chat.postEphemeral': 4,
  'chat.update': 3,
  'conversations.history': 3,
  'conversations.info': 3,
  'conversations.join': 3,
  'conversations.list': 2,
  'conversations.members': 4,
  'conversations.open': 3,
  'conversations.replies': 3,
  'files.completeUploadExternal': 4,
  'files.delete': 3,
  'files.getUploadURLExternal': 4,
  'files.info': 4,
  'usergroups.list': 2,
  'usergroups.users.list': 2,
  'users.info': 4,
  'users.list': 2,
  'users.lookupByEmail': 3,
  'views.open': 4,
  'views.publish': 4,
  'views.push': 4,
  'views.update': 4,
};

/** "chat.postMessage … generally allows posting one message per second per channel", short bursts above that allowed. */
const POST_MESSAGE = { perMinute: 60, burst: 30 };

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * How often methods may be called: a bucket of calls for each method, and one for each channel that is posted to. A
 * full bucket holds the calls of one minute, which is what "bursts are tolerated" is taken to mean here.
 */
export class RateLimits {
  readonly #buckets = new Map<string, Bucket>();
  readonly #ordered = new Map<string, { calls: number; seconds: number }>();

  constructor(private readonly clock: Clock) {}

  /** The next calls of a method are refused, with these seconds to wait. */
  refuse(method: string, { calls, seconds }: { calls: number; seconds: number }): void {
    this.#ordered.set(method, { calls, seconds });
  }

  /** Counts a call. @returns the seconds to wait where it is one too many */
  take(method: string, channel: string | undefined): number | undefined {
    const ordered = this.#ordered.get(method);
    if (ordered && ordered.calls > 0) {
      ordered.calls -= 1;
      return ordered.seconds;
    }
    if (method === 'chat.postMessage')
      return this.#draw(`${method} ${channel}`, POST_MESSAGE.perMinute, POST_MESSAGE.burst);
    const tier = Object.hasOwn(METHOD_TIERS, method) ? METHOD_TIERS[method] : undefined;
    return tier && this.#draw(method, TIERS[tier], TIERS[tier]);
  }

  #draw(name: string, perMinute: number, size: number): number | undefined {
    const now = this.clock.now().getTime();
    const { tokens, at } = this.#buckets.get(name) ?? { tokens: size, at: now };
    const refilled = Math.min(size, tokens + ((now - at) * perMinute) / MINUTE_MS);
    if (refilled < 1) {
      this.#buckets.set(name, { tokens: refilled, at: now });
      return Math.ceil(((1 - refilled) * MINUTE_MS) / perMinute / 1000);
    }
    this.#buckets.set(name, { tokens: refilled - 1, at: now });
    return undefined;
  }
}
