/** Of the calls of a minute, this share may come at once; the rest is spread. */
const BURST_SHARE = { update: 0.1, post: 0.05, home: 0.5 } as const;

const MINUTE_MS = 60_000;

/** `views.publish` is Tier 4: a hundred and more, per app and workspace (Slack, "Rate limits"). Of all tasks. */
const HOMES_PER_MINUTE = 100;

/** What a call is counted as: updates and Home tabs by the workspace, posts by the channel. */
export type SlackCall = { kind: 'update' } | { kind: 'home' } | { kind: 'post'; channel: string };

/** What this task may take of what Slack allows to one workspace. */
export interface SlackBudget {
  /** Milliseconds until such a call may be made; 0: now. */
  waitFor(call: SlackCall): number;
  /** Counts a call that is about to be made. */
  spend(call: SlackCall): void;
  /** Slack has refused one for so long. */
  pause(call: SlackCall, milliseconds: number): void;
}

interface Bucket {
  size: number;
  perMs: number;
  tokens: number;
  at: number;
  /** Slack refuses until then. */
  closedUntil: number;
}

interface SlackBudgetOptions {
  tasks: number;
  /** Of all tasks. `chat.update` is Tier 3: fifty and more, per app and workspace (Slack, "Rate limits"). */
  updatesPerMinute: number;
  /** Of all tasks, in one channel: "chat.postMessage generally allows posting one message per second per channel". */
  postsPerMinute: number;
  now: () => Date;
}

/**
 * Every task takes its share: what Slack allows, divided by the number of tasks, so that they need not ask one another.
 * In any minute no more calls are made than Slack allows to all of them.
 */
export function slackBudget(options: SlackBudgetOptions): SlackBudget {
  const { tasks, updatesPerMinute, postsPerMinute } = options;
  const now = (): number => options.now().getTime();
  const buckets = new Map<string, Bucket>();
  const perMinuteOf = { update: updatesPerMinute, post: postsPerMinute, home: HOMES_PER_MINUTE };

  return {
    waitFor(call) {
      const bucket = filled(call);
      const refill = bucket.tokens >= 1 ? 0 : (1 - bucket.tokens) / bucket.perMs;
      return Math.ceil(Math.max(refill, bucket.closedUntil - now(), 0));
    },
    spend(call) {
      filled(call).tokens -= 1;
    },
    pause(call, milliseconds) {
      const bucket = filled(call);
      bucket.closedUntil = Math.max(bucket.closedUntil, now() + milliseconds);
    },
  };

  function filled(call: SlackCall): Bucket {
    const name = call.kind === 'post' ? `post ${call.channel}` : call.kind;
    const bucket = buckets.get(name) ?? fullBucket(call);
    buckets.set(name, bucket);
    bucket.tokens = Math.min(bucket.size, bucket.tokens + (now() - bucket.at) * bucket.perMs);
    bucket.at = now();
    return bucket;
  }

  /** Size and refill of a minute are together what may be done in one. */
  function fullBucket({ kind }: SlackCall): Bucket {
    const perMinute = perMinuteOf[kind] / tasks;
    const size = Math.max(1, Math.floor(perMinute * BURST_SHARE[kind]));
    return { size, perMs: Math.max(perMinute - size, 1) / MINUTE_MS, tokens: size, at: now(), closedUntil: 0 };
  }
}
