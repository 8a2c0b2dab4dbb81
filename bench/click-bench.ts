import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CodePipelineClient, CreatePipelineCommand } from '@aws-sdk/client-codepipeline';
import { buildBot } from '../infra/local/bot-process';
import { penguinsPipeline } from '../infra/local/pipelines';
import { BETWEEN_LOOKS_MS, cardsAtRest } from '../test/support/cards-at-rest';
import { ended, startBot, startLocalStack } from '../test/support/local-stack';
import { hasButton, openCard, RELEASES, untilMessage } from '../test/support/releases-channel';
import { createDelayingProxy, type DelayingProxy } from './delaying-proxy';
import { type Round, roundsTo, type TimedCall } from './rounds';

/** The sample up to its approval: trained, packaged and tested for real, with everything that a card shows of it. */
const PIPELINE = 'turnstile';
/** The call that everything is about. */
const ANSWER = 'PutApprovalResult';
/** Milliseconds without any call, after which the bot has nothing left to do but to wait. */
const QUIET_MS = 500;

/** One press of Approve. */
export interface Click {
  rounds: Round[];
  /** Calls up to the answer, itself included. */
  calls: number;
  /** Milliseconds from the press to the moment at which CodePipeline is called. */
  ms: number;
}

/** The bot as it is shipped over a local stack, each of whose services is so many milliseconds away. */
export async function startClickBench(delayMs: number) {
  const [stack] = await Promise.all([startLocalStack('--no-bot'), buildBot()]);
  const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-clicks-'));
  writeFileSync(join(folder, 'mlpipeline.yaml'), CONFIGURATION);
  const { environment, proxies } = await farAway(stack.environment, delayMs);
  const [ada, emma] = [stack.person('U0ADA'), stack.person('U0EMMA')];
  let bot: ReturnType<typeof startBot> | undefined;
  let executions = 0;
  await createPipeline(stack.environment);
  await restart();

  return {
    restart,
    click,
    /** Has an execution trained and tested, until its card asks. */
    async ask(): Promise<void> {
      // Each with another value: the same deploy asked for twice within ten seconds is one wish.
      await emma.say(RELEASES, `/mlpipeline deploy ${PIPELINE} --var ROUND=${++executions}`);
      await openCard(ada, PIPELINE, ASKED_WITHIN_MS);
      await quiet();
    },
    async stop(): Promise<void> {
      if (bot) await ended(bot.process);
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await stack.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };

  async function restart(): Promise<void> {
    if (bot) await ended(bot.process);
    bot = startBot({ ...environment, MLPIPELINE_CONFIG: join(folder, 'mlpipeline.yaml') });
    await bot.up;
    await quiet();
  }

  async function click(): Promise<Click> {
    const card = await openCard(ada, PIPELINE);
    const before = proxies.map(({ calls }) => calls.length);
    const from = performance.now();
    await ada.press(card, 'approve');
    await untilMessage(ada, 'the answer', (message) => message.ts === card.ts && !hasButton(message, 'approve'));
    const calls = proxies.flatMap((proxy, index) => proxy.calls.slice(before[index])).filter(isOfTheClick);
    const answer = calls.find(({ name }) => name === ANSWER);
    if (!answer) throw new Error('the card was answered without CodePipeline');
    const rounds = roundsTo(answer, calls);
    const count = rounds.reduce((sum, { names }) => sum + names.length, 0);
    const told = rounds.map((round) => ({ ...round, from: round.from - from }));
    await quiet();
    return { rounds: told, calls: count, ms: answer.from - from };
  }

  /** Until every card is true and nothing calls any more. */
  async function quiet(): Promise<void> {
    await cardsAtRest(stack.environment);
    const isQuiet = (): boolean =>
      proxies.every(
        ({ calls, underWay }) => underWay() === 0 && performance.now() - (calls.at(-1)?.until ?? 0) > QUIET_MS,
      );
    while (!isQuiet()) await pause(BETWEEN_LOOKS_MS);
  }
}

/** App Home looks by itself, now and then, for whose tab is open. */
const isOfTheClick = ({ name }: TimedCall): boolean => name !== 'Query homes';

/** Milliseconds for training and tests, on a machine that does other things as well. */
const ASKED_WITHIN_MS = 180_000;

/** The same environment with a proxy before every service but the queue, which a click has no use for. */
async function farAway(environment: Record<string, string>, delayMs: number) {
  const proxies = new Map<string, DelayingProxy>();
  const behind: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    const isService = name.startsWith('AWS_ENDPOINT_URL_') && !/_(SQS|S3)$/.test(name);
    if (!isService && name !== 'SLACK_API_URL') continue;
    const proxy = proxies.get(value) ?? (await createDelayingProxy(value, delayMs));
    proxies.set(value, proxy);
    behind[name] = name === 'SLACK_API_URL' ? `${proxy.url}/` : proxy.url;
  }
  return { environment: { ...environment, ...behind }, proxies: [...proxies.values()] };
}

async function createPipeline(environment: Record<string, string>): Promise<void> {
  const codepipeline = new CodePipelineClient({
    endpoint: environment.AWS_ENDPOINT_URL_CODEPIPELINE ?? '',
    region: environment.AWS_REGION ?? '',
    credentials: { accessKeyId: 'console', secretAccessKey: 'test' },
  });
  const { stages, ...pipeline } = penguinsPipeline();
  await codepipeline.send(
    new CreatePipelineCommand({
      pipeline: {
        ...pipeline,
        name: PIPELINE,
        variables: [{ name: 'ROUND', defaultValue: '0' }],
        stages: stages.filter(({ name }) => name !== 'Deploy'),
      },
    }),
  );
  codepipeline.destroy();
}

/** With everything that a click on the sample's own card has to ask for: alarm, gates, tests, four eyes, model registry. */
const CONFIGURATION = `
channel: ${RELEASES}
roles: { operator: [U0EMMA], approver: [U0ADA] }
pipelines:
  ${PIPELINE}:
    alarms: [drift]
    modelPackageGroup: penguins
    approvals:
      unknownPeople: warn
      gates: { accuracy: { min: 0.5 } }
      testsMustPass: { missed: warn }
timing: { tasks: 1, updateEverySeconds: 0, updatesPerMinute: 100000, postsPerMinute: 100000 }
`;
