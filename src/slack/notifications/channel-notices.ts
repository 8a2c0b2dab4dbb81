import { ChannelClosed } from '../../domain/errors';
import { interestsInWords } from '../../domain/notifications/subscriptions';
import type { ChannelNotices } from '../../domain/ports/channel-notices';
import { type Mrkdwn, md, mention, section } from '../blocks';
import { type CardMessages, SlackCallFailed } from '../cards/card-message';

/** Notices of a channel, as messages in it. That one was accepted is how the bot knows that it may write there. */
export function channelNotices(messages: Pick<CardMessages, 'post'>): ChannelNotices {
  return {
    async subscriptionChanged({ channel, pipeline, gets, by }) {
      const said: Mrkdwn =
        gets === undefined
          ? md`:no_bell: This channel no longer gets cards of *${pipeline}*, as ${mention(by.id)} asked.`
          : md`:bell: This channel gets ${interestsInWords(gets)} of *${pipeline}* from now on, as ${mention(by.id)} asked.`;
      try {
        await messages.post(channel, `subscription#${pipeline}`, { channel, text: said.text, blocks: [section(said)] });
      } catch (error) {
        const isClosed = error instanceof SlackCallFailed && error.kind === 'closed';
        throw isClosed ? new ChannelClosed(error.code, { cause: error }) : error;
      }
    },
  };
}
