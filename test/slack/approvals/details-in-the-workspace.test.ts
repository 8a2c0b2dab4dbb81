import type { SeenMessage } from '../../../infra/local/slack/person';
import { type BotBench, startBotBench } from '../../support/bot-bench';
import { aPolicy } from '../../support/builders/policies';
import { openCard, untilMessage, wordsOf } from '../../support/releases-channel';

type Someone = BotBench['slack']['ada'];

let bot: BotBench;
afterEach(() => bot.stop());

/** The dialog of this person once it says something. */
const dialogOf = (person: Someone, says: RegExp) =>
  person.until(({ dialogs }) => dialogs.findLast(({ view }) => says.test(JSON.stringify(view.blocks))), {
    what: `a dialog that says ${says}`,
  });

/** An approval that waits, with its card and this person's Details of it. */
async function opened(person: (bench: BotBench) => Someone, policy = aPolicy()): Promise<SeenMessage> {
  bot = await startBotBench(policy);
  await bot.waiting();
  const card = await openCard(person(bot));
  await person(bot).press(card, 'details');
  await dialogOf(person(bot), /Your answer/);
  return card;
}

describe('Details in a workspace', () => {
  it('opens with everything there is, and its submit decides with a reason', async () => {
    const card = await opened(({ slack }) => slack.ada);

    const said = JSON.stringify((await bot.slack.ada.dialog())?.view.blocks);
    await bot.slack.ada.submit({ decision: 'approved', reason: 'better on every species' });

    expect(said).toContain('accuracy  *0.97*');
    const decided = await untilMessage(
      bot.slack.ada,
      'the decided card',
      ({ ts, text }) => ts === card.ts && /approved/.test(text),
    );
    expect(wordsOf(decided)).toMatch(/Approved by <@U0ADA>.*>better on every species/);
    expect(await bot.slack.ada.dialog()).toBeUndefined();
    expect(bot.pipelines.answers).toMatchObject([{ decision: 'approved' }]);
  });

  it('does not reject without a reason, and says so at the field', async () => {
    await opened(({ slack }) => slack.ada);

    const refused = await bot.slack.ada.submit({ decision: 'rejected' });

    expect(refused).toMatchObject({ errors: { reason: 'Please say why you reject it.' } });
    expect(await bot.slack.ada.dialog()).toBeDefined();
    expect(bot.pipelines.answers).toEqual([]);
  });

  it('decides nothing on evidence that has changed since, and tells that in a message', async () => {
    await opened(({ slack }) => slack.ada);
    const [approval] = await bot.approvals.open('penguins');
    await bot.approvals.update(
      approval?.approvalId ?? '',
      (current) => current && { ...current, evidenceHash: 'another' },
    );

    await bot.slack.ada.submit({ decision: 'approved' });

    await bot.slack.ada.until(
      ({ messages }) =>
        Object.values(messages)
          .flat()
          .find(({ text }) => /The evidence has changed/.test(text)),
      { what: 'the refusal' },
    );
    expect(bot.pipelines.answers).toEqual([]);
  });

  it('says why where somebody may not see it', async () => {
    bot = await startBotBench(aPolicy({ roles: { viewer: [], operator: [], approver: ['U0ADA'], admin: [] } }));
    await bot.waiting();

    await bot.slack.emma.press(await openCard(bot.slack.emma), 'details');

    const { view } = await dialogOf(bot.slack.emma, /You may not look at penguins/);
    expect(view.submit).toBeUndefined();
    expect(JSON.stringify(view)).not.toContain('accuracy');
  });
});
