import { join } from 'node:path';
import { WebClient, WebClientEvent } from '@slack/web-api';
import { TOKENS } from '../../../infra/local/identity';
import { silent } from './bolt';
import { StandingClock } from './standing-clock';
import { GENERAL, RELEASES, type RunningWorkspace, startWorkspace, temporaryFolder } from './support';

describe('how often methods may be called', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let slack: RunningWorkspace;
  let clock: StandingClock;

  beforeEach(async () => {
    clock = new StandingClock();
    folder = await temporaryFolder();
    slack = await startWorkspace({ stateFile: join(folder.path, 'slack.json'), clock });
  });
  afterEach(async () => {
    await slack.stop();
    await folder.remove();
  });

  /** Status, seconds to wait, error. */
  const call = async (
    method: string,
    args: Record<string, unknown> = {},
  ): Promise<[number, string | null, unknown]> => {
    const response = await fetch(`${slack.baseUrl}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKENS.bot}`, 'content-type': 'application/json' },
      body: JSON.stringify(args),
    });
    const { ok, error } = (await response.json()) as { ok: boolean; error?: string };
    return [response.status, response.headers.get('retry-after'), error ?? ok];
  };
  const callsUntilRefused = async (method: string, args: Record<string, unknown> = {}): Promise<number> => {
    for (let count = 0; ; count += 1) if ((await call(method, args))[0] === 429) return count;
  };

  it.each<[tier: number, calls: number, method: string, args: Record<string, unknown>]>([
    [2, 20, 'conversations.list', {}],
    [3, 50, 'chat.update', { channel: RELEASES }],
    [4, 100, 'users.info', { user: 'U0ADA' }],
  ])('tier %i: %i calls a minute, the next is told how long to wait', async (_tier, calls, method, args) => {
    const taken = await callsUntilRefused(method, args);
    const [status, retryAfter, error] = await call(method, args);

    expect(taken).toBe(calls);
    expect([status, error]).toEqual([429, 'ratelimited']);
    clock.advance(Number(retryAfter) * 1000);
    expect((await call(method, args))[0]).toBe(200);
  });

  it('chat.postMessage: one a second for each channel, after a short burst', async () => {
    const post = (channel: string) => call('chat.postMessage', { channel, text: 'x' });
    await callsUntilRefused('chat.postMessage', { channel: RELEASES, text: 'x' });

    const refused = await post(RELEASES);
    const elsewhere = await post(GENERAL);
    clock.advance(1_000);
    const later = [await post(RELEASES), await post(RELEASES)];

    expect(refused).toEqual([429, '1', 'ratelimited']);
    expect(elsewhere).toEqual([200, null, true]);
    expect(later.map(([status]) => status)).toEqual([200, 429]);
  });

  it('auth.test and chat.getPermalink are not limited like that', async () => {
    const answers = await Promise.all(Array.from({ length: 150 }, () => call('auth.test')));

    expect(new Set(answers.map(([status]) => status))).toEqual(new Set([200]));
  });

  it('a test can have the next calls of a method refused, and Slack’s client waits as it is told', async () => {
    const client = new WebClient(TOKENS.bot, { slackApiUrl: `${slack.baseUrl}/api/`, logger: silent });
    const waits: number[] = [];
    client.on(WebClientEvent.RATE_LIMITED, (seconds: number) => waits.push(seconds));
    slack.workspace.refuseCalls('users.info', { calls: 1, seconds: 1 });

    const { user } = await client.users.info({ user: 'U0ADA' });

    expect(user?.id).toBe('U0ADA');
    expect(waits).toEqual([1]);
  });
});
