import { randomUUID } from 'node:crypto';
import { buildAws } from './build-aws';
import { registerSlack } from './build-slack';
import { buildUseCases, type UseCases } from './build-use-cases';
import { charts } from './charts/charts';
import { digestPlansFrom } from './config/digest';
import type { Environment } from './config/environment';
import type { Settings } from './config/load';
import { placesFrom } from './config/places';
import { policiesFrom } from './config/policies';
import { triageFrom } from './config/triage';
import { postedDigests } from './domain/digest/posted-digests';
import { groupsNamed } from './domain/policies/policy';
import { firstPass } from './first-pass';
import { checkHealth, type HealthServer, type Phase, serveHealth } from './health';
import type { Log } from './log';
import { createMetrics, PUBLISH_EVERY_MS } from './metrics';
import { onReconciled } from './on-reconciled';
import { appHome } from './slack/app-home/app-home';
import { tellingHomes } from './slack/app-home/home-notifier';
import { homeTabsInSlack } from './slack/app-home/home-tabs';
import { digestAnchors } from './slack/audit/digest-anchors';
import { boltApp } from './slack/bolt-app';
import { cardDrawer } from './slack/cards/card-drawer';
import { messagesInSlack } from './slack/cards/messages-in-slack';
import { patientMessages } from './slack/cards/patient-messages';
import { renderCard } from './slack/cards/render-card';
import { slackBudget } from './slack/cards/slack-budget';
import { slackNotifier } from './slack/cards/slack-notifier';
import { consolePlaces } from './slack/console-links';
import { channelNotices } from './slack/notifications/channel-notices';
import { picturesInSlack } from './slack/pictures';
import { readingAhead } from './slack/read-ahead';
import { slackDirectory } from './slack/slack-directory';

export interface RunningApp {
  /** Stops intake, finishes what is in hand, draws the last cards. */
  stop(): Promise<void>;
}

/** Composes the bot and starts it: Slack first, so that whatever the queue brings can be shown. */
export async function startApp({ environment, configuration }: Settings, log: Log): Promise<RunningApp> {
  const now = () => new Date();
  const policies = policiesFrom(configuration);
  const metrics = createMetrics({ service: environment.MLPIPELINE_SERVICE });
  const placeOf = placesFrom(configuration);
  const stores = buildAws(environment, { placeOf, policies, metrics, log, now });
  const { approvals, readAhead } = readingAhead(stores.approvals, now);
  const aws = { ...stores, approvals };
  const consoleOf = consolePlaces({
    regionOf: (owner) => placeOf(owner)?.region ?? environment.AWS_REGION,
    consoleUrl: environment.AWS_CONSOLE_URL,
  });
  const slack = boltApp(
    {
      apiUrl: environment.SLACK_API_URL,
      botToken: environment.SLACK_BOT_TOKEN,
      reachedBy: reachedBy(environment),
    },
    { leases: aws.leases, readAhead, metrics, log, now },
  );
  const { timing, fallbackChannel } = configuration;
  const digests = digestPlansFrom(configuration);
  const intentLeaseMs = timing.claimLeaseSeconds * 1000;
  const drawing = charts();
  const pictures = picturesInSlack({ client: slack.drawing, log, metrics });
  const messages = patientMessages(messagesInSlack(slack.drawing), pictures);
  const directory = slackDirectory({
    client: slack.asking,
    groups: groupsNamed(policies),
    people: configuration.people,
    now,
    log,
  });
  const budget = slackBudget({ ...timing, now });
  const drawer = cardDrawer({
    ...aws,
    render: renderCard({
      ...aws,
      directory,
      policies,
      consoleOf,
      now,
      digests,
      charts: drawing,
      pictures,
      planRollback: (...asked) => useCases.planRollback(...asked),
      readDigest: (asked) => useCases.readDigest(asked),
    }),
    messages,
    budget,
    log,
    now,
    owner: randomUUID(),
    leaseMs: timing.drawLeaseSeconds * 1000,
    updateEveryMs: timing.updateEverySeconds * 1000,
    fallbackChannel,
  });
  const home = appHome({
    ...aws,
    ...{ directory, policies, consoleOf, budget, metrics, log, now },
    tabs: homeTabsInSlack(slack.drawing),
    productionOf: (policy) => useCases.productionOf(policy),
    recentBy: async (slackId, limit) => (await aws.audit.list({ actor: slackId, limit })).records,
  });
  const ports = {
    ...aws,
    directory,
    notifier: tellingHomes(slackNotifier({ cards: aws.cards, drawer, now, intentLeaseMs }), home),
    notices: channelNotices(messages),
    charts: drawing,
    // Made anew for every verification: each remembers what it has read.
    anchorSources: () => [
      aws.anchorSource(),
      digestAnchors({ client: slack.drawing, posted: postedDigests({ digests, cards: aws.cards, now }) }),
    ],
  };
  const useCases: UseCases = buildUseCases(ports, {
    policies,
    now,
    triage: triageFrom(configuration, (pattern) =>
      log.warn({ pattern }, 'pattern of triage took too long and is not tried again'),
    ),
    digests,
    countFailedDeployments: configuration.digest.countFailedDeployments,
    intentLeaseMs,
    onProblem({ what, error }) {
      metrics.count('ReconcileProblems');
      log.error({ err: error, what }, 'reconcile could not finish');
    },
    onReconciled: onReconciled(metrics),
  });
  registerSlack(slack, { policies, ports, useCases, consoleOf, pictures, openHome: home.openHome, now });

  const startedAt = now();
  let phase: Phase = 'starting';
  const health = await healthServer(environment, () =>
    checkHealth(
      { pulses: aws.intake.pulses, socket: slack.socket, slackAnswers: slack.answers, now },
      phase,
      startedAt,
    ),
  );
  const publishing = setInterval(() => metrics.publish(), PUBLISH_EVERY_MS);

  await slack.start();
  // What happened while no task was up: the queue may have lost it, AWS has not. What the queue still has is then old
  // news, and draws nothing.
  await firstPass({ reconcile: () => useCases.reconcile('start'), log });
  aws.intake.start(useCases.onEvent);
  phase = 'up';
  log.info({ pipelines: policies.pipelines().map(({ name }) => name) }, 'mlpipeline is up');

  return {
    async stop() {
      phase = 'stopping';
      await Promise.all([slack.stop(), aws.intake.stop()]);
      await Promise.all([drawer.settled(), home.settled()]);
      clearInterval(publishing);
      metrics.publish();
      health?.close();
    },
  };
}

async function healthServer(
  { MLPIPELINE_HEALTH_PORT: port }: Environment,
  check: Parameters<typeof serveHealth>[1],
): Promise<HealthServer | undefined> {
  return port === undefined ? undefined : serveHealth(port, check);
}

/** Socket Mode or HTTP mode: the environment has been checked for having one of the two. */
function reachedBy({ SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret, PORT: port }: Environment) {
  if (appToken) return { appToken };
  if (signingSecret) return { signingSecret, port };
  throw new Error('neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET');
}
