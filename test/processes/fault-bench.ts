import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { buildBot } from '../../infra/local/bot-process';
import type { FaultRequest } from '../../infra/local/faults/fault';
import { SeedSource } from '../../infra/local/seed-source';
import type { Message } from '../../infra/local/slack/model';
import type { SeenMessage } from '../../infra/local/slack/person';
import { dynamoAuditLog } from '../../src/aws/dynamo-audit-log';
import type { AuditRecord } from '../../src/domain/audit/audit-chain';
import { documentClientOf } from '../support/dynamodb';
import type { Fault, SeenCall } from '../support/fault-proxy';
import { type LocalStack, startEmptyStack } from '../support/local-stack';
import { hasButton, openCard, RELEASES, speaksOf, untilMessage, wordsOf } from '../support/releases-channel';
import { awsConsole, BRANCH, GATE, QUICK } from './aws-console';
import { truthOfCards } from './card-truth';
import { type CallFault, type ProxiedBot, startProxiedBot } from './proxied-bot';
import { recordAtRest } from './record-at-rest';

const CHAIN = `pipeline:${GATE}`;
const LEASE_SECONDS = 1;
const TICK_EVERY_MS = 1_000;
/** A look asks the tables and the queue, which are to have their time for the bots. */
const LOOK_EVERY_MS = 150;
/** Milliseconds within which everything has to come to rest: what does not is stuck. */
const REST_LIMIT_MS = 180_000;

/** What no log may hold: tokens of the workspace, and keys that the bot is given here in place of the stack's. */
const KEYS = {
  AWS_SECRET_ACCESS_KEY: 'secret-access-key-of-the-fault-bench',
  AWS_SESSION_TOKEN: 'session-token-of-the-fault-bench',
};

export type FaultBench = Awaited<ReturnType<typeof startFaultBench>>;

