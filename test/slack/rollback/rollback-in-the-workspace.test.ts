import type { SeenMessage } from '../../../infra/local/slack/person';
import { type BotBench, startBotBench } from '../../support/bot-bench';
import { anApprovalPolicy, aPolicy } from '../../support/builders/policies';
import { hasButton, RELEASES, untilMessage, wordsOf } from '../../support/releases-channel';

type Someone = BotBench['slack']['ada'];

let bot: BotBench;
afterEach(() => bot.stop());

/** The dialog of this person once it says something. */
const dialogOf = (person: Someone, says: RegExp) =>
  person.until(({ dialogs }) => dialogs.findLast(({ view }) => says.test(JSON.stringify(view.blocks))), {
    what: `a dialog that says ${says}`,
  });

/** What the app has written to this person alone. */
async function directMessage(person: Someone, says: RegExp): Promise<SeenMessage> {
  return person.until(
    ({ messages }) =>
      Object.entries(messages)
        .flatMap(([channel, all]) => all.map((message) => ({ ...message, channel })))
        .find((message) => message.channel.startsWith('D') && says.test(wordsOf(message))),
    { what: `a direct message that says ${says}` },
  );
}

/** Three releases, 1.5.0 in production; the executions of the other two. */
async function threeReleases(policy = aPolicy()): Promise<[first: string, second: string]> {
  bot = await startBotBench(policy);
  const ids: string[] = [];
  for (const version of ['1.3.0', '1.4.0', '1.5.0']) {
    ids.push((await bot.releasedFromCommit(`release ${version}`, { MODEL_VERSION: version })).executionId);
  }
  await bot.useCases.reconcile('start');
  return [ids[0] ?? '', ids[1] ?? ''];
}

describe('a rollback in a workspace', () => {
  it('is what the dialog has said of the release that was chosen last, and keeps what was typed', async () => {
    const [first] = await threeReleases();
    const { ada } = bot.slack;
    await ada.say(RELEASES, '/mlpipeline rollback penguins');
    await dialogOf(ada, /artifacts of 1\.4\.0/);

    await ada.choose('rollback_release', first, { reason: 'drift on the southern islands' });
    const redrawn = await dialogOf(ada, /artifacts of 1\.3\.0/);
    await ada.submit({ rollback_release: first });

    const card = await untilMessage(ada, 'the card of the rollback', (message) => /Rollback to/.test(wordsOf(message)));
    expect(redrawn.view.blocks.map(({ block_id }) => block_id)).toEqual(expect.arrayContaining(['release', 'reason']));
    expect(wordsOf(card)).toMatch(/Takes `1\.5\.0` out of production.*>drift on the southern islands/);
    expect(bot.pipelines.rollbacks).toMatchObject([{ targetExecutionId: first }]);
  });

  it('is not begun for a release of which nothing was said yet', async () => {
    const [first] = await threeReleases();
    const { ada } = bot.slack;
    await ada.say(RELEASES, '/mlpipeline rollback penguins 1.4.0');
    await dialogOf(ada, /artifacts of 1\.4\.0/);

    const refused = await ada.submit({ rollback_release: first, reason: 'drift' });

    expect(refused).toMatchObject({ errors: { release: expect.stringMatching(/not shown yet/) } });
    expect(bot.pipelines.rollbacks).toEqual([]);
  });

  it('that is no longer possible as it was shown is refused, and the way that is left is one press away', async () => {
    const [first] = await threeReleases();
    const { ada } = bot.slack;
    await ada.say(RELEASES, '/mlpipeline rollback penguins 1.3.0');
    await dialogOf(ada, /artifacts of 1\.3\.0/);
    bot.pipelines.edited();

    await ada.submit({ reason: 'drift' });
    const refusal = await directMessage(ada, /can still be brought back by running the whole pipeline again/);
    await ada.press(refusal, 'offer_rollback');
    await dialogOf(ada, /Not with its own artifacts\. The pipeline was edited/);
    await ada.submit({ reason: 'drift' });

    const card = await untilMessage(ada, 'the card of the rollback', (message) => /Rollback to/.test(wordsOf(message)));
    expect(wordsOf(card)).toContain('Runs the whole pipeline again from its commit');
    expect(bot.pipelines.rollbacks).toEqual([]);
    expect(await bot.executions.open('penguins')).toMatchObject([{ rollbackOf: first, reason: 'drift' }]);
  });

  it('that others must approve says so to whoever has asked', async () => {
    const approval = anApprovalPolicy({ approvers: ['U0BEN'] });
    await threeReleases(aPolicy({ rollback: { locksAfterwards: false, approval } }));
    const { ada } = bot.slack;
    await ada.say(RELEASES, '/mlpipeline rollback penguins');
    const dialog = await dialogOf(ada, /First it must be approved/);

    await ada.submit({ reason: 'drift' });

    await directMessage(ada, /Your rollback of \*penguins\* waits for its approval: the card is in <#C0RELEASES>/);
    await untilMessage(ada, 'the question', (message) => /Roll back to penguins 1\.4\.0\?/.test(wordsOf(message)));
    expect(dialog.view.submit?.text).toBe('Ask for approval');
    expect(bot.pipelines.rollbacks).toEqual([]);
  });

  it('is one press and one question away on the card of an alarm', async () => {
    const [, second] = await threeReleases(aPolicy({ alarms: ['drift'] }));
    const { ada } = bot.slack;
    bot.alarms.comes('drift', 'ringing', 'islands drift');
    await bot.useCases.reconcile();
    const card = await untilMessage(ada, 'the card of the alarm', (message) => hasButton(message, 'roll_back_alarm'));

    await ada.press(card, 'choose_rollback');
    const dialog = await dialogOf(ada, /artifacts of 1\.4\.0/);
    await ada.closeDialog();
    await ada.press(card, 'roll_back_alarm');

    await untilMessage(ada, 'the card of the rollback', (message) => /Rollback to/.test(wordsOf(message)));
    expect(JSON.stringify(dialog.view.blocks)).toMatch(/"initial_value":"[^"]*drift/);
    expect(bot.pipelines.rollbacks).toMatchObject([{ targetExecutionId: second }]);
  });
});
