import { join } from 'node:path';
import { App, type BlockButtonAction, type Logger, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { TOKENS } from '../../../infra/local/identity';
import { messagesIn, type SeenMessage, wordsOf } from '../../../infra/local/slack/person';
import { RELEASES, type RunningWorkspace, startWorkspace, temporaryFolder } from './support';

/** What a real Bolt app, pointed at the workspace by slackApiUrl alone, lives through. */
describe('a Bolt app in Socket Mode', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let slack: RunningWorkspace;
  let bolt: { app: App; receiver: SocketModeReceiver };
  let now = new Date('2026-11-20T10:00:00Z');
  let file = 0;

  beforeAll(async () => {
    folder = await temporaryFolder();
  });
  afterAll(() => folder.remove());

  beforeEach(async () => {
    now = new Date('2026-11-20T10:00:00Z');
    file += 1;
    slack = await startWorkspace({
      stateFile: join(folder.path, `${file}.json`),
      clock: () => now,
    });
    bolt = await startBolt(slack);
  });
  afterEach(async () => {
    await bolt.receiver.client.disconnect();
    await slack.stop();
  });

  it('answers a slash command privately, and only the person who typed it sees the answer', async () => {
    bolt.app.command('/mlpipeline', ({ ack, command }) =>
      ack({ text: `you said ${command.text}`, response_type: 'ephemeral' }),
    );

    const answer = await slack.emma.say(RELEASES, '/mlpipeline  deploy "a & b" @Ada #general ');

    expect(answer).toEqual({ ok: true });
    const [reply] = await slack.emma.ephemerals();
    expect(reply?.text).toBe('you said deploy "a &amp; b" <@U0ADA|ada> <#C0GENERAL|general>');
    expect(await slack.ada.ephemerals()).toEqual([]);
    expect(await slack.emma.messages(RELEASES)).toEqual([]);
  });

  it('shows the command and its answer to the channel where the answer says so', async () => {
    bolt.app.command('/mlpipeline', ({ ack }) => ack({ text: 'for all', response_type: 'in_channel' }));

    await slack.emma.say(RELEASES, '/mlpipeline list');

    const seen = await slack.ada.messages(RELEASES);
    expect(seen.map(({ user, text }) => [user, text])).toEqual([
      ['U0EMMA', '/mlpipeline list'],
      ['U0MLPIPELINE', 'for all'],
    ]);
  });

  it('says dispatch_failed when no app is connected', async () => {
    await bolt.receiver.client.disconnect();
    await slack.emma.until(({ bot }) => !bot.connected, { what: 'the app to be gone' });

    const answer = await slack.emma.say(RELEASES, '/mlpipeline help');

    expect(answer).toEqual({ ok: false, error: 'dispatch_failed' });
    const { notices } = await slack.emma.look();
    expect(notices.map(({ text }) => text)).toEqual(['/mlpipeline failed with the error "dispatch_failed"']);
  });

  it('lets a button change its own message', async () => {
    bolt.app.action<BlockButtonAction>('approve', async ({ ack, body, action, client }) => {
      await ack();
      const channel = body.channel?.id ?? '';
      const text = `${action.value} approved by ${body.user.id}, message said "${body.message?.text}"`;
      await client.chat.update({ channel, ts: body.message?.ts ?? '', text, blocks: [] });
    });
    const card = await postCard(bolt.app, slack);

    const answer = await slack.ada.press(card, 'approve');

    expect(answer).toEqual({ ok: true });
    const updated = await slack.emma.until(
      (snapshot) => messagesIn(snapshot, RELEASES).find(({ text }) => text.includes('approved')),
      { what: 'the card to be updated' },
    );
    expect(updated.ts).toBe(card.ts);
    expect(wordsOf(updated)).toBe('execution-1 approved by U0ADA, message said "Approve?"');
    expect(updated.blocks).toBeUndefined();
  });

  it('still sends what an old copy of a card shows after the button is gone', async () => {
    const values: (string | undefined)[] = [];
    bolt.app.action<BlockButtonAction>('approve', async ({ ack, action }) => {
      values.push(action.value);
      await ack();
    });
    const oldCopy = await postCard(bolt.app, slack);
    await bolt.app.client.chat.update({ channel: RELEASES, ts: oldCopy.ts, text: 'Decided.' });

    const answer = await slack.ada.press(oldCopy, 'approve');

    expect(answer).toEqual({ ok: true });
    expect(values).toEqual(['execution-1']);
  });

  it('leads a person through a dialog: required input, the app’s own error, then done', async () => {
    const reasons: unknown[] = [];
    bolt.app.action('approve', async ({ ack, body, client }) => {
      await ack();
      const trigger = 'trigger_id' in body ? body.trigger_id : '';
      await client.views.open({ trigger_id: trigger, view: reasonDialog('7') });
    });
    bolt.app.view('reason_dialog', async ({ ack, view }) => {
      const reason = view.state.values.reason_block?.reason?.value;
      reasons.push([view.private_metadata, reason]);
      if (reason === 'because') {
        await ack({ response_action: 'errors', errors: { reason_block: 'Say more than "because".' } });
      } else await ack();
    });
    await slack.ada.press(await postCard(bolt.app, slack), 'approve');
    await slack.ada.until(({ dialogs }) => dialogs.length > 0, { what: 'the dialog' });

    const empty = await slack.ada.submit({});
    const refused = await slack.ada.submit({ reason: 'because' });
    const shown = await slack.ada.dialog();
    const accepted = await slack.ada.submit({ reason: 'accuracy is up' });

    expect(empty).toMatchObject({ ok: false, error: 'invalid_input' });
    expect(refused).toMatchObject({ ok: false, errors: { reason_block: 'Say more than "because".' } });
    expect(shown?.errors).toEqual({ reason_block: 'Say more than "because".' });
    expect(accepted).toEqual({ ok: true });
    expect(await slack.ada.dialog()).toBeUndefined();
    expect(reasons).toEqual([
      ['7', 'because'],
      ['7', 'accuracy is up'],
    ]);
    expect((await slack.emma.look()).dialogs).toEqual([]);
  });

  it('updates, pushes and clears dialogs as the acknowledgement says', async () => {
    bolt.app.command('/mlpipeline', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: reasonDialog('root') });
    });
    bolt.app.view('reason_dialog', async ({ ack, view }) => {
      const next = view.state.values.reason_block?.reason?.value ?? '';
      if (next === 'clear') await ack({ response_action: 'clear' });
      else if (next === 'push') await ack({ response_action: 'push', view: reasonDialog('pushed') });
      else await ack({ response_action: 'update', view: reasonDialog('updated') });
    });
    await slack.emma.say(RELEASES, '/mlpipeline dialog');
    await slack.emma.until(({ dialogs }) => dialogs.length > 0, { what: 'the dialog' });

    const stacks: string[][] = [];
    for (const reason of ['update', 'push', 'push', 'push', 'clear']) {
      await slack.emma.submit({ reason });
      stacks.push((await slack.emma.look()).dialogs.map(({ view }) => view.private_metadata));
    }

    expect(stacks).toEqual([
      ['updated'],
      ['updated', 'pushed'],
      ['updated', 'pushed', 'pushed'],
      // Slack stacks three views; the fourth is refused and the dialog says that it failed.
      ['updated', 'pushed', 'pushed'],
      [],
    ]);
  });

  it('opens one dialog for one trigger, and none for a stale one', async () => {
    const triggers: string[] = [];
    bolt.app.command('/mlpipeline', async ({ ack, command }) => {
      triggers.push(command.trigger_id);
      await ack();
    });
    await slack.emma.say(RELEASES, '/mlpipeline one');
    await slack.emma.say(RELEASES, '/mlpipeline two');
    const view = reasonDialog('7');

    const first = await slack.call('views.open', { trigger_id: triggers[0], view });
    const second = await slack.call('views.open', { trigger_id: triggers[0], view });
    now = new Date(now.getTime() + 3_001);
    const stale = await slack.call('views.open', { trigger_id: triggers[1], view });
    const invented = await slack.call('views.open', { trigger_id: '1.2.abc', view });

    expect(triggers[0]).toMatch(/^\d+\.\d+\.[0-9a-f]+$/);
    expect(first.ok).toBe(true);
    expect([second.error, stale.error, invented.error]).toEqual([
      'exchanged_trigger_id',
      'expired_trigger_id',
      'invalid_trigger_id',
    ]);
  });

  it('refuses blocks over a limit with Slack’s error and the place of the mistake', async () => {
    const blocks = [{ type: 'header' as const, text: { type: 'plain_text' as const, text: 'x'.repeat(151) } }];

    const posting = bolt.app.client.chat.postMessage({ channel: RELEASES, text: 'fallback', blocks });

    await expect(posting).rejects.toMatchObject({
      data: {
        error: 'invalid_blocks',
        errors: ['must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
      },
    });
    expect(await slack.emma.messages(RELEASES)).toEqual([]);
  });

  it('gives a response_url five uses and half an hour', async () => {
    let url = '';
    bolt.app.command('/mlpipeline', async ({ ack, command, respond }) => {
      url = command.response_url;
      await ack();
      await respond('first');
    });
    await slack.emma.say(RELEASES, '/mlpipeline help');
    await slack.emma.until(({ ephemerals }) => ephemerals.length === 1, { what: 'the first answer' });
    const use = async () => {
      const response = await fetch(url, { method: 'POST', body: JSON.stringify({ text: 'more' }) });
      return [response.status, await response.text()];
    };

    const uses = [await use(), await use(), await use(), await use(), await use()];
    now = new Date(now.getTime() + 30 * 60_000 + 1);
    const expired = await use();

    expect(uses).toEqual([
      [200, 'ok'],
      [200, 'ok'],
      [200, 'ok'],
      [200, 'ok'],
      [404, 'used_url'],
    ]);
    expect(expired).toEqual([404, 'expired_url']);
    expect(await slack.emma.ephemerals()).toHaveLength(5);
  });

  it('lets the button of a private message replace and delete that message', async () => {
    bolt.app.action<BlockButtonAction>('replace', async ({ ack, respond, body }) => {
      await ack();
      await respond({ replace_original: true, text: `message in payload: ${body.message !== undefined}` });
    });
    bolt.app.action('delete', async ({ ack, respond }) => {
      await ack();
      await respond({ delete_original: true });
    });
    const button = (action_id: string) => ({
      type: 'button' as const,
      action_id,
      text: { type: 'plain_text' as const, text: action_id },
    });
    const post = (text: string) =>
      bolt.app.client.chat.postEphemeral({
        channel: RELEASES,
        user: 'U0EMMA',
        text,
        blocks: [{ type: 'actions', elements: [button('replace'), button('delete')] }],
      });
    await post('one');
    await post('two');
    const [one, two] = await slack.emma.ephemerals();
    if (!one || !two) throw new Error('two private messages expected');

    await slack.emma.press(one, 'replace');
    await slack.emma.press(two, 'delete');

    const left = await slack.emma.until(
      ({ ephemerals }) => ephemerals.length === 1 && ephemerals[0]?.text !== 'one' && ephemerals,
      { what: 'one message replaced and one deleted' },
    );
    expect(left.map(({ ts, text }) => [ts, text])).toEqual([[one.ts, 'message in payload: false']]);
  });

  it('hands every command to exactly one of two connected apps, and none to one that was told to reconnect', async () => {
    const taken: string[] = [];
    bolt.app.command('/mlpipeline', async ({ ack, command }) => {
      taken.push(`first ${command.text}`);
      await ack();
    });
    const second = await startBolt(slack);
    second.app.command('/mlpipeline', async ({ ack, command }) => {
      taken.push(`second ${command.text}`);
      await ack();
    });

    for (const text of ['a', 'b', 'c', 'd']) await slack.emma.say(RELEASES, `/mlpipeline ${text}`);
    const shared = [...taken];
    slack.workspace.recycleConnection();
    for (const text of ['e', 'f']) await slack.emma.say(RELEASES, `/mlpipeline ${text}`);
    await second.receiver.client.disconnect();

    expect(shared.map((entry) => entry.at(-1)).sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(shared.filter((entry) => entry.startsWith('first'))).toHaveLength(2);
    const afterwards = taken.slice(4);
    expect(afterwards.map((entry) => entry.at(-1))).toEqual(['e', 'f']);
    expect(new Set(afterwards.map((entry) => entry.split(' ')[0])).size).toBe(1);
  });
});

