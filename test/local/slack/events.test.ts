import { once } from 'node:events';
import { join } from 'node:path';
import WebSocket from 'ws';
import { TOKENS } from '../../../infra/local/identity';
import { WIDE_POPULATION } from '../../../infra/local/slack/population';
import { StandingClock } from './standing-clock';
import { FULL_MANIFEST, GENERAL, type RunningWorkspace, startWorkspace, temporaryFolder } from './support';

interface Envelope {
  envelope_id: string;
  type: string;
  retry_attempt: number;
  retry_reason: string;
  accepts_response_payload: boolean;
  payload: Record<string, unknown> & { event: Record<string, unknown>; event_id: string };
}

describe('events', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let slack: RunningWorkspace;
  let clock: StandingClock;
  let socket: WebSocket;

  /** @param deadline short only where nothing is acknowledged: a busy machine acknowledges late */
  const start = async (manifest: object, deadline: { ackDeadlineMs?: number } = {}): Promise<void> => {
    const stateFile = join(folder.path, 'slack.json');
    slack = await startWorkspace({ stateFile, clock, manifest, population: WIDE_POPULATION, ...deadline });
    const { url } = await slack.call('apps.connections.open', {}, TOKENS.app);
    socket = new WebSocket(String(url));
    await once(socket, 'message');
  };
  const next = async (): Promise<Envelope> => JSON.parse(String((await once(socket, 'message'))[0]));
  const acknowledge = ({ envelope_id }: Envelope): void => socket.send(JSON.stringify({ envelope_id }));

  beforeEach(async () => {
    clock = new StandingClock();
    folder = await temporaryFolder();
  });
  afterEach(async () => {
    socket.terminate();
    await slack.stop();
    await folder.remove();
  });

  it('come in Slack’s wrapper, and app_home_opened brings the view that was published', async () => {
    await start(FULL_MANIFEST);
    const home = { type: 'home', blocks: [{ type: 'divider' }] };

    const first = next();
    await slack.emma.openHome();
    const unpublished = await first;
    acknowledge(unpublished);
    const { view } = await slack.call('views.publish', { user_id: 'U0EMMA', view: home });
    const second = next();
    await slack.emma.openHome();
    const published = await second;
    acknowledge(published);

    expect(unpublished).toMatchObject({ type: 'events_api', accepts_response_payload: false, retry_attempt: 0 });
    expect(unpublished.payload).toMatchObject({
      type: 'event_callback',
      team_id: 'T0LOCAL',
      api_app_id: 'A0MLPIPELINE',
      event_id: expect.stringMatching(/^Ev[0-9A-F]+$/),
      event_time: 1795168800,
      authorizations: [{ team_id: 'T0LOCAL', user_id: 'U0MLPIPELINE', is_bot: true }],
    });
    expect(unpublished.payload.event).toEqual({
      type: 'app_home_opened',
      user: 'U0EMMA',
      channel: 'D0EMMA',
      tab: 'home',
      event_ts: '1795168800.000000',
    });
    expect(published.payload.event).toMatchObject({ type: 'app_home_opened', view });
    expect(published.payload.event_id).not.toBe(unpublished.payload.event_id);
  });

  it('subteam_members_changed says who came and who went', async () => {
    await start(FULL_MANIFEST);

    const event = next();
    await slack.ada.setGroup('S0APPROVERS', ['U0BEN', 'U0EMMA']);
    const envelope = await event;
    acknowledge(envelope);

    expect(envelope.payload.event).toEqual({
      type: 'subteam_members_changed',
      subteam_id: 'S0APPROVERS',
      team_id: 'T0LOCAL',
      date_previous_update: 1,
      date_update: 1795168800,
      added_users: ['U0EMMA'],
      added_users_count: 1,
      removed_users: ['U0ADA'],
      removed_users_count: 1,
      event_ts: '1795168800.000000',
    });
    expect(await slack.call('usergroups.users.list', { usergroup: 'S0APPROVERS' })).toMatchObject({
      users: ['U0BEN', 'U0EMMA'],
    });
  });

  it('app_mention comes from channels that the app is in, and from nowhere else', async () => {
    await start(FULL_MANIFEST);

    await slack.emma.say('D0EMMA', '@mlpipeline in a direct conversation');
    await slack.emma.say('C0RANDOM', '@mlpipeline where it is not');
    const event = next();
    const { ts } = await slack.emma.say(GENERAL, '@mlpipeline status');
    const envelope = await event;
    acknowledge(envelope);

    expect(envelope.payload.event).toMatchObject({
      type: 'app_mention',
      user: 'U0EMMA',
      text: '<@U0MLPIPELINE> status',
      channel: GENERAL,
      ts,
    });
  });

  it('that were not acknowledged come again at once, after one minute and after five', async () => {
    await start(FULL_MANIFEST, { ackDeadlineMs: 20 });
    const seen: Envelope[] = [];

    const first = next();
    await slack.emma.openHome();
    seen.push(await first);
    seen.push(await next());
    for (const minutes of [1, 5]) {
      await clock.untilWaitedFor();
      const again = next();
      clock.advance(minutes * 60_000);
      seen.push(await again);
    }
    const last = seen.at(-1);
    if (last) acknowledge(last);

    expect(seen.map(({ retry_attempt, retry_reason }) => [retry_attempt, retry_reason])).toEqual([
      [0, ''],
      [1, 'timeout'],
      [2, 'timeout'],
      [3, 'timeout'],
    ]);
    expect(new Set(seen.map(({ payload }) => payload.event_id)).size).toBe(1);
    expect(new Set(seen.map(({ envelope_id }) => envelope_id)).size).toBe(4);
  });

  it('an acknowledged event does not come again', async () => {
    await start(FULL_MANIFEST);

    const first = next();
    await slack.emma.openHome();
    acknowledge(await first);
    const second = next();
    await slack.ada.openHome();
    const envelope = await second;
    acknowledge(envelope);

    expect(envelope).toMatchObject({ retry_attempt: 0, payload: { event: { user: 'U0ADA' } } });
  });

  it('reach only an app that is subscribed to them', async () => {
    await start({ settings: { event_subscriptions: { bot_events: ['app_mention'] } } });

    const only = next();
    await slack.emma.openHome();
    await slack.ada.setGroup('S0APPROVERS', []);
    await slack.emma.say(GENERAL, '@mlpipeline hello');
    const envelope = await only;
    acknowledge(envelope);

    expect(envelope.payload.event.type).toBe('app_mention');
  });
});
