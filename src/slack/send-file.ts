import type { WebClient } from '@slack/web-api';
import { type Mrkdwn, md, section } from './blocks';

export interface FileToSend {
  /** What it is, without markup, for notifications. */
  text: string;
  /** What it is, above the file. */
  about: readonly Mrkdwn[];
  filename: string;
  content: string;
}

/**
 * Sends a file to one person. A private answer cannot carry one, and a channel is read by people who may not see what is
 * in it: so it goes where only this person reads, into their messages with the app. `chat.postMessage` opens those without
 * one more scope, and tells their channel, which a file needs.
 */
export async function sendFile(client: WebClient, slackId: string, file: FileToSend): Promise<void> {
  const { text, about, filename, content } = file;
  const { channel } = await client.chat.postMessage({
    channel: slackId,
    text: md`${text}`.text,
    blocks: about.map(section),
  });
  if (!channel) throw new Error('Slack answered a post without its channel');
  await client.filesUploadV2({ channel_id: channel, filename, content });
}
