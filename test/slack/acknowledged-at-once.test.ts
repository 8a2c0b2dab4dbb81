import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { othersAcknowledged } from '../../src/slack/acknowledged-at-once';

describe('the work on requests that are acknowledged', () => {
  it('begins one after the other, so that what arrives meanwhile is acknowledged before the next', async () => {
    const happened: string[] = [];
    const { port1: sender, port2: receiver } = new MessageChannel();
    const arrived = once(receiver, 'message').then(() => happened.push('another arrives'));
    const first = othersAcknowledged().then(() => {
      happened.push('first');
      sender.postMessage('a request');
    });
    const second = othersAcknowledged().then(() => happened.push('second'));

    await Promise.all([first, second, arrived]);
    sender.close();

    expect(happened).toEqual(['first', 'another arrives', 'second']);
  });
});
