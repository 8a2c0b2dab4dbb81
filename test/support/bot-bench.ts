import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { MovableClock } from '../../infra/local/clock';
import { TEAM, TOKENS } from '../../infra/local/identity';
import { WIDE_POPULATION } from '../../infra/local/slack/population';
import { registerSlack } from '../../src/build-slack';
import { buildUseCases } from '../../src/build-use-cases';
import type { PipelinePolicy } from '../../src/domain/policies/policy';
import { groupsNamed } from '../../src/domain/policies/policy';
import { createLog, type Log } from '../../src/log';
import { createMetrics } from '../../src/metrics';
import { Secret } from '../../src/secret';
import { appHome } from '../../src/slack/app-home/app-home';
import { tellingHomes } from '../../src/slack/app-home/home-notifier';
import { homeTabsInSlack } from '../../src/slack/app-home/home-tabs';
import { boltApp, type SlackSettings } from '../../src/slack/bolt-app';
import { cardDrawer } from '../../src/slack/cards/card-drawer';
import { messagesInSlack } from '../../src/slack/cards/messages-in-slack';
import { patientMessages } from '../../src/slack/cards/patient-messages';
import { renderCard } from '../../src/slack/cards/render-card';
import { slackBudget } from '../../src/slack/cards/slack-budget';
import { slackNotifier } from '../../src/slack/cards/slack-notifier';
import { slackManifest } from '../../src/slack/manifest';
import { channelNotices } from '../../src/slack/notifications/channel-notices';
import { picturesInSlack } from '../../src/slack/pictures';
import { readingAhead } from '../../src/slack/read-ahead';
import { slackDirectory } from '../../src/slack/slack-directory';
import { startWorkspace, temporaryFolder } from '../local/slack/support';
import { Clock } from './fakes/clock';
import { fakeHomes } from './fakes/fake-homes';
import { LEASE_MS, useCaseBench } from './use-case-bench';

/** What Slack signs with, in HTTP mode. */
export const SIGNING_SECRET = 'a-signing-secret-of-this-test';

export type BotBench = Awaited<ReturnType<typeof startBotBench>>;

/**
 * The whole Slack side of the bot as production has it, connected to a local workspace, over the fakes of everything in
 * AWS; all on the machine's own clock.
 */
export async function startBotBench(
  policy: PipelinePolicy,
  mode: 'socket' | 'http' = 'socket',
  log: Log = createLog('silent'),
) {
  const folder = await temporaryFolder();
  const manifest = slackManifest(mode === 'http' ? { host: 'https://bot.example.com' } : {});
  const population = WIDE_POPULATION;
  const slackClock = new MovableClock();
  const stateFile = join(folder.path, 'slack.json');
  const slack = await startWorkspace({ stateFile, manifest, population, clock: slackClock });
  const bench = useCaseBench(policy, new Clock(new Date()));
  const { now } = bench.clock;
  const metrics = createMetrics();
  const reachedBy: SlackSettings['reachedBy'] =
    mode === 'socket' ? { appToken: new Secret(TOKENS.app) } : { signingSecret: new Secret(SIGNING_SECRET), port: 0 };
  const { approvals, readAhead } = readingAhead(bench.approvals, now);
  const connection = boltApp(
    { apiUrl: `${slack.baseUrl}/api/`, botToken: new Secret(TOKENS.bot), reachedBy },
    { leases: bench.leases, readAhead, metrics, log, now },
  );
  const { policies, cards } = bench;
  const directory = slackDirectory({ client: connection.asking, groups: groupsNamed(policies), people: {}, now, log });
  const { consoleOf, useCases: read } = bench;
  const pictures = picturesInSlack({ client: connection.drawing, log, metrics, pausesMs: [] });
  const { planRollback, readDigest } = read;
  const render = renderCard({
    ...{ ...bench.ports, directory, policies, consoleOf, now },
    ...{ digests: [], pictures, planRollback, readDigest },
  });
  const messages = patientMessages(messagesInSlack(connection.drawing), pictures);
  const budget = slackBudget({ tasks: 1, updatesPerMinute: 100_000, postsPerMinute: 100_000, now });
  const drawer = cardDrawer({
    ...{ cards, leases: bench.leases, render, log, now, owner: randomUUID(), leaseMs: 15_000, updateEveryMs: 0 },
    messages,
    budget,
  });
  const { audit } = bench;
  const home = appHome({
    ...bench.ports,
    ...{ directory, policies, consoleOf, budget, metrics, log, now, homes: fakeHomes() },
    tabs: homeTabsInSlack(connection.drawing),
    productionOf: read.productionOf,
    recentBy: async (slackId, limit) =>
      audit.records
        .filter(({ actor }) => actor.id === slackId)
        .toReversed()
        .slice(0, limit),
  });
  const ports = {
    ...bench.ports,
    ...{ approvals, directory },
    notifier: tellingHomes(slackNotifier({ cards, drawer, now, intentLeaseMs: LEASE_MS }), home),
    notices: channelNotices(messages),
  };
  const useCases = buildUseCases(ports, {
    policies,
    now,
    triage: [],
    digests: [],
    countFailedDeployments: true,
    intentLeaseMs: LEASE_MS,
    onProblem: () => undefined,
  });
  registerSlack(connection, { policies, ports, useCases, consoleOf, pictures, openHome: home.openHome, now });
  const port = await connection.start();
  if (port !== undefined) {
    const requestUrl = `http://127.0.0.1:${port}/slack/events`;
    await slack.workspace.useHttpMode({ requestUrl, signingSecret: SIGNING_SECRET });
  }

  return {
    ...bench,
    slack,
    useCases,
    counts: metrics.counts,
    /** Where Slack sends its requests; none in Socket Mode. */
    port,
    /** Slack's own clock, which its rate limits go by. */
    slackClock,
    /** An execution that waits for its approval, with its card in the channel. */
    async waiting(): Promise<void> {
      bench.clock.advance(1_000);
      bench.pipelines.trained('Use flipper length', { METRIC_ACCURACY: '0.97' });
      await useCases.reconcile();
    },
    /** What comes through the socket, as Bolt is handed it; answers are acknowledged and go nowhere else. */
    receives: (body: Record<string, unknown>) => connection.app.processEvent({ body, ack: async () => undefined }),
    /** Slack tells the bot of something that a local workspace cannot bring about. */
    told: (event: Record<string, unknown>) =>
      connection.app.processEvent({
        body: { type: 'event_callback', team_id: TEAM.id, authorizations: [{ team_id: TEAM.id }], event },
        ack: async () => undefined,
      }),
    async stop() {
      await connection.stop();
      await Promise.all([drawer.settled(), home.settled()]);
      await slack.stop();
      await folder.remove();
    },
  };
}
