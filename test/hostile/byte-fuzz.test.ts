import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { SIGNING_SECRET } from '../support/bot-bench';
import { fuzzRuns } from './fuzz-runs';
import { CANARY, type HostileBench, NOBODIES, startHostileBench } from './hostile-bench';
import { changed, changes, damage, damaged } from './mutations';
import { payloadsFor } from './payloads';

const RUNS = fuzzRuns(30);
const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

let bot: HostileBench;
beforeAll(async () => {
  bot = await startHostileBench('http');
});
afterAll(() => bot.stop());

interface Sending {
  body: Buffer;
  contentType: string;
  /** Undefined: nobody signs it. */
  secret?: string | undefined;
}

async function sent({ body, contentType, secret }: Sending): Promise<number> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const hash = createHmac('sha256', secret ?? '')
    .update(`v0:${timestamp}:${body.toString('utf8')}`)
    .digest('hex');
  const signature = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${hash}` };
  const response = await fetch(`http://127.0.0.1:${bot.port}/slack/events`, {
    method: 'POST',
    headers: { 'content-type': contentType, ...(secret !== undefined && signature) },
    body: Uint8Array.from(body),
  });
  await response.arrayBuffer();
  return response.status;
}

const who = fc.constantFrom(...Object.values(NOBODIES));
/** As Slack encodes it: a command as a form, what was pressed in a field of one, an event as JSON. */
const encoded = fc.record({ who, kind: fc.constantFrom('command', 'press', 'event'), list: changes });
type Chosen = typeof encoded extends fc.Arbitrary<infer T> ? T : never;

function made({ who, kind, list }: Chosen): [contentType: string, body: string] {
  const slack = payloadsFor(bot, who);
  if (kind === 'event')
    return [JSON_TYPE, JSON.stringify(changed(slack.event({ type: 'user_change', user: who.user }), list))];
  if (kind === 'press') {
    const payload = changed(slack.press('approve', slack.shownBy('approve')), list);
    return [FORM, String(new URLSearchParams({ payload: JSON.stringify(payload) }))];
  }
  const fields = Object.entries(changed(slack.command('deploy penguins'), list));
  const flat = fields.filter(([, value]) => typeof value !== 'object');
  const known = flat.map(([key, value]): [string, string] => [key, String(value)]);
  return [FORM, String(new URLSearchParams(known))];
}

/** Content types that Slack does not use are read as JSON, or not at all. */
const contentTypes = fc.option(
  fc.constantFrom('text/plain', 'multipart/form-data; boundary=x', `${FORM}; charset=utf-8`, ''),
);

describe('requests, changed and damaged in every way', () => {
  it('are answered and do nothing, even where they are signed', async () => {
    await fc.assert(
      fc.asyncProperty(encoded, fc.option(damage), contentTypes, async (chosen, blows, other) => {
        const [contentType, text] = made(chosen);
        const body = blows ? damaged(text, blows) : Buffer.from(text);
        const status = await sent({ body, contentType: other ?? contentType, secret: SIGNING_SECRET });

        expect([200, 400]).toContain(status);
        expect(bot.faults()).toEqual([]);
      }),
      RUNS,
    );

    expect(await bot.isWell()).toBe(true);
  });

  it('are not let in where nobody, or somebody else, has signed them', async () => {
    await fc.assert(
      fc.asyncProperty(encoded, fc.option(damage), fc.option(fc.string()), async (chosen, blows, secret) => {
        const [contentType, text] = made(chosen);
        const body = blows ? damaged(text, blows) : Buffer.from(text);

        expect(await sent({ body, contentType, secret: secret ?? undefined })).toBe(401);
        expect(bot.faults()).toEqual([]);
      }),
      RUNS,
    );

    expect(await bot.isWell()).toBe(true);
  });

  it.each([
    ['nothing', '', JSON_TYPE],
    ['null', 'null', JSON_TYPE],
    ['a number', '7', JSON_TYPE],
    ['a text', `"${CANARY}"`, JSON_TYPE],
    ['half an object', `{"type":"${CANARY}`, JSON_TYPE],
    ['a form with nothing in its payload', 'payload=', FORM],
    ['a form with null in its payload', 'payload=null', FORM],
    ['a form with half an object in its payload', `payload=%7B%22type%22%3A%22${CANARY}`, FORM],
    ['a hundred thousand brackets', '['.repeat(100_000), JSON_TYPE],
    ['a form read as JSON', `command=${CANARY}`, 'text/plain'],
  ])('are refused with 400 where Slack has signed %s', async (_what, text, contentType) => {
    const before = bot.counts['SlackRequestsRefused.malformed'] ?? 0;

    expect(await sent({ body: Buffer.from(text), contentType, secret: SIGNING_SECRET })).toBe(400);

    expect(bot.counts['SlackRequestsRefused.malformed']).toBe(before + 1);
    expect(bot.faults()).toEqual([]);
    expect(await bot.isWell()).toBe(true);
  });

  it('are acknowledged at once where they are a command that is not ours', async () => {
    const text = String(new URLSearchParams({ command: '/other', text: CANARY, user_id: 'U0ADA', trigger_id: '1' }));

    // Bolt would say 404, after three seconds.
    expect(await sent({ body: Buffer.from(text), contentType: FORM, secret: SIGNING_SECRET })).toBe(200);

    expect(bot.faults()).toEqual([]);
  });

  it('are read where they nest a hundred thousand deep, and left alone', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

    expect(await sent({ body: Buffer.from(deep), contentType: JSON_TYPE, secret: SIGNING_SECRET })).toBe(200);

    expect(bot.faults()).toEqual([]);
  });
});
