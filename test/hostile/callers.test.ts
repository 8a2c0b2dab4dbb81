import { ACTION } from '../../src/slack/ids';
import { type HostileBench, NOBODIES, startHostileBench, type Who } from './hostile-bench';
import { payloadsFor } from './payloads';

/** What acts, as it is typed. */
const COMMANDS = [
  ...['deploy penguins', 'build penguins-build', 'approve penguins', 'reject penguins too old', 'rollback penguins'],
  ...['retry penguins', 'stop penguins too slow', 'lock penguins holidays', 'unlock penguins'],
  ...['subscribe penguins', 'unsubscribe penguins', 'releases --mark bad 1.0.0 drift'],
];
const MEMBER = 'a member without a role';

/** All buttons there are: `npm run faults`. Here those that act in one click. */
const BUTTONS = process.env.FAULTS === 'all' ? Object.values(ACTION) : [ACTION.approve, ACTION.retry, ACTION.pageMore];

let bot: HostileBench;
beforeAll(async () => {
  bot = await startHostileBench();
});
afterAll(() => bot.stop());

describe.each(Object.entries<Who>(NOBODIES))('%s', (name, who) => {
  it('gets nothing done by any command, button or dialog, and each refusal is told and recorded once', async () => {
    const { command, press, pressInDialog, submit, dialogs, shownBy } = payloadsFor(bot, who);
    const pressed = BUTTONS.map((id) => press(id, shownBy(id)));
    const inDialog = [ACTION.withdraw, ACTION.askOverride, ACTION.confirmOverride].map((id) =>
      pressInDialog(id, shownBy(id)),
    );
    const submitted = dialogs().map((dialog) => submit(...dialog));
    const [answersBefore, recordsBefore] = [bot.answers.length, bot.records().length];
    const refusedBefore = bot.counts['Refusals.not_a_member'] ?? 0;

    for (const payload of [...COMMANDS.map(command), ...pressed, ...inDialog, ...submitted])
      await bot.receives(payload);

    expect(bot.faults()).toEqual([]);
    const answers = bot.answers.slice(answersBefore).map(({ body }) => body);
    expect(answers.length).toBeGreaterThan(COMMANDS.length);
    expect(bot.records().length - recordsBefore).toBeGreaterThan(5);
    if (name === MEMBER) return;
    expect(bot.counts['Refusals.not_a_member']).toBeGreaterThan(refusedBefore + COMMANDS.length);
    expect(answers.slice(0, COMMANDS.length)).toEqual(
      Array(COMMANDS.length).fill(expect.stringMatching(/full members of this workspace/)),
    );
  });
});

it('a button that answers in its message does nothing in a dialog, where it never is', async () => {
  const { pressInDialog, shownBy } = payloadsFor(bot, { user: 'U0ADA' });

  await bot.receives(pressInDialog(ACTION.confirmApprove, shownBy(ACTION.confirmApprove)));
  await bot.receives(pressInDialog(ACTION.pageMore, 'lock penguins now'));

  expect(bot.faults()).toEqual([]);
});

it('the bot answers everybody else as before', async () => {
  expect(await bot.isWell()).toBe(true);
});

describe('an envelope that says it is about others', () => {
  it.each([
    ['for another app', { api_app_id: 'A0OTHER' }],
    ['of an organization', { enterprise: { id: 'E0OTHER', name: 'other' }, is_enterprise_install: true }],
    ['of another workspace than its person', { team: { id: 'T0PARTNER', domain: 'partner' } }],
    ['with a token of its own', { bot_access_token: 'xwfp-other', function_data: { execution_id: 'Fx1', inputs: {} } }],
  ])('is taken by who has sent it alone: %s', async (_what, others) => {
    const { press, shownBy } = payloadsFor(bot, { user: 'U0VERA' });
    const before = bot.records().length;
    bot.clock.advance(61_000);

    await bot.receives({ ...press(ACTION.approve, shownBy(ACTION.approve)), ...others });

    expect(bot.faults()).toEqual([]);
    expect(bot.records().slice(before)).toMatchObject([
      { action: 'refused.approved', actor: { id: 'U0VERA', team: 'T0LOCAL' } },
    ]);
  });
});
