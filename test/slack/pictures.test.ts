import { join } from 'node:path';
import { type FetchFunction, WebClient } from '@slack/web-api';
import { TOKENS } from '../../infra/local/identity';
import type { Picture } from '../../src/domain/ports/charts';
import { boltLogger, createLog } from '../../src/log';
import { createMetrics } from '../../src/metrics';
import { messagesInSlack } from '../../src/slack/cards/messages-in-slack';
import { type Pictures, picturesInSlack, type Shown } from '../../src/slack/pictures';
import { StandingClock } from '../local/slack/standing-clock';
import { RELEASES, type RunningWorkspace, startWorkspace, temporaryFolder } from '../local/slack/support';
import { PNG } from '../local/slack/uploads';

const PICTURE: Picture = { png: PNG, alt: '14 days to 28 Nov: 11 releases', title: 'Releases of penguins' };

const QUIET = boltLogger(createLog('silent'));

/** What a server that never answers comes to. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

describe('a picture', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let slack: RunningWorkspace;
  const clock = new StandingClock();
  let lines: Record<string, unknown>[];
  let metrics: ReturnType<typeof createMetrics>;

  /** @param between stands where the network is */
  function pictures(
    between: FetchFunction = (url, init) => fetch(url, init as RequestInit),
    timeout = 5_000,
  ): Pictures {
    const client = new WebClient(TOKENS.bot, {
      slackApiUrl: `${slack.baseUrl}/api/`,
      ...{ fetch: between, timeout, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, logger: QUIET },
    });
    const log = createLog('info', { write: (line: string) => void lines.push(JSON.parse(line)) });
    return picturesInSlack({ client, log, metrics, pausesMs: [1, 1] });
  }

  /** As a digest is posted: words, and what shows the picture below. */
  const post = async (blocks: Shown) => {
    const message = { channel: RELEASES, text: 'The digest', blocks: [{ type: 'divider' as const }, ...blocks] };
    const client = new WebClient(TOKENS.bot, { slackApiUrl: `${slack.baseUrl}/api/`, logger: QUIET });
    return messagesInSlack(client).post(RELEASES, 'digest', message);
  };
  const posted = async () => (await slack.emma.messages(RELEASES)).map(({ blocks }) => blocks?.at(-1));

  beforeEach(async () => {
    folder = await temporaryFolder();
    const stateFile = join(folder.path, 'slack.json');
    slack = await startWorkspace({ stateFile, clock, fileProcessingSeconds: 2 });
    [lines, metrics] = [[], createMetrics()];
  });
  afterEach(async () => {
    await slack.stop();
    await folder.remove();
  });

  it('stands in the message of whoever posts it, with its words, and is shared nowhere else', async () => {
    const image = await pictures().show(PICTURE);
    clock.advance(2_000);
    await post(image ? [image] : []);

    const { files, messages } = await slack.emma.look();
    const [file] = Object.values(files);
    const content = await fetch(`${slack.baseUrl}${file?.page_url}`);
    expect(await posted()).toMatchObject([
      { type: 'image', alt_text: PICTURE.alt, title: { text: PICTURE.title }, slack_file: { id: file?.id } },
    ]);
    expect(file).toMatchObject({ name: 'Releases-of-penguins.png', title: PICTURE.title, alt_txt: PICTURE.alt });
    expect(Buffer.from(await content.arrayBuffer())).toEqual(PNG);
    expect(messages[RELEASES]?.flatMap((message) => message.files ?? [])).toEqual([]);
  });

  it('that Slack has not processed yet is posted again, once', async () => {
    let tries = 0;
    await pictures().post(
      async () => PICTURE,
      async (shown) => {
        tries += 1;
        if (tries === 2) clock.advance(2_000);
        return post(shown);
      },
    );

    expect(tries).toBe(2);
    expect(await posted()).toMatchObject([{ type: 'image' }]);
    expect(metrics.counts).toEqual({});
  });

  it('that Slack never processes is left out, and that is said', async () => {
    await pictures().post(async () => PICTURE, post);

    expect(await posted()).toMatchObject([{ elements: [{ text: 'The picture could not be sent.' }] }]);
    expect(metrics.counts['SlackErrors.picture']).toBe(1);
  });

  const answering =
    (step: RegExp, answer: () => Response | Promise<Response>): FetchFunction =>
    async (url, init) =>
      step.test(String(url)) ? answer() : fetch(url, init as RequestInit);
  const [ANNOUNCE, UPLOAD, COMPLETE] = [/getUploadURLExternal/, /upload\/v1/, /completeUploadExternal/];
  const noScope = () => Response.json({ ok: false, error: 'missing_scope', needed: 'files:write' });

  it.each([
    ['the scope is missing', answering(ANNOUNCE, noScope)],
    ['its address is not given', answering(ANNOUNCE, () => new Response('', { status: 500 }))],
    ['its content is not taken', answering(UPLOAD, () => new Response('no', { status: 400 }))],
    ['its content gets no answer', answering(UPLOAD, () => Promise.reject(new TypeError('fetch failed')))],
    ['it cannot be completed', answering(COMPLETE, () => Response.json({ ok: false, error: 'file_not_found' }))],
    ['its completion fails', answering(COMPLETE, () => new Response('', { status: 503 }))],
  ])('does not keep the words back where %s: that is said, logged once and counted', async (_what, between) => {
    await pictures(between).post(async () => PICTURE, post);

    expect(await posted()).toMatchObject([{ elements: [{ text: 'The picture could not be sent.' }] }]);
    expect(lines.map(({ msg }) => msg)).toEqual(['a picture could not be sent']);
    expect(metrics.counts).toEqual({ 'SlackErrors.picture': 1 });
  });

  it.each([['getUploadURLExternal'], ['completeUploadExternal']])(
    'nor where Slack is asked too often for %s',
    async (method) => {
      slack.workspace.refuseCalls(`files.${method}`, { calls: 1, seconds: 30 });

      await pictures().post(async () => PICTURE, post);

      expect(await posted()).toMatchObject([{ elements: [{ text: 'The picture could not be sent.' }] }]);
    },
  );

  it('nor where Slack takes too long', async () => {
    const never: FetchFunction = (url, init) =>
      COMPLETE.test(String(url)) ? aborted(init?.signal as AbortSignal) : fetch(url, init as RequestInit);

    await pictures(never, 300).post(async () => PICTURE, post);

    expect(await posted()).toMatchObject([{ elements: [{ text: 'The picture could not be sent.' }] }]);
  });

  it('nor where it cannot be drawn; and where there is none to draw, nothing is said', async () => {
    await pictures().post(() => Promise.reject(new Error('no font')), post);
    await pictures().post(async () => undefined, post);

    expect(await posted()).toMatchObject([
      { elements: [{ text: 'The picture could not be sent.' }] },
      { type: 'divider' },
    ]);
  });

  it('does not hide that its message could not be posted', async () => {
    const closed = pictures().post(
      async () => PICTURE,
      () => Promise.reject(new Error('channel_not_found')),
    );

    await expect(closed).rejects.toThrow('channel_not_found');
  });
});
