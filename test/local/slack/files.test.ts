import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { TOKENS } from '../../../infra/local/identity';
import { silent } from './bolt';
import { StandingClock } from './standing-clock';
import { FULL_MANIFEST, GENERAL, RELEASES, type RunningWorkspace, startWorkspace, temporaryFolder } from './support';
import { announceFile, PNG, sendContent, uploadFile } from './uploads';

describe('files', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let slack: RunningWorkspace;
  let clock: StandingClock;
  let client: WebClient;

  const start = async (fileProcessingSeconds = 0): Promise<void> => {
    const stateFile = join(folder.path, 'slack.json');
    slack = await startWorkspace({ stateFile, clock, manifest: FULL_MANIFEST, fileProcessingSeconds });
    client = new WebClient(TOKENS.bot, {
      slackApiUrl: `${slack.baseUrl}/api/`,
      logger: silent,
      retryConfig: { retries: 0 },
    });
  };
  beforeEach(async () => {
    clock = new StandingClock();
    folder = await temporaryFolder();
    await start();
  });
  afterEach(async () => {
    await slack.stop();
    await folder.remove();
  });

  const announce = (filename: string, length: number) => announceFile(slack, filename, length);
  const uploaded = (filename: string, content: string | Buffer) => uploadFile(slack, filename, content);
  const complete = (ids: string[], more: object = {}) =>
    slack.call('files.completeUploadExternal', { files: ids.map((id) => ({ id, title: `title of ${id}` })), ...more });
  const chart = async (): Promise<string> => {
    const id = await uploaded('chart.png', PNG);
    await complete([id]);
    return id;
  };
  const image = (slack_file: object) => ({ type: 'image', alt_text: 'a chart', slack_file });
  const postImage = (slack_file: object) =>
    slack.call('chat.postMessage', { channel: RELEASES, text: 'chart', blocks: [image(slack_file)] });

  it('come by Slack’s own client in three steps, and people see and open them', async () => {
    const answer = await client.files.uploadV2({
      channel_id: RELEASES,
      initial_comment: 'the curves',
      filename: 'chart.png',
      title: 'Curves',
      alt_text: 'two rising curves',
      file: PNG,
    });

    const [message] = await slack.emma.messages(RELEASES);
    const id = message?.files?.[0]?.id ?? '';
    const seen = (await slack.emma.look()).files[id];
    const opened = await fetch(`${slack.baseUrl}${seen?.page_url}`);
    expect(answer).toMatchObject({ ok: true, files: [{ ok: true, files: [{ id }] }] });
    expect(message).toMatchObject({
      user: 'U0MLPIPELINE',
      text: 'the curves',
      files: [{ name: 'chart.png', title: 'Curves', mimetype: 'image/png', filetype: 'png', size: PNG.length }],
    });
    expect(seen).toMatchObject({ alt_txt: 'two rising curves' });
    expect(opened.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await opened.arrayBuffer())).toEqual(PNG);
  });

  it('are taken raw or as a form, once, and only in the length that was announced', async () => {
    const [raw, form, wrong] = [await announce('a.txt', 5), await announce('b.txt', 5), await announce('c.txt', 4)];
    const body = new FormData();
    body.set('body', new Blob(['hello']), 'Untitled');

    expect(await sendContent(raw, 'hello')).toEqual([200, 'OK - 5']);
    expect(await sendContent(form, body)).toEqual([200, 'OK - 5']);
    expect((await sendContent(raw, 'again'))[0]).toBe(400);
    expect((await sendContent(wrong, 'hello'))[0]).toBe(400);
  });

  it('are not there before they are completed, and cannot be completed twice', async () => {
    const announced = await announce('a.txt', 5);
    const early = await complete([announced.file_id]);
    await sendContent(announced, 'hello');
    const unseen = await slack.call('files.info', { file: announced.file_id });

    const first = await complete([announced.file_id]);
    const second = await complete([announced.file_id]);

    expect([early.error, unseen.error, first.ok, second.error]).toEqual([
      'file_not_found',
      'file_not_found',
      true,
      'file_not_found',
    ]);
  });

  it('refuse an upload without name or length, or with too long a description', async () => {
    const answers = await Promise.all([
      slack.call('files.getUploadURLExternal', { length: 5 }),
      slack.call('files.getUploadURLExternal', { filename: 'a.txt' }),
      slack.call('files.getUploadURLExternal', { filename: 'a.txt', length: 0 }),
      slack.call('files.getUploadURLExternal', { filename: 'a.txt', length: 1, alt_txt: 'x'.repeat(1001) }),
      slack.call('files.getUploadURLExternal', { filename: 'a.txt', length: 1, alt_txt: 'x'.repeat(1000) }),
      slack.call('files.completeUploadExternal', {}),
    ]);

    expect(answers.map(({ ok, error }) => error ?? ok)).toEqual([
      'missing_argument',
      'missing_argument',
      'missing_argument',
      'invalid_arguments',
      true,
      'invalid_arguments',
    ]);
  });

  it('are shared with several channels and in threads, and files.info tells where', async () => {
    const { ts: root } = await slack.call('chat.postMessage', { channel: RELEASES, text: 'root' });
    const [one, two] = [await uploaded('a.log', 'hello'), await uploaded('b.json', '{}')];

    const answer = await complete([one], { channel_id: RELEASES, thread_ts: root });
    await complete([two], { channels: `${RELEASES},${GENERAL}` });
    const shares = [await slack.call('files.info', { file: one }), await slack.call('files.info', { file: two })];

    const messages = await slack.emma.messages(RELEASES);
    const general = await slack.emma.messages(GENERAL);
    expect(answer.files).toMatchObject([{ id: one, title: `title of ${one}`, mimetype: 'text/plain' }]);
    expect(answer.files).not.toHaveProperty('0.shares');
    expect(messages[1]).toMatchObject({ thread_ts: root, files: [{ id: one }] });
    expect(shares).toMatchObject([
      { file: { is_public: true, shares: { public: { [RELEASES]: [{ ts: messages[1]?.ts, thread_ts: root }] } } } },
      {
        file: {
          mimetype: 'application/json',
          channels: [RELEASES, GENERAL],
          shares: { public: { [RELEASES]: [{ ts: messages[2]?.ts }], [GENERAL]: [{ ts: general[0]?.ts }] } },
        },
      },
    ]);
  });

  it('go with rich text where there is no comment, and with nothing else', async () => {
    const richText = [{ type: 'rich_text', elements: [] }];
    const [one, two, three] = [
      await uploaded('a.txt', 'a'),
      await uploaded('b.txt', 'b'),
      await uploaded('c.txt', 'c'),
    ];

    await complete([one], { channel_id: RELEASES, blocks: richText });
    await complete([two], { channel_id: RELEASES, blocks: richText, initial_comment: 'words' });
    const other = await complete([three], { channel_id: RELEASES, blocks: [{ type: 'divider' }] });

    const messages = await slack.emma.messages(RELEASES);
    expect(messages.map(({ text, blocks }) => [text, blocks?.length])).toEqual([
      ['', 1],
      ['words', undefined],
    ]);
    expect(other.error).toBe('invalid_blocks');
  });

  it('stay with the app where nothing else was said: no message, and only the app’s token opens them', async () => {
    const id = await uploaded('a.txt', 'secret');
    await complete([id]);
    const { file } = (await slack.call('files.info', { file: id })) as { file?: { url_private: string } };

    const url = file?.url_private ?? '';
    const stranger = await fetch(url, { redirect: 'manual' });
    const app = await fetch(url, { headers: { authorization: `Bearer ${TOKENS.bot}` } });
    const person = await fetch(`${slack.baseUrl}/ui/files/${id}?as=U0EMMA`);

    expect(await slack.emma.messages(RELEASES)).toEqual([]);
    expect([stranger.status, app.status, person.status]).toEqual([302, 200, 404]);
    expect(await app.text()).toBe('secret');
  });

  it('are shown by image blocks, by id, private address or permalink, in messages and on the Home tab', async () => {
    const id = await chart();
    const { file } = (await slack.call('files.info', { file: id })) as {
      file?: { url_private: string; permalink: string };
    };

    const answers = [
      await postImage({ id }),
      await postImage({ url: file?.url_private }),
      await postImage({ url: file?.permalink }),
      await slack.call('views.publish', { user_id: 'U0ADA', view: { type: 'home', blocks: [image({ id })] } }),
    ];

    expect(answers.map(({ ok, error }) => error ?? ok)).toEqual([true, true, true, true]);
    expect(Object.keys((await slack.ada.look()).files)).toEqual([id]);
  });

  it('are refused by image blocks where they are no image, or not there at all', async () => {
    const text = await uploaded('not-really.png', 'hello');
    await complete([text]);
    const incomplete = await uploaded('chart.png', PNG);

    const answers = [
      await postImage({ id: text }),
      await postImage({ id: incomplete }),
      await postImage({ id: 'F404' }),
    ];
    const inView = await slack.call('views.publish', {
      user_id: 'U0ADA',
      view: { type: 'home', blocks: [{ type: 'divider' }, image({ id: 'F404' })] },
    });

    expect(answers.map(({ error }) => error)).toEqual(Array(3).fill('invalid_blocks'));
    expect(answers[0]?.errors).toEqual(['invalid slack file [json-pointer:/blocks/0/slack_file]']);
    expect(inView).toMatchObject({
      error: 'invalid_arguments',
      errors: ['invalid slack file [json-pointer:/view/blocks/1/slack_file]'],
    });
  });

  it('cannot be shown while Slack still processes them', async () => {
    await slack.stop();
    await start(2);
    const id = await chart();

    const early = await postImage({ id });
    clock.advance(2_000);
    const later = await postImage({ id });

    expect([early.error, later.ok]).toEqual(['invalid_blocks', true]);
  });

  it('leave a trace in their messages when they are deleted, and cannot be opened any more', async () => {
    const id = await uploaded('a.txt', 'hello');
    await complete([id], { channel_id: RELEASES });
    const before = (await slack.emma.look()).files[id];

    const deleted = await slack.call('files.delete', { file: id });
    const again = await slack.call('files.delete', { file: id });

    const [message] = await slack.emma.messages(RELEASES);
    expect([deleted.ok, again.error]).toEqual([true, 'file_not_found']);
    expect(message?.files).toEqual([{ id, mode: 'tombstone' }]);
    expect((await fetch(`${slack.baseUrl}${before?.page_url}`)).status).toBe(404);
  });

  it('of people are theirs: the app reads them where it sees them and does not delete them', async () => {
    const id = await slack.emma.upload('page.html', '<script>alert(1)</script>');
    const stolen = slack.ada.sendFiles(RELEASES, [id]);

    await expect(stolen).rejects.toThrow(`Ada has no file ${id}.`);
    await slack.emma.sendFiles(RELEASES, [id], 'look');
    const [message] = await slack.ada.messages(RELEASES);
    const opened = await fetch(`${slack.baseUrl}/ui/files/${id}?as=U0ADA`);
    expect(message).toMatchObject({
      user: 'U0EMMA',
      text: 'look',
      files: [{ id, user: 'U0EMMA', mimetype: 'text/html' }],
    });
    expect(opened.headers.get('content-type')).toContain('text/plain');
    expect((await slack.call('files.delete', { file: id })).error).toBe('cant_delete_file');
  });

  it('go only where the app may write', async () => {
    const id = await uploaded('a.txt', 'hello');
    await slack.emma.inviteApp(GENERAL, false);
    const answers = [
      await complete([id], { channel_id: 'C404' }),
      await complete([id], { channel_id: GENERAL }),
      await complete([id], { channels: Array(101).fill(RELEASES).join(',') }),
      await complete([id], { channels: Array(100).fill(RELEASES).join(',') }),
    ];

    expect(answers.map(({ ok, error }) => error ?? ok)).toEqual([
      'channel_not_found',
      'not_in_channel',
      'channels_limit_exceeded',
      true,
    ]);
  });

  it('survive a restart', async () => {
    const id = await chart();
    await postImage({ id });
    await slack.stop();

    await start();

    const opened = await fetch(`${slack.baseUrl}/ui/files/${id}?as=U0EMMA`);
    expect(Buffer.from(await opened.arrayBuffer())).toEqual(PNG);
  });
});
