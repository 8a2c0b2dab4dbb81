import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { WebClient } from '@slack/web-api';
import pino from 'pino';
import { slackAddresses } from '../../src/slack/slack-addresses';
import { silent } from '../local/slack/bolt';
import { Clock } from '../support/fakes/clock';

/** What Slack answers, whatever it is asked. */
let answer: object;
let asked: string[];
let server: Server;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    asked.push(new URLSearchParams(Buffer.concat(chunks).toString()).get('email') ?? '');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

function setup(people: Record<string, string> = {}) {
  asked = [];
  answer = { ok: true, user: { id: 'U0ADA' } };
  const { port } = server.address() as AddressInfo;
  const clock = new Clock();
  const lines: string[] = [];
  const log = pino({}, new Writable({ write: (line, _encoding, done) => done(void lines.push(String(line))) }));
  const client = new WebClient('xoxb-1', {
    slackApiUrl: `http://127.0.0.1:${port}/api/`,
    retryConfig: { retries: 0 },
    logger: silent,
  });
  return { clock, lines, addresses: slackAddresses({ client, people, now: clock.now, log }) };
}

describe('whose an e-mail address is', () => {
  it('is asked once in five minutes, by however many, and in whatever case it is written', async () => {
    const { addresses, clock } = setup();

    await Promise.all([addresses.of('ada@example.com'), addresses.of(' Ada@Example.com ')]);
    clock.advance(299_999);
    await addresses.of('ada@example.com');
    expect(asked).toEqual(['ada@example.com']);
    clock.advance(1);
    expect(await addresses.of('ada@example.com')).toBe('U0ADA');
    expect(asked).toHaveLength(2);
  });

  it('is not asked where the configuration says it', async () => {
    const { addresses } = setup({ 'Ada@Users.NoReply.example.com': 'U0ADA' });

    expect(await addresses.of('ada@users.noreply.example.com')).toBe('U0ADA');
    expect(asked).toEqual([]);
  });

  it.each([
    '12345+ada@users.noreply.github.com',
    'noreply@github.com',
    'no-reply@example.com',
    'donotreply@example.com',
    'ada',
    'ada@localhost',
    'ada@ex ample.com',
    'ada@example.com, ben@example.com',
    'Ada <ada@example.com>',
    '',
  ])('is not asked of Slack where nobody can have it: %s', async (email) => {
    const { addresses } = setup();

    expect(await addresses.of(email)).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('is not asked of Slack where it is longer than an address can be', async () => {
    const { addresses } = setup();

    expect(await addresses.of(`${'a'.repeat(243)}@example.com`)).toBeUndefined();
    expect(asked).toEqual([]);
    await addresses.of(`${'a'.repeat(242)}@example.com`);
    expect(asked).toHaveLength(1);
  });

  it('is asked where a name only looks like one of those', async () => {
    const { addresses } = setup();

    await addresses.of('renoreplyton@example.com');
    await addresses.of('o’brien.no@example.com');

    expect(asked).toEqual(['renoreplyton@example.com', 'o’brien.no@example.com']);
  });

  it('stays unknown without the scope, which is said once and asked once in a while', async () => {
    const { addresses, lines } = setup();
    answer = { ok: false, error: 'missing_scope' };

    expect(await addresses.of('ada@example.com')).toBeUndefined();
    expect(await addresses.of('ada@example.com')).toBeUndefined();
    expect(await addresses.of('ben@example.com')).toBeUndefined();

    expect(asked).toHaveLength(2);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('users:read.email');
  });

  it('is asked again at once after a passing trouble, and is then known', async () => {
    const { addresses, lines } = setup();
    answer = { ok: false, error: 'internal_error' };
    expect(await addresses.of('ada@example.com')).toBeUndefined();
    expect(await addresses.of('ada@example.com')).toBeUndefined();
    answer = { ok: true, user: { id: 'U0ADA' } };

    expect(await addresses.of('ada@example.com')).toBe('U0ADA');
    expect(lines).toHaveLength(1);
  });

  it('is not worth a word in the log where nobody has it', async () => {
    const { addresses, lines } = setup();
    answer = { ok: false, error: 'users_not_found' };

    expect(await addresses.of('stranger@example.org')).toBeUndefined();
    expect(lines).toEqual([]);
  });
});
