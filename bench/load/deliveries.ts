import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { CHANNELS, PEOPLE, TEAM } from '../../infra/local/identity';
import type { SlackForLoad } from './slack-for-load';
import { SIGNING_SECRET } from './surroundings';

/** What somebody did: typed a command, or pressed a button of a card. */
export type Deed = 'command' | 'button';

/** Does it once. @returns milliseconds to the acknowledgement @throws where there is none, or it is a refusal */
export type Deliver = (deed: Deed) => Promise<number>;

/** Milliseconds after which what hangs is given up. */
const LIMIT_MS = 60_000;

export function bySocket(slack: SlackForLoad): Deliver {
  return (deed) =>
    deed === 'command'
      ? slack.deliver('slash_commands', command(slack.responseUrl))
      : slack.deliver('interactive', button(slack.responseUrl));
}

/** Signed requests over connections that are kept, as many as there are at once. */
export function byHttp(slack: SlackForLoad, port: number): Deliver & { close(): void } {
  const agent = new Agent({ keepAlive: true });
  const deliver = (deed: Deed): Promise<number> => {
    const fields =
      deed === 'command' ? command(slack.responseUrl) : { payload: JSON.stringify(button(slack.responseUrl)) };
    const body = String(new URLSearchParams(fields));
    const timestamp = String(Math.floor(Date.now() / 1000));
    const digest = createHmac('sha256', SIGNING_SECRET).update(`v0:${timestamp}:${body}`).digest('hex');
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${digest}`,
    };
    return new Promise((resolve, reject) => {
      const sentAt = performance.now();
      const sending = request(
        { port, host: '127.0.0.1', path: '/slack/events', method: 'POST', agent, headers },
        (response) => {
          const tookMs = performance.now() - sentAt;
          response.resume();
          if (response.statusCode === 200) response.once('end', () => resolve(tookMs));
          else reject(new Error(`the app answered ${response.statusCode}`));
        },
      );
      const late = setTimeout(() => sending.destroy(new Error(`no acknowledgement within ${LIMIT_MS} ms`)), LIMIT_MS);
      sending.once('close', () => clearTimeout(late));
      sending.once('error', reject);
      sending.end(body);
    });
  };
  return Object.assign(deliver, { close: () => agent.destroy() });
}

const [{ id: user } = { id: '' }] = PEOPLE.slice(1);
const [channel] = CHANNELS;
const TRIGGER = () => `${Date.now()}.${randomUUID()}`;

/** Slack, "Slash commands". */
const command = (responseUrl: string): Record<string, string> => ({
  ...{
    token: 'of-old',
    team_id: TEAM.id,
    team_domain: TEAM.domain,
    channel_id: channel.id,
    channel_name: channel.name,
  },
  ...{ user_id: user, user_name: 'ada', command: '/mlpipeline', text: 'help', api_app_id: 'A0MLPIPELINE' },
  ...{ is_enterprise_install: 'false', response_url: responseUrl, trigger_id: TRIGGER() },
});

/** Slack, "block_actions payload": Approve on the card of an approval that is over and forgotten, with its message. */
const button = (responseUrl: string): object => ({
  type: 'block_actions',
  user: { id: user, username: 'ada', name: 'ada', team_id: TEAM.id },
  ...{ api_app_id: 'A0MLPIPELINE', token: 'of-old', trigger_id: TRIGGER(), response_url: responseUrl },
  container: { type: 'message', message_ts: '1764496800.000100', channel_id: channel.id, is_ephemeral: false },
  ...{ team: { id: TEAM.id, domain: TEAM.domain }, enterprise: null, is_enterprise_install: false, channel },
  message: { type: 'message', user: 'U0MLPIPELINE', ts: '1764496800.000100', blocks: CARD },
  state: { values: {} },
  actions: [
    {
      ...{ action_id: 'approve', block_id: 'decide', type: 'button', action_ts: '1764496900.000000' },
      ...{ value: `${'0'.repeat(36)} ${'f'.repeat(64)}`, text: { type: 'plain_text', text: 'Approve' } },
    },
  ],
});

/** As large as the blocks of an approval card are. */
const CARD = Array.from({ length: 8 }, (_, index) => ({
  ...{ type: 'section', block_id: `block-${index}` },
  text: { type: 'mrkdwn', text: `accuracy is 0.94, above the gate of 0.90 and 0.01 above production. `.repeat(4) },
}));
