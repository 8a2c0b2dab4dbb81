import { randomUUID } from 'node:crypto';
import { buildAws } from './build-aws';
import { registerSlack } from './build-slack';
import { buildUseCases } from './build-use-cases';
import type { Settings } from './config/load';
import { placesFrom } from './config/places';
import { policiesFrom } from './config/policies';
import type { Environment } from './config/schema';
import { groupsNamed } from './domain/policies/policy';
import type { Log } from './log';
import { createMetrics } from './metrics';
import { boltApp } from './slack/bolt-app';
import { cardDrawer } from './slack/cards/card-drawer';
import { messagesInSlack } from './slack/cards/messages-in-slack';
import { renderCard } from './slack/cards/render-card';
import { slackBudget } from './slack/cards/slack-budget';
import { slackNotifier } from './slack/cards/slack-notifier';
import { slackDirectory } from './slack/slack-directory';

export interface RunningApp {
  /** Stops intake, finishes what is in hand, draws the last cards. */
  stop(): Promise<void>;
}

/** Composes the bot and starts it: Slack first, so that whatever the queue brings can be shown. */
export async function startApp({ environment, configuration }: Settings, log: Log): Promise<RunningApp> {
  const now = () => new Date();
  const policies = policiesFrom(configuration);
  const aws = buildAws(environment, placesFrom(configuration), now, log);
  const slack = boltApp(
    {
      apiUrl: environment.SLACK_API_URL,
      botToken: environment.SLACK_BOT_TOKEN,
      reachedBy: reachedBy(environment),
    },
    { leases: aws.leases, metrics: createMetrics(log), log, now },
  );
  const { timing, fallbackChannel } = configuration;
  const drawer = cardDrawer({
    ...aws,
    render: renderCard({ ...aws, policies, now }),
    messages: messagesInSlack(slack.drawing),
    budget: slackBudget({ ...timing, now }),
    log,
    now,
    owner: randomUUID(),
    leaseMs: timing.drawLeaseSeconds * 1000,
    updateEveryMs: timing.updateEverySeconds * 1000,
    fallbackChannel,
  });
  const ports = {
    ...aws,
    directory: slackDirectory({ client: slack.asking, groups: groupsNamed(policies), now, log }),
    notifier: slackNotifier({ cards: aws.cards, drawer }),
  };
  const useCases = buildUseCases(ports, {
    policies,
    now,
    intentLeaseMs: timing.claimLeaseSeconds * 1000,
    onProblem: ({ what, error }) => log.error({ err: error, what }, 'reconcile could not finish'),
  });
  registerSlack(slack, { policies, ports, useCases, now });

  await slack.start();
  aws.intake.start(useCases.onEvent);
  // What happened while no task was up: the queue may have lost it, AWS has not.
  await useCases.reconcile('start');
  log.info({ pipelines: policies.pipelines().map(({ name }) => name) }, 'mlpipeline is up');

  return {
    async stop() {
      await Promise.all([slack.stop(), aws.intake.stop()]);
      await drawer.settled();
    },
  };
}

/** Socket Mode unless there is a signing secret; the configuration has seen to it that there is one of the two. */
function reachedBy({ SLACK_APP_TOKEN: appToken = '', SLACK_SIGNING_SECRET: signingSecret, PORT: port }: Environment) {
  return signingSecret === undefined ? { appToken } : { signingSecret, port };
}
