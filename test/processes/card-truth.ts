import { WebClient } from '@slack/web-api';
import type { Message } from '../../infra/local/slack/model';
import { buildAws } from '../../src/build-aws';
import { loadSettings } from '../../src/config/load';
import { placesFrom } from '../../src/config/places';
import { policiesFrom } from '../../src/config/policies';
import { canonicalJson } from '../../src/domain/audit/audit-chain';
import { groupsNamed } from '../../src/domain/policies/policy';
import { createLog } from '../../src/log';
import { createMetrics } from '../../src/metrics';
import { renderCard } from '../../src/slack/cards/render-card';
import { consolePlaces } from '../../src/slack/console-links';
import { slackDirectory } from '../../src/slack/slack-directory';

/** What a message would say if it were drawn now; undefined where it is no card, or its subject is unknown. */
export type TruthOf = (message: Message) => Promise<string | undefined>;

/**
 * The bot's own way from state to card, outside of any bot and past every fault. Of executions, approvals, locks and
 * builds: digests and alarms are not drawn here.
 * @param environment a bot's, which becomes this process's, for so the SDK is told where things are
 */
export async function truthOfCards(environment: Record<string, string>): Promise<TruthOf> {
  Object.assign(process.env, environment);
  const settings = await loadSettings(environment);
  const policies = policiesFrom(settings.configuration);
  const [log, now] = [createLog('silent'), () => new Date()];
  const aws = buildAws(settings.environment, {
    ...{ placeOf: placesFrom(settings.configuration), policies, log, now },
    metrics: createMetrics(),
  });
  const client = new WebClient(environment.SLACK_BOT_TOKEN, { slackApiUrl: environment.SLACK_API_URL ?? '' });
  const unasked = () => {
    throw new Error('no such card is drawn here');
  };
  const render = renderCard({
    ...aws,
    ...{ policies, now, digests: [], planRollback: unasked, readDigest: unasked },
    ...{ charts: { digest: unasked, releases: unasked }, pictures: { draw: unasked } },
    directory: slackDirectory({ client, groups: groupsNamed(policies), people: {}, now, log }),
    consoleOf: consolePlaces({
      regionOf: () => environment.AWS_REGION ?? '',
      consoleUrl: settings.environment.AWS_CONSOLE_URL,
    }),
  });
  return async ({ metadata }) => {
    const key = metadata?.event_payload.card;
    const card = typeof key === 'string' ? await render(key) : undefined;
    return card && drawnAs(card);
  };
}

/** What the workspace, as Slack does, adds to what it is sent: names of blocks, and that emoji are emoji. */
const ADDED = ['block_id', 'emoji'];

/** What a message says, for comparison. */
export const drawnAs = ({ text, blocks = [] }: { text: string; blocks?: readonly object[] }): string => {
  const sent = JSON.stringify({ text, blocks }, (name, value) => (ADDED.includes(name) ? undefined : value));
  return canonicalJson(JSON.parse(sent));
};
