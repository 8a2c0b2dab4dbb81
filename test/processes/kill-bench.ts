import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  CodePipelineClient,
  CreatePipelineCommand,
  ListPipelineExecutionsCommand,
  type PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';
import { buildBot } from '../../infra/local/bot-process';
import { penguinsPipeline } from '../../infra/local/pipelines';
import type { Message } from '../../infra/local/slack/model';
import type { SeenMessage } from '../../infra/local/slack/person';
import type { AuditRecord } from '../../src/domain/audit/audit-chain';
import { auditRecords } from '../support/audit-records';
import { BETWEEN_LOOKS_MS, cardsAtRest } from '../support/cards-at-rest';
import { createFaultProxy, type FaultRule, type PassingCall } from '../support/fault-proxy';
import { ended, startBot, startLocalStack } from '../support/local-stack';
import { hasButton, openCard, RELEASES, speaksOf, untilMessage, wordsOf } from '../support/releases-channel';

/** The source of the sample, and an approval right after it: nothing here is about what is built in between. */
export const GATE = 'turnstile';
const CHAIN = `pipeline:${GATE}`;
const LEASE_SECONDS = 1;

export type KillBench = Awaited<ReturnType<typeof startKillBench>>;

/** A bot that can be killed at any of its calls, over a local stack, with leases so short that nobody waits for them. */
export async function startKillBench() {
  const [stack] = await Promise.all([startLocalStack('--no-bot'), buildBot()]);
  const { environment } = stack;
  const proxies = {
    codepipeline: await createFaultProxy(environment.AWS_ENDPOINT_URL_CODEPIPELINE ?? ''),
    dynamodb: await createFaultProxy(environment.AWS_ENDPOINT_URL_DYNAMODB ?? ''),
    slack: await createFaultProxy(environment.SLACK_API_URL ?? ''),
  };
  const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-kills-'));
  writeFileSync(join(folder, 'mlpipeline.yaml'), configuration());
  // Ticks come quickly here, so that a lease of a second is found soon after it has ended.
  const schedule = setInterval(() => void stack.tick(), 1_000);
  /** Somebody at the AWS console. */
  const awsConsole = consoleOf(environment);
  const ada = stack.person('U0ADA');
  let bot: ReturnType<typeof startBot>;
  let firstIsOver = false;
  let round = 0;

  await restart();
  await awsConsole.send(new CreatePipelineCommand({ pipeline: gate() }));

  return {
    stack,
    ada,
    awsConsole,
    proxies,
    restart,
    openApproval,
    deploy,

    kill: () => ended(bot.process, 'SIGKILL'),

    /** Kills the bot at the first call that is meant. @returns when it is dead */
    killedAt({ of, when, is }: KillPoint): Promise<void> {
      return new Promise((resolve) => {
        const rule: FaultRule = (call) =>
          is(call) ? { when, what: () => void ended(bot.process, 'SIGKILL').then(resolve) } : undefined;
        proxies[of].once(rule);
      });
    },

    untilDecided: (ts: string): Promise<SeenMessage> =>
      untilMessage(ada, 'the decided card', (message: Message) => message.ts === ts && /approved/.test(message.text)),

    trail: (): Promise<AuditRecord[]> => auditRecords(environment, CHAIN),

    /** What has come into the trail since it had so many records, once the reconcile pass has added how it ended. */
    async untilOutcome(length: number): Promise<AuditRecord[]> {
      for (;;) {
        const trail = (await auditRecords(environment, CHAIN)).slice(length);
        if (trail.some(({ phase }) => phase !== 'intended')) return trail;
        await pause(BETWEEN_LOOKS_MS);
      }
    },

    /** The approval card of the newest execution, once it is there and everything else is at rest. */
    async untilAsked(): Promise<void> {
      await openCard(ada, GATE);
      await cardsAtRest(environment);
    },

    /** Answers what waits, so that the next execution goes straight to its approval. */
    async untilNothingWaits(): Promise<void> {
      const card = await openApproval();
      await ada.press(card, 'approve');
      await untilMessage(ada, 'the answer', (message) => message.ts === card.ts && !hasButton(message, 'approve'));
      const execution = executionOn(card);
      await untilMessage(ada, 'its end', (message) => /succeeded/.test(message.text) && speaksOf(message, execution));
      await cardsAtRest(environment);
    },

    /** A new release, from which one can go back to an earlier one. */
    async untilNewRelease(): Promise<void> {
      do await this.untilNothingWaits();
      while ((await executions()).filter(isRelease).length < 2);
    },

    /** The rollback dialog, filled and ready to be sent. */
    async rollbackDialog(): Promise<void> {
      await ada.say(RELEASES, `/mlpipeline rollback ${GATE}`);
      await ada.until(({ dialogs }) => dialogs.at(-1)?.view.submit ?? undefined, {
        what: 'the filled rollback dialog',
      });
    },

    /** Ids of the rollbacks of the pipeline, newest first. */
    rollbackIds: async (): Promise<string[]> =>
      (await executions()).flatMap(({ executionType, pipelineExecutionId: id = '' }) =>
        executionType === 'ROLLBACK' ? [id] : [],
      ),

    /** Ids of the executions of the pipeline, newest first. */
    async executionIds(): Promise<string[]> {
      return (await executions()).map(({ pipelineExecutionId: id = '' }) => id);
    },

    /** Keys of the cards in the channel, one for each message, oldest first. */
    async cardKeys(): Promise<string[]> {
      const keys = (await ada.messages(RELEASES)).map(({ metadata }) => metadata?.event_payload.card);
      return keys.filter((key) => typeof key === 'string');
    },

    async stop() {
      clearInterval(schedule);
      await ended(bot.process);
      awsConsole.destroy();
      await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
      await stack.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };

  async function executions(): Promise<PipelineExecutionSummary[]> {
    const listed = await awsConsole.send(new ListPipelineExecutionsCommand({ pipelineName: GATE }));
    return listed.pipelineExecutionSummaries ?? [];
  }

  async function restart(): Promise<void> {
    bot = startBot({
      ...environment,
      AWS_ENDPOINT_URL_CODEPIPELINE: proxies.codepipeline.url,
      AWS_ENDPOINT_URL_DYNAMODB: proxies.dynamodb.url,
      SLACK_API_URL: `${proxies.slack.url}/api/`,
      MLPIPELINE_CONFIG: join(folder, 'mlpipeline.yaml'),
    });
    await bot.up;
  }

  /** The card that waits, or else the card of a new execution; the bot is at rest then. */
  async function openApproval(): Promise<SeenMessage> {
    const waits = (await ada.messages(RELEASES)).some(
      (message) => hasButton(message, 'approve') && speaksOf(message, GATE),
    );
    if (!waits && firstIsOver) await deploy();
    firstIsOver = true;
    const card = await openCard(ada, GATE);
    await cardsAtRest(environment);
    return card;
  }

  /** Each with another value: the same deploy asked for twice within ten seconds is one wish. */
  async function deploy(): Promise<void> {
    await ada.say(RELEASES, `/mlpipeline deploy ${GATE} --var ROUND=${++round}`);
  }
}

/** A call of the bot at which it dies. */
export interface KillPoint {
  of: 'codepipeline' | 'dynamodb' | 'slack';
  when: 'before' | 'after';
  is: (call: PassingCall) => boolean;
}

const isRelease = ({ status, executionType }: PipelineExecutionSummary): boolean =>
  status === 'Succeeded' && executionType !== 'ROLLBACK';

/** First eight characters of the execution that a card is about. */
export const executionOn = (card: Message): string => wordsOf(card).match(/[`|]([0-9a-f]{8})[`>]/)?.[1] ?? 'none';

/** The people of the local stack and the short pipeline. Ada may deploy as well, to keep the story short. */
const configuration = (): string => `
channel: ${RELEASES}
roles: { operator: [U0ADA], approver: [U0ADA] }
approvals: { fourEyes: false }
pipelines: { ${GATE}: {} }
timing:
  { claimLeaseSeconds: ${LEASE_SECONDS}, drawLeaseSeconds: ${LEASE_SECONDS}, updateEverySeconds: 0, tasks: 1, updatesPerMinute: 100000, postsPerMinute: 100000 }
`;

function gate() {
  const { stages, ...pipeline } = penguinsPipeline();
  return {
    ...pipeline,
    name: GATE,
    variables: [{ name: 'ROUND', defaultValue: '0' }],
    stages: stages.filter(({ name }) => name === 'Source' || name === 'Approve'),
  };
}

function consoleOf(environment: Record<string, string>): CodePipelineClient {
  return new CodePipelineClient({
    endpoint: environment.AWS_ENDPOINT_URL_CODEPIPELINE ?? '',
    region: environment.AWS_REGION ?? '',
    credentials: { accessKeyId: 'console', secretAccessKey: 'test' },
  });
}
