import { WebClient } from '@slack/web-api';
import { boltLogger, createLog } from '../../src/log';
import { createMetrics } from '../../src/metrics';
import { type Pictures, picturesInSlack } from '../../src/slack/pictures';
import { closedAddress } from './closed-port';

/** Pictures for a Slack that does not answer: what is tested is about the words. */
export async function unsentPictures(): Promise<Pictures> {
  const slackApiUrl = `${await closedAddress()}/api/`;
  const log = createLog('silent');
  const client = new WebClient('xoxb-nobody', { slackApiUrl, retryConfig: { retries: 0 }, logger: boltLogger(log) });
  return picturesInSlack({ client, log, metrics: createMetrics(), pausesMs: [] });
}
