import { randomUUID } from 'node:crypto';
import type { AllMiddlewareArgs, AnyMiddlewareArgs } from '@slack/bolt';
import type { Leases } from '../domain/ports/leases';
import type { Metrics } from '../metrics';
import { type ReadAhead, readNothing } from './read-ahead';
import { REPLAY_WINDOW_MS } from './signed-request';

interface OnlyOnceDeps {
  leases: Leases;
  readAhead?: ReadAhead;
  metrics: Metrics;
  now: () => Date;
}

/** Whether no task has seen this request before. */
export function isFirst({ leases, now }: Pick<OnlyOnceDeps, 'leases' | 'now'>, identity: string): Promise<boolean> {
  const until = new Date(now().getTime() + REPLAY_WINDOW_MS);
  return leases.acquire(`slack-request#${identity}`, randomUUID(), now(), until);
}

/**
 * Bolt middleware: an envelope whose acknowledgement was lost comes again, a request may be sent again by whoever has
 * read it, and what a person did once is done once. Each command, click and dialog has a trigger of its own.
 *
 * @param isChecked whether the receiver has seen to it already
 */
export function onlyOnce(
  { metrics, readAhead = readNothing, ...deps }: OnlyOnceDeps,
  isChecked: (body: Record<string, unknown>) => boolean,
) {
  return (args: AllMiddlewareArgs & AnyMiddlewareArgs): Promise<void> =>
    readAhead(args.body, async () => {
      const body: Record<string, unknown> = Object(args.body);
      const { trigger_id: trigger } = body;
      if (typeof trigger !== 'string' || isChecked(body) || (await isFirst(deps, trigger))) return args.next();
      metrics.count('SlackReplays');
      const { ack }: { ack?: () => Promise<void> } = Object(args);
      await ack?.();
    });
}
