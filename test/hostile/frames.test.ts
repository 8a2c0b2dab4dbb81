import fc from 'fast-check';
import { fuzzRuns } from './fuzz-runs';
import { CANARY, type HostileBench, startHostileBench } from './hostile-bench';
import { changed, changes, damage, damaged } from './mutations';
import { payloadsFor } from './payloads';

const RUNS = fuzzRuns(10);

let bot: HostileBench;
beforeAll(async () => {
  bot = await startHostileBench();
});
afterAll(() => bot.stop());

const send = (frame: string | Uint8Array): void => bot.slack.workspace.sendFrame(frame);
const refused = (): number =>
  (bot.counts['SlackRequestsRefused.malformed'] ?? 0) + (bot.counts['SlackRequestsRefused.too_large'] ?? 0);

const logged = (): number => bot.lines.filter((line) => line.includes('"frame from Slack is not let in"')).length;

/** A command of somebody who may do nothing, in the envelope of the socket. */
const envelope = (): Record<string, unknown> => ({
  ...{ envelope_id: 'e1', type: 'slash_commands', accepts_response_payload: true },
  payload: payloadsFor(bot, { user: 'U0VERA' }).command('deploy penguins'),
});
const eventOf = (type: unknown) =>
  JSON.stringify({ envelope_id: 'e1', type: 'events_api', payload: { type: 'event_callback', event: { type } } });

describe('a frame that is no envelope', () => {
  it.each<[string, string | Uint8Array]>([
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '7'],
    ['a list', '[]'],
    ['half an envelope', '{"envelope_id":"e1","type":"slash_comm'],
    ['an object without a type', '{}'],
    ['an envelope without a payload', '{"envelope_id":"e1","type":"events_api"}'],
    ['an envelope without an event', '{"envelope_id":"e1","type":"events_api","payload":{}}'],
    ['an event of nothing', '{"envelope_id":"e1","type":"events_api","payload":{"event":null}}'],
    ['an event called like what the client tells of itself', eventOf('ws_message')],
    ['an event called error', eventOf('error')],
    ['an event called close', eventOf('close')],
    ['a frame called ws_message', '{"type":"ws_message"}'],
    ['a frame called disconnected', '{"type":"disconnected","envelope_id":"e1","payload":{}}'],
    ['a type that every object has', '{"type":"constructor","envelope_id":"e1","payload":{}}'],
    ['a hundred thousand brackets', '['.repeat(100_000)],
    ['a hundred thousand pairs of brackets', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['bytes', new Uint8Array([0, 1, 2, 255])],
    ['an envelope in bytes', Buffer.from('{"type":"disconnect"}')],
    ['10 MB', `{"type":"slash_commands","envelope_id":"e1","payload":{"text":"${CANARY.repeat(500_000)}"}}`],
  ])('is counted, logged and left alone: %s', async (_what, frame) => {
    const before = [refused(), logged()] as const;

    send(frame);

    expect(await bot.isWell()).toBe(true); // frames come in order
    expect([refused(), logged()]).toEqual(before.map((count) => count + 1));
    expect(bot.faults()).toEqual([]);
  });

  it('does nothing without an id by which it could be acknowledged', async () => {
    const { envelope_id, ...without } = envelope();

    send(JSON.stringify(without));

    expect(await bot.isWell()).toBe(true);
    expect(bot.faults()).toEqual([]);
  });
});

describe('an envelope', () => {
  it('does nothing when it comes again', async () => {
    const { command } = payloadsFor(bot, { user: 'U0VERA' });
    const frame = JSON.stringify({ ...envelope(), payload: command('whoami') });
    const before = bot.answers.length;

    for (let time = 0; time < 5; time += 1) send(frame);

    expect(await bot.isWell()).toBe(true);
    expect(bot.answers.length - before).toBe(1);
    expect(bot.counts.SlackReplays).toBe(4);
  });
});

describe('frames of envelopes, changed and damaged in every way', () => {
  it('leave the bot connected and well, and nothing done', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(changes, fc.option(damage)), { maxLength: 12 }), async (frames) => {
        for (const [list, blows] of frames) {
          const { type, ...rest } = changed(envelope(), list);
          const text = JSON.stringify({ ...rest, type });
          send(blows ? damaged(text, blows).toString('utf8') : text);
        }

        expect(await bot.isWell()).toBe(true); // frames come in order
        expect(bot.faults()).toEqual([]);
      }),
      RUNS,
    );
  });
});
