import type { Pictures } from '../pictures';
import type { CardMessages } from './card-message';

/** Cards whose pictures Slack may have to process first: posted again after a while, and at last without their picture. */
export const patientMessages = (messages: CardMessages, pictures: Pick<Pictures, 'patiently'>): CardMessages => ({
  ...messages,
  async post(channel, key, message) {
    const { plainer } = message;
    if (!plainer) return messages.post(channel, key, message);
    return pictures.patiently((isShown) =>
      messages.post(channel, key, isShown ? message : { ...message, blocks: plainer }),
    );
  },
});
