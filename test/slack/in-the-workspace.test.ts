import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TEAM } from '../../infra/local/identity';
import { type BotBench, startBotBench } from '../support/bot-bench';
import { anEntry } from '../support/builders/facts';
import { aPolicy } from '../support/builders/policies';
import { openCard, privateAnswer, RELEASES, untilMessage, wordsOf } from '../support/releases-channel';

const POLICY = aPolicy({
  roles: { viewer: 'everyone', operator: ['U0EMMA'], approver: ['S0APPROVERS'], admin: [] },
  saidAt: { operator: 'roles.operator', approver: 'pipelines.penguins.roles.approver' },
});

let bot: BotBench;
afterEach(() => bot.stop());

describe.each(['socket', 'http'] as const)('the bot in a workspace that reaches it by %s', (mode) => {
  beforeEach(async () => {
    bot = await startBotBench(POLICY, mode);
  });

  it('answers commands and carries out what a button asks for, once', async () => {
    const { slack, pipelines } = bot;
    await bot.waiting();
    const answer = await slack.emma.say(RELEASES, '/mlpipeline deploy penguins');
    const card = await openCard(slack.ada);

    const click = await slack.ada.press(card, 'approve');
    const decided = await untilMessage(
      slack.ada,
      'the decided card',
      ({ ts, text }) => ts === card.ts && /approved/.test(text),
    );
    await slack.ada.press(card, 'approve');

    expect([answer, click]).toEqual([{ ok: true }, { ok: true }]);
    expect(await privateAnswer(slack.emma, /Started execution/)).toContain('*penguins*');
    expect(wordsOf(decided)).toContain('Approved by <@U0ADA>');
    expect(await privateAnswer(slack.ada, /already approved/)).toContain('Nothing was changed');
    expect(pipelines.answers).toHaveLength(1);
  });
});

describe('the audit record', () => {
  it('is paged by its button, and sent as a file that only who asked can see', async () => {
    bot = await startBotBench(POLICY);
    const { emma } = bot.slack;
    for (let count = 1; count <= 14; count++) {
      await bot.audit.append(anEntry({ phase: 'done', request: { reason: `reason ${count}.` } }));
    }
    await emma.say(RELEASES, '/mlpipeline audit penguins');
    expect(await privateAnswer(emma, /Audit of penguins/)).not.toContain('reason 2.');
    const [page] = await emma.ephemerals();
    if (!page) throw new Error('the page is gone');

    await emma.press({ ...page, channel: RELEASES }, 'page_more');
    await emma.say(RELEASES, '/mlpipeline audit penguins --csv');

    expect(await privateAnswer(emma, /reason 2\./)).toMatch(/reason 1\..*Newest/);
    expect(await privateAnswer(emma, /is in your messages/)).toContain('The audit record, 14 records');
  });
});

describe('a payload that comes through the socket again', () => {
  it('has no second effect', async () => {
    bot = await startBotBench(POLICY);
    const answers = createServer((_request, response) => response.end('ok')).listen(0, '127.0.0.1');
    await once(answers, 'listening');
    const { port } = answers.address() as AddressInfo;
    const typed = (trigger_id: string) => ({
      ...{ command: '/mlpipeline', text: 'deploy penguins', user_id: 'U0EMMA', team_id: TEAM.id, trigger_id },
      ...{ channel_id: RELEASES, response_url: `http://127.0.0.1:${port}/` },
    });

    await bot.receives(typed('trigger-1'));
    bot.clock.advance(60_000); // no longer the same wish of two people, yet the same payload
    await bot.receives(typed('trigger-1'));
    const after = bot.pipelines.starts.length;
    await bot.receives(typed('trigger-2'));

    expect([after, bot.pipelines.starts.length]).toEqual([1, 2]);
    expect(bot.counts.SlackReplays).toBe(1);
    answers.close();
  });
});

