import fc from 'fast-check';
import { ACTION, EVENTS } from '../../src/slack/ids';
import { fuzzRuns } from './fuzz-runs';
import { CANARY, type HostileBench, NOBODIES, startHostileBench } from './hostile-bench';
import { changed, changes } from './mutations';
import { payloadsFor } from './payloads';

const RUNS = fuzzRuns(40);

let bot: HostileBench;
beforeAll(async () => {
  bot = await startHostileBench();
});
afterAll(() => bot.stop());

const who = fc.constantFrom(...Object.values(NOBODIES));
const command = fc.constantFrom('deploy penguins', 'approve penguins', 'lock penguins now', 'status penguins', 'list');
const OTHERS = ['block_suggestion', 'shortcut', 'message_action', 'view_closed', 'dialog_submission', 'hello', ''];
const UNKNOWN_EVENTS = ['message', 'function_executed', 'app_uninstalled', 'tokens_revoked', 'constructor'];

/** A payload of every kind that Slack knows, those included that nobody listens to. */
const payload = fc.record({
  who,
  kind: fc.constantFrom('command', 'press', 'press in a dialog', 'submit', 'event', 'other'),
  text: command,
  actionId: fc.constantFrom(...Object.values(ACTION), 'rollback_release', 'constructor', '__proto__', 'unknown'),
  dialog: fc.nat(3),
  event: fc.constantFrom(...EVENTS, ...UNKNOWN_EVENTS),
  other: fc.constantFrom(...OTHERS),
});
type Chosen = typeof payload extends fc.Arbitrary<infer T> ? T : never;

function made({ who, kind, text, actionId, dialog, event, other }: Chosen): Record<string, unknown> {
  const slack = payloadsFor(bot, who);
  if (kind === 'command') return slack.command(text);
  if (kind === 'press') return slack.press(actionId, slack.shownBy(actionId));
  if (kind === 'press in a dialog') return slack.pressInDialog(actionId, slack.shownBy(actionId));
  if (kind === 'submit') return slack.submit(...(slack.dialogs()[dialog] ?? ['unknown', '', {}]));
  if (kind === 'event') return slack.event({ type: event, user: who.user, tab: 'home', subteam_id: 'S0APPROVERS' });
  return slack.other(other);
}

describe('payloads of every kind, changed in every way', () => {
  it('do nothing, tell nothing and break nothing, as long as nobody who may has sent them', async () => {
    await fc.assert(
      fc.asyncProperty(payload, changes, async (chosen, list) => {
        bot.slackClock.advance(60_000);
        await bot.receives(changed(made(chosen), list));

        expect(bot.faults()).toEqual([]);
      }),
      RUNS,
    );

    expect(await bot.isWell()).toBe(true);
  });

  it('say what is wrong with a button or a dialog that somebody entitled has made up', async () => {
    const key = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 2_000 }),
      fc.constantFrom('', ' ', '__proto__ constructor', 'penguins', 'rm -rf /', '{"__proto__":{"polluted":1}}'),
      fc.constantFrom('null', '[]', '{"pipeline":"penguins","requestId":{}}', 'x'.repeat(2_000), `a ${CANARY}`),
    );
    const slack = payloadsFor(bot, { user: 'U0ADA' });
    const buttons = Object.values(ACTION).filter((id) => !id.startsWith('page') && !id.startsWith('home'));

    await fc.assert(
      fc.asyncProperty(key, fc.constantFrom(...buttons), fc.nat(3), async (value, id, dialog) => {
        bot.slackClock.advance(60_000);
        const [callback = '', , values = {}] = slack.dialogs()[dialog] ?? [];
        await bot.receives(slack.press(id, value));
        await bot.receives(slack.pressInDialog(id, value));
        await bot.receives(slack.submit(callback, value, values));

        expect(bot.faults()).toEqual([]);
      }),
      RUNS,
    );

    expect(bot.answers.length).toBeGreaterThan(0);
    expect(await bot.isWell()).toBe(true);
  });
});
