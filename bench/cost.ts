import { setTimeout as pause } from 'node:timers/promises';
import { CodePipelineClient, CreatePipelineCommand } from '@aws-sdk/client-codepipeline';
import { buildBot } from '../infra/local/bot-process';
import { penguinsPipeline } from '../infra/local/pipelines';
import { type LocalStack, startLocalStack } from '../test/support/local-stack';
import { hasButton, openCard, RELEASES, untilMessage, wordsOf } from '../test/support/releases-channel';
import type { Bench, BenchTable } from './bench';
import { EMPTY_POLL, type Metered } from './meter';
import { type MeteredBot, startMeteredBot } from './metered-bot';

/** The executions that are measured, by how they are asked for: the same wish twice within ten seconds is one. */
const WISHES = ['--branch regression', '--branch main'];
const PIPELINES = 100;
/** Ticks that are measured, and how many the schedule of the AWS stack sends in an hour (infra/aws/constructs/tick.ts). */
const [TICKS, TICKS_AN_HOUR] = [1, 20];
/** Milliseconds in which the polls of an idle bot are counted: each lasts 20 s where nothing comes. */
const IDLE_MS = 20_000;
const HOUR_MS = 3_600_000;

/** Calls to CodePipeline that a reconcile pass may make for a pipeline in which nothing goes on: its newest executions, its state, its structure. */
const RECONCILE_BUDGET = 3;

type Taken = ReturnType<MeteredBot['taken']>;

/** What one execution costs, and an hour in which nothing happens: exact counts of the real bot's own calls. */
export const cost: Bench = {
  name: 'cost',
  onlyCounts: true,
  async run() {
    await buildBot();
    const [executions, { idle, pass }] = await Promise.all([onStack(costOfExecutions), onStack(costOfNothing)]);
    const ofCodePipeline = callsNamed(pass.others, CODEPIPELINE) / PIPELINES / TICKS;
    return {
      tables: [executionTable(executions), idleTable(pass, idle)],
      targets: [
        {
          figure: 'calls to CodePipeline per idle pipeline and reconcile pass',
          value: ofCodePipeline,
          bound: { atMost: RECONCILE_BUDGET },
        },
      ],
    };
  },
};

/** Measures on a local stack of its own, whose schedule sends no ticks. */
async function onStack<T>(measure: (stack: LocalStack) => Promise<T>): Promise<T> {
  const stack = await startLocalStack('--no-bot');
  try {
    await withoutTicks(stack);
    return await measure(stack);
  } finally {
    await stack.remove();
  }
}

/** Loses the ticks of the stack's own schedule: those that are measured are sent by hand. */
async function withoutTicks(stack: LocalStack): Promise<void> {
  const fault = { of: 'event', kind: 'lose', on: 'mlpipeline tick', times: 1_000 };
  const answer = await fetch(`${stack.url}/stack/faults`, { method: 'POST', body: JSON.stringify(fault) });
  if (!answer.ok) throw new Error(`The stack does not lose its ticks: ${await answer.text()}`);
}

/** Executions of five stages with one approval, one after the other, each from `/mlpipeline deploy` to its release. */
async function costOfExecutions(stack: LocalStack): Promise<Taken[]> {
  const ada = stack.person('U0ADA');
  // Cards of the bot that made the first releases: this one keeps its record elsewhere, and has cards of its own.
  let last = (await openCard(ada)).ts;
  const bot = await startMeteredBot(stack, TEAM);
  const taken: Taken[] = [];
  try {
    for (const wish of [undefined, ...WISHES]) {
      if (wish !== undefined) await ada.say(RELEASES, `/mlpipeline deploy penguins ${wish}`);
      const isNew = ({ ts }: { ts: string }) => ts > last;
      const card = await untilMessage(
        ada,
        'a new approval card',
        (message) => isNew(message) && hasButton(message, 'approve'),
      );
      await ada.press(card, 'approve');
      await untilMessage(ada, 'the release', (message) => isNew(message) && /now serves/.test(wordsOf(message)));
      last = card.ts;
      await bot.atRest();
      const ofThis = bot.taken();
      // The first was waiting already when the bot came.
      if (wish !== undefined) taken.push(ofThis);
    }
    return taken;
  } finally {
    await bot.stop();
  }
}

