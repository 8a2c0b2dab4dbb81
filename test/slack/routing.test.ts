import type { Message } from '../../infra/local/slack/model';
import { type BotBench, startBotBench } from '../support/bot-bench';
import { aPolicy } from '../support/builders/policies';
import { hasButton, privateAnswer, RELEASES, wordsOf } from '../support/releases-channel';

const GENERAL = 'C0GENERAL';
const POLICY = aPolicy({
  roles: { viewer: 'everyone', operator: ['U0EMMA'], approver: ['U0ADA'], admin: [] },
});

let bot: BotBench;
beforeEach(async () => {
  bot = await startBotBench(POLICY);
});
afterEach(() => bot.stop());

const typed = async (text: string, says: RegExp, channel = GENERAL): Promise<string> => {
  await bot.slack.emma.say(channel, `/mlpipeline ${text}`);
  return privateAnswer(bot.slack.emma, says);
};
/** The messages of a channel once one of them is like this. */
const untilIn = (channel: string, what: string, matches: (message: Message) => boolean) =>
  bot.slack.ada.until(({ messages }) => messages[channel]?.find(matches), { what });
const messagesIn = async (channel: string) => (await bot.slack.ada.messages(channel)).map(wordsOf);
const isOpenApproval = (message: Message) => hasButton(message, 'approve');

describe('a subscribed channel', () => {
  it('is told so in public, and gets what it asked for and nothing else', async () => {
    await typed('subscribe peng approvals', /This channel now gets approvals of \*penguins\*/);
    await bot.waiting();

    await untilIn(GENERAL, 'the approval card in the other channel', isOpenApproval);
    await untilIn(RELEASES, 'the approval card in its own channel', isOpenApproval);
    const [notice, ...cards] = await messagesIn(GENERAL);
    expect(notice).toContain('This channel gets approvals of *penguins* from now on, as <@U0EMMA> asked.');
    expect(cards).toHaveLength(1);
  });

  it('decides as its own channel does: by who presses, and on all its copies', async () => {
    await typed('subscribe penguins', /every card of \*penguins\*/);
    await bot.waiting();
    const copy = { ...(await untilIn(GENERAL, 'the card', isOpenApproval)), channel: GENERAL };

    await bot.slack.emma.press(copy, 'approve');
    await privateAnswer(bot.slack.emma, /You may not approve/);
    await bot.slack.ada.press(copy, 'approve');

    for (const channel of [GENERAL, RELEASES]) {
      await untilIn(channel, `the decided card in ${channel}`, (message) =>
        wordsOf(message).includes('Approved by <@U0ADA>'),
      );
    }
    expect(bot.pipelines.answers).toHaveLength(1);
  });

  it('gets at once what is open already', async () => {
    await bot.waiting();
    await untilIn(RELEASES, 'the card in its own channel', isOpenApproval);

    await typed('subscribe penguins approvals', /gets approvals/);

    await untilIn(GENERAL, 'the card that was open before', isOpenApproval);
    expect(await messagesIn(GENERAL)).toHaveLength(2);
  });

  it('gets the card of an execution once it has failed, and keeps it', async () => {
    await typed('subscribe penguins failures', /gets failures of \*penguins\*/);
    const { executionId } = bot.pipelines.training('broken');
    await bot.useCases.reconcile();
    await untilIn(RELEASES, 'the card in its own channel', (message) => /in progress/.test(message.text));
    expect(await messagesIn(GENERAL)).toHaveLength(1);
    bot.pipelines.fails(executionId);
    bot.clock.advance(1_000);
    await bot.useCases.reconcile();
    const failed = await untilIn(GENERAL, 'the failed card', (message) => /failed/.test(message.text));

    await typed('unsubscribe penguins', /gets nothing of \*penguins\*/);
    await typed('retry penguins', /Retrying stage/, RELEASES);

    const retried = await untilIn(GENERAL, 'the card as it goes on', (message) =>
      wordsOf(message).includes('Retried by <@U0EMMA>'),
    );
    expect(retried.ts).toBe(failed.ts);
  });

  it('gets no more once it is unsubscribed', async () => {
    await typed('subscribe penguins', /every card/);
    await typed('unsubscribe penguins', /gets nothing/);
    await bot.waiting();

    await untilIn(RELEASES, 'the card in its own channel', isOpenApproval);
    const messages = await messagesIn(GENERAL);
    expect(messages).toHaveLength(2);
    expect(messages[1]).toContain('no longer gets cards of *penguins*, as <@U0EMMA> asked');
  });

  it('stands in the status of its pipeline', async () => {
    await typed('subscribe penguins failures', /gets failures/);
    await typed('subscribe penguins releases', /gets failures and releases/);

    expect(await typed('status penguins', /Status of penguins/)).toContain(
      'Cards: <#C0RELEASES> every card  ·  <#C0GENERAL> failures and releases',
    );
  });

  it('cannot be one that the bot is not in, nor a conversation of two', async () => {
    await typed('subscribe penguins', /I cannot write in this channel.*\/invite @mlpipeline/, 'C0RANDOM');
    await typed('subscribe penguins', /Channels get cards, and this is none/, 'D0EMMA');

    expect(await bot.subscriptions.get('penguins')).toMatchObject({ subscriptions: [] });
  });
});

describe('muting', () => {
  it('says what holds from then on, and whoami says it too', async () => {
    await typed('mute', /I mention you for no pipeline\./);
    await typed('unmute peng', /I mention you for penguins only\./);
    await typed('whoami', /You are <@U0EMMA>.*I mention you for penguins only\./);
    await typed('unmute', /I mention you for every pipeline\./);
    await typed('mute penguins', /I mention you for every pipeline but penguins\./);

    expect(await bot.mutes.isMuted('U0EMMA', 'penguins')).toBe(true);
    expect(await bot.mutes.isMuted('U0ADA', 'penguins')).toBe(false);
  });
});
