import type { SeenMessage } from '../../../infra/local/slack/person';
import type { ApprovalPolicy } from '../../../src/domain/policies/approval-policy';
import { type BotBench, startBotBench } from '../../support/bot-bench';
import { anApprovalPolicy, aPolicy } from '../../support/builders/policies';
import { openCard, privateAnswer, RELEASES, untilMessage, wordsOf } from '../../support/releases-channel';

type Someone = BotBench['slack']['ada'];

let bot: BotBench;
afterEach(() => bot.stop());

const of = (rules: Partial<ApprovalPolicy>) =>
  aPolicy({ approvals: { otherwise: anApprovalPolicy(rules), stages: {} } });

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
    await bot.released('released meanwhile', { METRIC_ACCURACY: '0.98' });

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

  it('lets whoever has approved take it back, and shows that at once', async () => {
    await opened(({ slack }) => slack.ada, of({ quorum: 2 }));
    await bot.slack.ada.submit({ decision: 'approved' });
    const half = await untilMessage(bot.slack.ada, 'half a quorum', (message) => wordsOf(message).includes('*1 of 2*'));
    await bot.slack.ada.press(half, 'details');
    await dialogOf(bot.slack.ada, /Take my approval back/);

    await bot.slack.ada.choose('withdraw_approval');

    const { view } = await dialogOf(bot.slack.ada, /Your approval is taken back/);
    expect(JSON.stringify(view)).not.toContain('Take my approval back');
    await untilMessage(bot.slack.ada, 'no approval', (message) => wordsOf(message).includes('*0 of 2*'));
    expect(bot.pipelines.answers).toEqual([]);
  });

  it('lets one admin ask to override an alarm, with the reason typed there, and another confirm it', async () => {
    bot = await startBotBench(of({ alarms: ['drift'] }));
    await bot.waiting();
    bot.alarms.comes('drift', 'ringing');
    bot.clock.advance(1_000);
    await bot.useCases.reconcile();
    const held = await untilMessage(bot.slack.ada, 'the alarm', (message) => /An alarm rings/.test(wordsOf(message)));
    await bot.slack.ada.press(held, 'details');
    await dialogOf(bot.slack.ada, /Ask to override the alarm/);

    await bot.slack.ada.choose('ask_override');
    await dialogOf(bot.slack.ada, /Please write below why/);
    await bot.slack.ada.choose('ask_override', undefined, { reason: 'a known sensor' });
    await dialogOf(bot.slack.ada, /You have asked to override the alarm/);
    await bot.slack.emma.press(held, 'details');
    await dialogOf(bot.slack.emma, /Confirm the override/);
    await bot.slack.emma.choose('confirm_override');

    const { view } = await dialogOf(bot.slack.emma, /The alarm is overridden/);
    expect(JSON.stringify(view)).toContain('"value":"approved"');
    const free = await openCard(bot.slack.ada);
    expect(wordsOf(free)).toContain('drift: overridden by <@U0ADA> and <@U0EMMA>: a known sensor');
  });

  it('asks nobody for an answer who may not give it, and says who may', async () => {
    const roles = { viewer: 'everyone' as const, operator: [], approver: ['S0APPROVERS'], admin: [] };
    bot = await startBotBench(aPolicy({ roles }));
    await bot.waiting();

    await bot.slack.emma.press(await openCard(bot.slack.emma), 'details');

    const { view } = await dialogOf(bot.slack.emma, /You may look, not answer: that needs the role approver/);
    expect(JSON.stringify(view)).toContain('These people have it: <!subteam^S0APPROVERS>');
    expect(JSON.stringify(view)).toContain('accuracy  *0.97*');
    expect(view.submit).toBeNull();
    expect(view.blocks.map(({ type }) => type)).not.toContain('input');
  });

  it('says why where somebody may not see it', async () => {
    bot = await startBotBench(aPolicy({ roles: { viewer: [], operator: [], approver: ['U0ADA'], admin: [] } }));
    await bot.waiting();

    await bot.slack.emma.press(await openCard(bot.slack.emma), 'details');

    const { view } = await dialogOf(bot.slack.emma, /You may not look at penguins/);
    expect(view.submit).toBeNull();
    expect(JSON.stringify(view)).not.toContain('accuracy');
  });
});

describe('an approval that is typed', () => {
  it('is one of two until another comes, and says so in place of the evidence', async () => {
    bot = await startBotBench(of({ quorum: 2 }));
    await bot.waiting();
    await openCard(bot.slack.ada);
    await bot.slack.ada.say(RELEASES, '/mlpipeline approve penguins good on every species');
    const answer = await bot.slack.ada.until(({ ephemerals }) => ephemerals.at(-1), { what: 'the evidence' });

    await bot.slack.ada.press({ ...answer, channel: RELEASES }, 'confirm_approve');

    expect(JSON.stringify(answer.blocks)).toContain('counts as one of 2 approvals');
    expect(await privateAnswer(bot.slack.ada, /Your approval counts: 1 of 2/)).toContain('1 more approval is needed');
    await untilMessage(bot.slack.ada, 'half a quorum', (message) => wordsOf(message).includes('*1 of 2*'));
    expect(bot.pipelines.answers).toEqual([]);
  });
});