it('tells the person operation_timeout when nothing acknowledges, and takes no notice of a late acknowledgement', async () => {
  const folder = await temporaryFolder();
  const slack = await startWorkspace({ stateFile: join(folder.path, 'slack.json'), ackDeadlineMs: 50 });
  const bolt = await startBolt(slack);
  let acknowledgeLate: (() => Promise<void>) | undefined;
  bolt.app.command('/mlpipeline', async ({ ack }) => {
    acknowledgeLate = () => ack('too late');
  });

  const answer = await slack.emma.say(RELEASES, '/mlpipeline help');
  await acknowledgeLate?.();
  // Sent on the same socket after the late acknowledgement: once it is closed, the workspace has read both.
  await bolt.receiver.client.disconnect();
  const seen = await slack.emma.until((snapshot) => !snapshot.bot.connected && snapshot, {
    what: 'the app to be gone',
  });
  const others = await slack.ada.look();
  await slack.stop();
  await folder.remove();

  expect(answer).toEqual({ ok: false, error: 'operation_timeout' });
  expect(seen.notices.map(({ text }) => text)).toEqual(['/mlpipeline failed with the error "operation_timeout"']);
  expect(seen.ephemerals).toEqual([]);
  expect(others.notices).toEqual([]);
});

async function startBolt({ baseUrl }: RunningWorkspace): Promise<{ app: App; receiver: SocketModeReceiver }> {
  const slackApiUrl = `${baseUrl}/api/`;
  const receiver = new SocketModeReceiver({
    appToken: TOKENS.app,
    logger: silent,
    installerOptions: { clientOptions: { slackApiUrl } },
  });
  const app = new App({
    token: TOKENS.bot,
    receiver,
    logger: silent,
    deferInitialization: true,
    clientOptions: { slackApiUrl, retryConfig: { retries: 0 } },
  });
  await app.init();
  await app.start();
  return { app, receiver };
}

/** Bolt reports refusals that a test provokes; they are asserted, not read. */
const silent: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  setName() {},
  getLevel: () => LogLevel.ERROR,
};

async function postCard(app: App, slack: RunningWorkspace): Promise<SeenMessage> {
  await app.client.chat.postMessage({
    channel: RELEASES,
    text: 'Approve?',
    blocks: [
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'approve',
            value: 'execution-1',
            text: { type: 'plain_text', text: 'Approve' },
          },
        ],
      },
    ],
  });
  const card = (await slack.ada.messages(RELEASES)).at(-1);
  if (!card) throw new Error('the card is not there');
  return card;
}

const reasonDialog = (metadata: string) => ({
  type: 'modal' as const,
  callback_id: 'reason_dialog',
  private_metadata: metadata,
  title: { type: 'plain_text' as const, text: 'Why?' },
  submit: { type: 'plain_text' as const, text: 'Send' },
  blocks: [
    {
      type: 'input' as const,
      block_id: 'reason_block',
      label: { type: 'plain_text' as const, text: 'Reason' },
      element: { type: 'plain_text_input' as const, action_id: 'reason', min_length: 3 },
    },
  ],
});
