import type { View } from '../../../infra/local/slack/model';
import type { Person } from '../../../infra/local/slack/person';
import { type BotBench, startBotBench } from '../../support/bot-bench';
import { aPolicy, aPolicyAsking } from '../../support/builders/policies';
import { openCard, untilMessage } from '../../support/releases-channel';

const POLICY = aPolicyAsking({ approvers: ['U0ADA', 'U0BEN'] }, { roles: aPolicy().roles });

let bot: BotBench;
beforeEach(async () => {
  bot = await startBotBench(POLICY);
});
afterEach(() => bot.stop());

const wordsOf = (view: View | undefined): string => JSON.stringify(view?.blocks ?? []);
const untilHome = (person: Person, what: string, matches: RegExp): Promise<View> =>
  person.until(({ home }) => (home && matches.test(wordsOf(home)) ? home : undefined), { what });

describe('App Home in a workspace', () => {
  it('is shown when it is opened, follows what happens elsewhere, and leads to Details, whose submit decides', async () => {
    const { slack } = bot;
    const { ada } = slack;
    const ben = slack.person('U0BEN');
    await bot.waiting();
    const card = await openCard(ada);

    await ada.openHome();
    await untilHome(ada, 'what waits for Ada', /Waiting for you: 1/);
    await ben.openHome();
    await untilHome(ben, 'what waits for Ben', /Waiting for you: 1/);
    bot.clock.advance(10_000);
    await ada.pressHome('details');
    await ada.until(({ dialogs }) => dialogs.at(-1)?.view.submit, { what: 'the filled dialog' });
    await ada.submit({ decision: 'approved', reason: 'better on every island' });

    await untilMessage(ada, 'the decided card', ({ ts, text }) => ts === card.ts && /approved/.test(text));
    for (const person of [ada, ben]) await untilHome(person, 'that nothing waits', /Nothing waits for you/);
    expect(wordsOf((await ada.look()).home)).toMatch(/you approved .*better on every island/);
    expect(wordsOf((await ben.look()).home)).not.toContain('you approved');
    expect(bot.pipelines.answers).toHaveLength(1);
  });

  it('says one sentence to a guest, and nothing where only the messages are opened', async () => {
    const guest = bot.slack.person('U0GWEN');
    await bot.slack.emma.openHome('messages');

    await guest.openHome();

    const home = await untilHome(guest, 'the sentence', /I answer full members of this workspace only/);
    expect(home.blocks).toHaveLength(2);
    expect((await bot.slack.emma.look()).home).toBeUndefined();
  });
});