/** A hundred pipelines in which nothing goes on: a tick, and some time without any. */
async function costOfNothing(stack: LocalStack): Promise<{ idle: Taken; pass: Taken }> {
  const names = Array.from({ length: PIPELINES }, (_, index) => `idle-${index + 1}`);
  await createIdle(stack, names);
  const bot = await startMeteredBot(stack, manyPipelines(names));
  try {
    await bot.atRest();
    // The first pass has shown what was there; the one after it finds nothing new, as all others will.
    await stack.tick();
    await bot.atRest();
    bot.taken();
    for (let tick = 1; tick <= TICKS; tick++) {
      await stack.tick();
      await bot.atRest();
    }
    const pass = bot.taken();
    // Nobody is waited for: it is the time that is measured.
    await pause(IDLE_MS);
    return { pass, idle: bot.taken() };
  } finally {
    await bot.stop();
  }
}

/** Their first execution, which CodePipeline starts by itself, finds no branch and ends at once. */
async function createIdle({ environment }: LocalStack, names: readonly string[]): Promise<void> {
  const client = new CodePipelineClient({
    endpoint: environment.AWS_ENDPOINT_URL_CODEPIPELINE ?? '',
    region: environment.AWS_REGION ?? '',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  for (const name of names) {
    const pipeline = structuredClone({ ...penguinsPipeline(), name });
    const source = pipeline.stages[0]?.actions[0];
    if (source) source.configuration = { ...source.configuration, BranchName: `no-branch-of-${name}` };
    await client.send(new CreatePipelineCommand({ pipeline }));
  }
  client.destroy();
}

const TEAM = `
channel: ${RELEASES}
roles: { operator: [U0ADA], approver: [U0ADA] }
approvals: { fourEyes: false }
pipelines: { penguins: {} }
timing: { tasks: 1 }
`;

const manyPipelines = (names: readonly string[]): string => `
channel: ${RELEASES}
roles: { operator: [U0ADA], approver: [U0ADA] }
pipelines: { ${names.map((name) => `${name}: {}`).join(', ')} }
timing: { tasks: 1, updatesPerMinute: 100000, postsPerMinute: 100000 }
`;

const CODEPIPELINE = [
  ...['GetPipeline', 'GetPipelineState', 'GetPipelineExecution', 'ListPipelineExecutions', 'ListActionExecutions'],
  ...['PutApprovalResult', 'StartPipelineExecution', 'ListRuleExecutions'],
];
const isSlack = (call: string): boolean => /^[a-z]+\.[\w.]+$/.test(call);

const callsNamed = ({ calls }: Metered, names: readonly string[]): number =>
  names.reduce((sum, name) => sum + (calls[name] ?? 0), 0);

const callsThat = ({ calls }: Metered, isMeant: (call: string) => boolean): number =>
  Object.entries(calls).reduce((sum, [call, count]) => (isMeant(call) ? sum + count : sum), 0);

/** What is counted of everything that was taken, by the name of its row. */
const ROWS: Record<string, (taken: Taken) => number> = {
  'DynamoDB, read units': ({ dynamodb }) => dynamodb.readUnits,
  'DynamoDB, write units': ({ dynamodb }) => dynamodb.writeUnits,
  'DynamoDB, calls': ({ dynamodb }) => callsThat(dynamodb, () => true),
  'CodePipeline, calls': ({ others }) => callsNamed(others, CODEPIPELINE),
  'other AWS services, calls': ({ others }) =>
    callsThat(others, (call) => !isSlack(call) && !CODEPIPELINE.includes(call)),
  'Slack, calls': ({ others }) => callsThat(others, isSlack),
  'SQS, calls': ({ sqs }) => callsThat(sqs, (call) => call !== EMPTY_POLL),
  'SQS, polls of an empty queue': ({ sqs }) => sqs.calls[EMPTY_POLL] ?? 0,
};

const executionTable = (executions: readonly Taken[]): BenchTable => ({
  title: 'One execution of five stages with one approval',
  columns: ['', ...executions.map((_, index) => `execution ${index + 1}`)],
  rows: Object.entries(ROWS)
    .filter(([row]) => row !== 'SQS, polls of an empty queue')
    .map(([row, countOf]) => [row, ...executions.map(countOf)]),
});

const idleTable = (pass: Taken, idle: Taken): BenchTable => ({
  title: `An hour with ${PIPELINES} pipelines in which nothing happens`,
  columns: ['', 'a reconcile pass', '20 s without a pass', 'an hour'],
  rows: Object.entries(ROWS).map(([row, countOf]) => {
    const [ofPass, between] = [countOf(pass) / TICKS, countOf(idle)];
    // What was polled while passes were made belongs to the time and not to them.
    const isPoll = row === 'SQS, polls of an empty queue';
    const ofHour = (isPoll ? 0 : ofPass * TICKS_AN_HOUR) + (between * HOUR_MS) / IDLE_MS;
    return [row, isPoll ? '—' : ofPass, between, Math.round(ofHour)];
  }),
});