describe('a command while the tables do not answer', () => {
  it('changes nothing, and whoever typed it is told', async () => {
    bot = await startBotBench(POLICY);
    const { emma } = bot.slack;
    bot.leases.acquire = () => Promise.reject(new Error('the table does not answer'));

    const typed = await emma.say(RELEASES, '/mlpipeline deploy penguins');

    expect(typed).toEqual({ ok: true });
    expect(await privateAnswer(emma, /Something went wrong on our side/)).toContain('reference');
    expect(bot.pipelines.starts).toEqual([]);
  });
});

describe('who may', () => {
  beforeEach(async () => {
    bot = await startBotBench(POLICY);
  });

  it('changes as soon as Slack says that a user group has', async () => {
    const { slack } = bot;
    await bot.waiting();
    const card = await openCard(slack.ada);
    await slack.emma.say(RELEASES, '/mlpipeline whoami');
    await privateAnswer(slack.emma, /not you, but <!subteam\^S0APPROVERS>/);

    await slack.ada.setGroup('S0APPROVERS', ['U0EMMA']);
    await slack.ada.press(card, 'approve');
    const refused = await privateAnswer(slack.ada, /You may not approve/);
    await slack.emma.say(RELEASES, '/mlpipeline whoami');

    expect(refused).toContain('<!subteam^S0APPROVERS>');
    expect(await privateAnswer(slack.emma, /:white_check_mark: \*approver\*/)).toContain(
      'you are in <!subteam^S0APPROVERS>',
    );
    expect(bot.pipelines.answers).toEqual([]);
  });

  it.each([
    ['a person', 'users.info', { type: 'user_change', user: { id: 'U0VERA' } }],
    ['a user group', 'usergroups.users.list', { type: 'subteam_updated', subteam: { id: 'S0APPROVERS' } }],
  ])('is asked anew about %s that has changed, and remembered until then', async (_what, method, event) => {
    const vera = bot.slack.person('U0VERA');
    await vera.say(RELEASES, '/mlpipeline whoami');
    await privateAnswer(vera, /You are <@U0VERA>/);
    bot.slack.workspace.refuseCalls(method, { calls: 100, seconds: 30 });
    await vera.say(RELEASES, '/mlpipeline whoami');
    await vera.until(({ ephemerals }) => ephemerals.length === 2, { what: 'what is remembered' });

    await bot.told(event);
    await vera.say(RELEASES, '/mlpipeline whoami');

    await privateAnswer(vera, /Slack did not tell who you are just now/);
    expect((await vera.ephemerals()).slice(0, 2).map(({ text }) => text)).toEqual(
      Array(2).fill(expect.stringMatching(/^You are/)),
    );
  });

  it.each([
    ['a guest', 'U0GWEN', RELEASES],
    ['a guest of one channel', 'U0SVEN', 'C0PARTNERS'],
    ['somebody of another workspace', 'U0FELIX', 'C0PARTNERS'],
  ])('never includes %s, who gets one sentence and is counted', async (_who, id, channel) => {
    const guest = bot.slack.person(id);

    for (const text of ['help', 'whoami', 'deploy penguins']) await guest.say(channel, `/mlpipeline ${text}`);
    await guest.until(({ ephemerals }) => ephemerals.length === 3, { what: 'three answers' });

    for (const { text } of await guest.ephemerals())
      expect(text).toMatch(/^I answer full members of this workspace only/);
    expect(bot.counts['Refusals.not_a_member']).toBe(3);
    expect(bot.pipelines.starts).toEqual([]);
    expect(bot.audit.records.map(({ chain, action, actor }) => [chain, action, actor.id])).toEqual([
      ['workspace', 'refused.help', id],
      ['workspace', 'refused.whoami', id],
      ['workspace', 'refused.deploy', id],
    ]);
  });

  it('is the same for a button: a guest’s click is answered with that sentence and changes nothing', async () => {
    const guest = bot.slack.person('U0GWEN');
    await bot.waiting();

    await guest.press(await openCard(guest), 'approve');

    await privateAnswer(guest, /I answer full members of this workspace only/);
    expect(bot.pipelines.answers).toEqual([]);
    expect(bot.audit.records.map(({ chain, action }) => [chain, action])).toEqual([
      ['pipeline:penguins', 'refused.approved'],
    ]);
  });
});
