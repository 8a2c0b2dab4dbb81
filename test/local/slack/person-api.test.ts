import { join } from 'node:path';
import { GENERAL, RELEASES, type RunningWorkspace, startWorkspace, temporaryFolder } from './support';

describe('the interface of people, for the page and for tests', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let slack: RunningWorkspace;

  beforeAll(async () => {
    folder = await temporaryFolder();
    slack = await startWorkspace({ stateFile: join(folder.path, 'slack.json') });
  });
  afterAll(async () => {
    await slack.stop();
    await folder.remove();
  });

  const send = async (path: string, body: string): Promise<[number, unknown]> => {
    const response = await fetch(slack.baseUrl + path, { method: 'POST', body });
    return [response.status, await response.json()];
  };

  it.each<[what: string, path: string, body: unknown, sentence: RegExp]>([
    ['nobody', '/ui/messages', { channel: RELEASES, text: 'x' }, /^"as" must be one of U0EMMA, /],
    ['no text', '/ui/messages', { as: 'U0EMMA', channel: RELEASES }, /^"text" must be a text\.$/],
    ['blank text', '/ui/messages', { as: 'U0EMMA', channel: RELEASES, text: '  ' }, /^A message needs some text\.$/],
    [
      'another’s channel',
      '/ui/messages',
      { as: 'U0EMMA', channel: 'D0ADA', text: 'x' },
      /^Emma has no channel D0ADA\.$/,
    ],
    [
      'a thread of nothing',
      '/ui/messages',
      { as: 'U0EMMA', channel: RELEASES, text: 'x', thread_ts: '1' },
      /^There is no message 1/,
    ],
    [
      'a command in a thread',
      '/ui/messages',
      { as: 'U0EMMA', channel: RELEASES, text: '/mlpipeline', thread_ts: '1' },
      /^Slash commands do not work in threads\.$/,
    ],
    [
      'a click on nothing',
      '/ui/actions',
      { as: 'U0EMMA', channel: RELEASES, message_ts: '1', block_id: 'b', action_id: 'a' },
      /^Emma sees no message 1/,
    ],
    [
      'values of a wrong shape',
      '/ui/actions',
      { as: 'U0EMMA', channel: RELEASES, block_id: 'b', action_id: 'a', values: [] },
      /^"values" must be an object/,
    ],
    [
      'a dialog that is not open',
      '/ui/views/submit',
      { as: 'U0EMMA', view_id: 'V1' },
      /^Emma has no open dialog V1\.$/,
    ],
    ['a list', '/ui/messages', [], /^The body must be a JSON object\.$/],
  ])('answers %s with 400 and one sentence', async (_what, path, body, sentence) => {
    const [status, answer] = await send(path, JSON.stringify(body));

    expect(status).toBe(400);
    expect(answer).toEqual({ error: expect.stringMatching(sentence) });
  });

  it('refuses bodies over one megabyte, and what is no JSON', async () => {
    const [tooLarge] = await send('/ui/messages', 'x'.repeat(1_000_001));
    const [noJson] = await send('/ui/messages', '{');

    expect([tooLarge, noJson]).toEqual([413, 400]);
  });

  it('says that a command does not exist', async () => {
    const answer = await slack.emma.say(GENERAL, '/remind me');

    expect(answer).toEqual({ ok: false, error: 'unknown_command' });
    const { notices } = await slack.emma.look();
    expect(notices.at(-1)).toMatchObject({ channel: GENERAL, text: '/remind is not a valid command.' });
  });

  it('escapes what people write and marks up people, channels and links', async () => {
    await slack.emma.say(GENERAL, '@Ada 1 < 2 & see #ml-releases (https://a.example/@Ada?x=1&y=2). not@emma');

    const [message] = await slack.ada.messages(GENERAL);
    expect(message?.text).toBe(
      '<@U0ADA> 1 &lt; 2 &amp; see <#C0RELEASES> (<https://a.example/@Ada?x=1&amp;y=2>). not@emma',
    );
  });

  it('tells everybody who watches at once, and explains what was seen when it never comes', async () => {
    const waiting = slack.ada.until(({ messages }) => messages[RELEASES]?.find(({ text }) => text === 'live'), {
      what: 'a message',
    });
    await slack.emma.say(RELEASES, 'live');

    expect(await waiting).toMatchObject({ user: 'U0EMMA' });
    await expect(slack.ada.until(() => false, { what: 'a miracle', timeoutMs: 30 })).rejects.toThrow(
      /^U0ADA waited 30 ms in vain for a miracle\. Seen last: .*#ml-releases: "live"/,
    );
  });

  it('serves the page with its script and style, and lets the page run nothing else', async () => {
    const page = await fetch(`${slack.baseUrl}/`);
    const [script, style, missing] = await Promise.all(
      ['/ui/main.js', '/ui/main.css', '/ui/other.js'].map((path) => fetch(slack.baseUrl + path)),
    );

    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(script?.headers.get('content-type')).toContain('text/javascript');
    expect(await script?.text()).toContain('Acting as');
    expect(await style?.text()).toContain('.message');
    expect(missing?.status).toBe(404);
  });
});
