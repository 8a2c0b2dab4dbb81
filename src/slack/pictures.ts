import { setTimeout as pause } from 'node:timers/promises';
import { RespondError } from '@slack/bolt';
import { type ContextBlock, type ImageBlock, WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { Picture } from '../domain/ports/charts';
import type { Log } from '../log';
import type { Metrics } from '../metrics';
import { context, cut, md, plain } from './blocks';
import { SlackCallFailed } from './cards/card-message';

export interface PicturesDeps {
  /** Each call is made once: a picture that does not come is no reason to wait. */
  client: WebClient;
  log: Log;
  metrics: Metrics;
  /** Milliseconds before each further try to post a picture that Slack has not processed yet. */
  pausesMs?: readonly number[];
}

/** What a message shows of its picture: nothing where there is none to show. */
export type Shown = [] | [ImageBlock | ContextBlock];

export interface Pictures {
  /**
   * Uploads a picture and gives it no channel: only blocks show it.
   * @returns its block; undefined where Slack does not take it, which is logged and counted
   */
  show(picture: Picture): Promise<ImageBlock | undefined>;
  /**
   * Draws a picture and posts what shows it. Slack processes files after it has taken them, and refuses a message that
   * shows one too early: so it is posted again after a while, and at last without the picture, saying so. Neither a
   * picture that cannot be drawn nor one that cannot be sent keeps the words from being posted.
   *
   * @param post is called until Slack does not refuse its picture any more, at most four times
   * @throws whatever `post` throws, but for a refused picture
   */
  post<T>(draw: () => Promise<Picture | undefined>, post: (shown: Shown) => Promise<T>): Promise<T>;
  /** The first half of `post`: draws and uploads. Never throws: what shows a picture that was not sent says so. */
  draw(draw: () => Promise<Picture | undefined>): Promise<Shown>;
  /** The second half of it. @param post with its picture, at last without */
  patiently<T>(post: (isShown: boolean) => Promise<T>): Promise<T>;
}

/** Together with the first try and the one without a picture no more than a response_url has uses left (Slack: five). */
const PAUSES_MS = [1_000, 3_000];

/** Slack: title and alt text of an image block, 2,000 characters; of a file, 1,000. */
const TITLE = 250;
const ALT = 1000;

/** Pictures in Slack: uploaded by the external flow, shown by `slack_file` (Slack, "Working with files"). */
export function picturesInSlack({ client, log, metrics, pausesMs = PAUSES_MS }: PicturesDeps): Pictures {
  function failed(error: unknown): undefined {
    metrics.count('SlackErrors', 'picture');
    log.warn({ err: error }, 'a picture could not be sent');
  }

  async function show({ png, alt, title }: Picture): Promise<ImageBlock | undefined> {
    try {
      const altText = cut(alt, ALT);
      const filename = `${title.replace(/[^\p{L}\p{N}.-]+/gu, '-').slice(0, 100)}.png`;
      const { files } = await client.filesUploadV2({ file: Buffer.from(png), filename, title, alt_text: altText });
      const id = files[0]?.files?.[0]?.id;
      if (!id) throw new Error('Slack answered an upload without its file');
      return { type: 'image', slack_file: { id }, alt_text: altText, title: plain(title, TITLE) };
    } catch (error) {
      return failed(error);
    }
  }

  async function draw(drawing: () => Promise<Picture | undefined>): Promise<Shown> {
    try {
      const picture = await drawing();
      if (!picture) return [];
      return [(await show(picture)) ?? NOT_SENT];
    } catch (error) {
      failed(error);
      return [NOT_SENT];
    }
  }

  async function patiently<T>(post: (isShown: boolean) => Promise<T>): Promise<T> {
    for (const pauseMs of [0, ...pausesMs]) {
      if (pauseMs > 0) await pause(pauseMs);
      try {
        return await post(true);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        log.info({ err: error }, 'Slack does not show a picture yet');
      }
    }
    failed(new Error('Slack did not process a picture in time'));
    return post(false);
  }

  return {
    show,
    draw,
    patiently,
    async post(drawing, post) {
      const shown = await draw(drawing);
      if (shown[0]?.type !== 'image') return post(shown);
      return patiently((isShown) => post(isShown ? shown : [NOT_SENT]));
    },
  };
}

export const NOT_SENT = context(md`The picture could not be sent.`);

/** Slack has posted nothing, for what the blocks show. A response_url tells no reason that its client passes on. */
function isRefusal(error: unknown): boolean {
  if (error instanceof SlackCallFailed) return error.code === 'invalid_blocks';
  if (error instanceof WebAPIPlatformError) return error.data.error === 'invalid_blocks';
  return error instanceof RespondError;
}
