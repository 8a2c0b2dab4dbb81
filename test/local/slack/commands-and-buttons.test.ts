import { join } from 'node:path';
import type { BlockButtonAction } from '@slack/bolt';
import { messagesIn, wordsOf } from '../../../infra/local/slack/person';
import { postCard, type RunningApp, startBolt } from './bolt';
import { StandingClock } from './standing-clock';
import { RELEASES, type RunningWorkspace, startWorkspace, temporaryFolder } from './support';

describe('commands and buttons of a Bolt app', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let slack: RunningWorkspace;
  let bolt: RunningApp;
  let clock: StandingClock;

  beforeEach(async () => {
    clock = new StandingClock();
    folder = await temporaryFolder();
    slack = await startWorkspace({ stateFile: join(folder.path, 'slack.json'), clock });
    bolt = await startBolt(slack);
  });
  afterEach(async () => {
    await bolt.receiver.client.disconnect();
    await slack.stop();
    await folder.remove();
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
    clock.advance(30 * 60_000 + 1);
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

  it('sends block_actions as Slack documents them', async () => {
    const bodies: unknown[] = [];
    bolt.app.action('approve', async ({ ack, body }) => {
      bodies.push(body);
      await ack();
    });
    const card = await postCard(bolt.app, slack);

    await slack.ada.press(card, 'approve');

    const button = { type: 'button', action_id: 'approve', text: { type: 'plain_text', text: 'Approve', emoji: true } };
    expect(bodies).toEqual([
      {
        type: 'block_actions',
        user: { id: 'U0ADA', username: 'ada', name: 'ada', team_id: 'T0LOCAL' },
        api_app_id: 'A0MLPIPELINE',
        token: expect.any(String),
        container: { type: 'message', message_ts: card.ts, channel_id: RELEASES, is_ephemeral: false },
        trigger_id: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]{32}$/),
        team: { id: 'T0LOCAL', domain: 'local-ml' },
        enterprise: null,
        is_enterprise_install: false,
        channel: { id: RELEASES, name: 'ml-releases' },
        message: {
          type: 'message',
          user: 'U0MLPIPELINE',
          bot_id: 'B0MLPIPELINE',
          app_id: 'A0MLPIPELINE',
          ts: card.ts,
          text: 'Approve?',
          team: 'T0LOCAL',
          blocks: [{ type: 'actions', block_id: expect.any(String), elements: [{ ...button, value: 'execution-1' }] }],
        },
        state: { values: {} },
        response_url: expect.stringContaining(`${slack.baseUrl}/hooks/actions/`),
        actions: [
          {
            ...button,
            block_id: expect.any(String),
            value: 'execution-1',
            action_ts: expect.stringMatching(/^\d{10}\.\d{6}$/),
          },
        ],
      },
    ]);
  });
});