/** Bots with faults before everything they call, over a local stack, with leases so short that nobody waits for them. */
export async function startFaultBench() {
  const [stack] = await Promise.all([startEmptyStack(), buildBot()]);
  await pushSample(stack);
  const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-faults-'));
  const configurationFile = join(folder, 'mlpipeline.yaml');
  writeFileSync(configurationFile, configuration());
  const environment: Record<string, string> = { ...stack.environment, ...KEYS, MLPIPELINE_CONFIG: configurationFile };
  const aws = await awsConsole(environment);
  const { client, document } = documentClientOf(environment.AWS_ENDPOINT_URL_DYNAMODB ?? '');
  const tables = {
    state: { document, tableName: environment.MLPIPELINE_STATE_TABLE ?? '' },
    audit: { document, tableName: environment.MLPIPELINE_AUDIT_TABLE ?? '' },
  };
  const truthOf = await truthOfCards(environment);
  // Ticks come quickly here, so that a lease of a second is found soon after it has ended; but they never pile up.
  const schedule = setInterval(() => {
    aws.eventsWaiting().then((waiting) => (waiting === 0 ? stack.tick() : undefined), giveUp);
  }, TICK_EVERY_MS);
  const ada = stack.person('U0ADA');
  const seen: SeenCall[] = [];
  const bots: ProxiedBot[] = [];
  /** Faults of calls, and how often they have still to happen. */
  const planned: { times: number; left: number }[] = [];
  let askedOfStack = 0;
  let firstIsOver = false;
  let round = 0;
  /** Once whoever was stopped by a fault has ended, and somebody is there in its place. */
  let replaced: Promise<unknown> = Promise.resolve();

  const alive = (): ProxiedBot[] => bots.filter((bot) => bot.isAlive());
  await started();

  return {
    stack,
    environment,
    ada,
    ben: stack.person('U0BEN'),
    aws,
    tables,
    truthOf,
    /** Every call of every bot, in order. */
    seen,
    bots,
    alive,
    started,
    openApproval,
    deploy,
    atRest,

    /** Lets so many bots be alive, by starting some or stopping the oldest. */
    async have(count: number): Promise<void> {
      while (alive().length < count) await started();
      for (const bot of alive().slice(count)) await bot.end('SIGTERM');
      // A socket that was taken back is opened anew within moments; what is typed before that reaches nobody.
      await until('a connection to Slack', async () => (await ada.look()).bot.connected);
    },

    kill: () => Promise.all(alive().map((bot) => bot.end('SIGKILL'))),

    /** One of the next calls, of whichever bot makes it, meets this fault; which does not happen twice. */
    meets: (fault: CallFault): void => plan(fault, () => fault.what),

    /** Kills whichever bot makes the call that is meant. @returns when it is dead */
    killedAt: (point: KillPoint): Promise<ProxiedBot> =>
      new Promise((resolve) => plan(point, (bot) => () => void bot.end('SIGKILL').then(() => resolve(bot)))),

    /**
     * Stops whichever bot makes the call that is meant as a deployment does: the call goes on, and once the last bot has
     * ended another takes its place. Nothing is at rest before.
     */
    stoppedAt: (point: KillPoint): void =>
      plan(point, (bot) => ({
        meanwhile: () => {
          replaced = bot.end('SIGTERM').then(() => (alive().length === 0 ? started() : undefined));
        },
      })),

    /** A fault of events or sockets, which the stack itself brings about. */
    async stackMeets(fault: FaultRequest): Promise<void> {
      const answer = await fetch(`${stack.url}/stack/faults`, { method: 'POST', body: JSON.stringify(fault) });
      if (!answer.ok) throw new Error(await answer.text());
      askedOfStack += fault.times ?? 1;
    },

    /** How often a fault that was asked for has happened since this was asked last; those that have not are forgotten. */
    async faultsThatHappened(): Promise<number> {
      const { faults } = (await (await fetch(`${stack.url}/stack`)).json()) as { faults: { times: number }[] };
      await fetch(`${stack.url}/stack/faults`, { method: 'DELETE' });
      for (const bot of alive()) bot.forgetFaults();
      const ofStack = askedOfStack - faults.reduce((sum, { times }) => sum + times, 0);
      askedOfStack = 0;
      return ofStack + planned.splice(0).reduce((sum, { times, left }) => sum + times - left, 0);
    },

    trail,

    /** What has come into the trail since it had so many records, once the reconcile pass has added how it ended. */
    async untilOutcome(length: number): Promise<AuditRecord[]> {
      return until('an outcome in the trail', async () => {
        const since = (await trail()).slice(length);
        return since.some(({ phase }) => phase !== 'intended') && since;
      });
    },

    untilDecided: (ts: string): Promise<SeenMessage> =>
      untilMessage(ada, 'the decided card', (message: Message) => message.ts === ts && /approved/.test(message.text)),

    /** The approval card of the newest execution, once it is there and everything else is at rest. */
    async untilAsked(): Promise<void> {
      await openCard(ada, GATE);
      await atRest();
    },

    /** Answers what waits, so that the next execution goes straight to its approval. */
    async untilNothingWaits(): Promise<void> {
      const waits = await waitingCard();
      if (!waits && firstIsOver) return;
      await this.untilAnswered(await openApproval());
    },

    async untilAnswered(card: SeenMessage): Promise<void> {
      await ada.press(card, 'approve');
      await untilMessage(ada, 'the answer', (message) => message.ts === card.ts && !hasButton(message, 'approve'));
      const execution = executionOn(card);
      await untilMessage(ada, 'its end', (message) => /succeeded/.test(message.text) && speaksOf(message, execution));
      await atRest();
    },

    /** A new release, from which one can go back to an earlier one. */
    async untilNewRelease(): Promise<void> {
      do await this.untilAnswered(await openApproval());
      while ((await aws.releases()) < 2);
    },

    /** The rollback dialog, filled and ready to be sent. */
    async rollbackDialog(): Promise<void> {
      await ada.say(RELEASES, `/mlpipeline rollback ${GATE}`);
      await ada.until(({ dialogs }) => dialogs.at(-1)?.view.submit ?? undefined, {
        what: 'the filled rollback dialog',
      });
    },

    /** Keys of the cards in the channel, one for each message, oldest first. */
    async cardKeys(): Promise<string[]> {
      const keys = (await ada.messages(RELEASES)).map(({ metadata }) => metadata?.event_payload.card);
      return keys.filter((key) => typeof key === 'string');
    },

    async stop() {
      clearInterval(schedule);
      await Promise.allSettled([replaced]);
      await Promise.all(alive().map((bot) => bot.end('SIGTERM')));
      aws.close();
      client.destroy();
      await stack.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };

  /** Before all bots that are alive now: whichever makes the call takes the fault from the others. */
  function plan({ times = 1, ...point }: KillPoint & { times?: number }, whatOf: (bot: ProxiedBot) => Fault['what']) {
    const fault = { times, left: times };
    planned.push(fault);
    for (const bot of alive()) {
      const is: KillPoint['is'] = (call) => {
        if (fault.left === 0 || !point.is(call)) return false;
        fault.left -= 1;
        return true;
      };
      bot.meets({ ...point, is, what: whatOf(bot), times });
    }
  }

  async function started(): Promise<ProxiedBot> {
    const bot = await startProxiedBot(`bot ${bots.length + 1}`, environment, seen);
    bots.push(bot);
    return bot;
  }

  /** Until nothing is under way any more: no event, no intent, no card. */
  async function atRest(): Promise<void> {
    await replaced;
    await until('rest', async () => (await aws.eventsWaiting()) === 0 && (await recordAtRest(tables.state)));
  }

  /** A whole chain, oldest record first. */
  async function trail(chain = CHAIN): Promise<AuditRecord[]> {
    return (await dynamoAuditLog(tables.audit).latest(chain, 1000)).reverse();
  }

  async function waitingCard(): Promise<SeenMessage | undefined> {
    const messages = await ada.messages(RELEASES);
    return messages.findLast((message) => hasButton(message, 'approve') && speaksOf(message, GATE));
  }

  /** The card that waits, or else the card of a new execution; the bot is at rest then. */
  async function openApproval(): Promise<SeenMessage> {
    if (!(await waitingCard()) && firstIsOver) await deploy();
    firstIsOver = true;
    const card = await openCard(ada, GATE);
    await atRest();
    return card;
  }

  /** Each call with another value: the same deploy asked for twice within ten seconds is one wish. */
  async function deploy(times = 1): Promise<void> {
    const command = `/mlpipeline deploy ${GATE} --var ROUND=${++round}`;
    await Promise.all(Array.from({ length: times }, () => ada.say(RELEASES, command)));
  }
}

/** The next tick finds out: the stack is about to end, or has much to do. */
const giveUp = (): void => undefined;

/** What the pipeline is about: the sample's commits, on a branch that starts nothing by itself. */
async function pushSample(stack: LocalStack): Promise<void> {
  const source = await SeedSource.prepare(stack);
  await source.push(source.history.main.at(-1) ?? '', BRANCH);
  await source.remove();
}

/** A call of a bot at which it dies. */
export type KillPoint = Pick<CallFault, 'of' | 'when' | 'is'>;

/** Looks until there is something. @throws Error where there is nothing for a long time */
export async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + REST_LIMIT_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited ${REST_LIMIT_MS} ms in vain for ${what}`);
    await pause(LOOK_EVERY_MS);
  }
}

/** First eight characters of the execution that a card is about. */
export const executionOn = (card: Message): string => wordsOf(card).match(/[`|]([0-9a-f]{8})[`>]/)?.[1] ?? 'none';

/** The people of the local stack and the short pipeline. Ada may deploy as well, to keep the story short. */
const configuration = (): string => `
channel: ${RELEASES}
roles: { operator: [U0ADA], approver: [U0ADA, U0BEN], admin: [U0ADA] }
approvals: { fourEyes: false }
pipelines: { ${GATE}: {} }
projects: { ${QUICK}: {} }
timing:
  { claimLeaseSeconds: ${LEASE_SECONDS}, drawLeaseSeconds: ${LEASE_SECONDS}, updateEverySeconds: 0, tasks: 1, updatesPerMinute: 100000, postsPerMinute: 100000 }
`;
