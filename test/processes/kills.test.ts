import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CodePipelineClient,
  CreatePipelineCommand,
  GetPipelineStateCommand,
  PutApprovalResultCommand,
} from '@aws-sdk/client-codepipeline';
import { buildBot } from '../../infra/local/bot-process';
import { penguinsPipeline } from '../../infra/local/pipelines';
import type { Message } from '../../infra/local/slack/model';
import type { SeenMessage } from '../../infra/local/slack/person';
import { type AuditRecord, firstBrokenLink } from '../../src/domain/audit/audit-chain';
import { auditRecords } from '../support/audit-records';
import { cardsAtRest } from '../support/cards-at-rest';
import { createFaultProxy, type FaultProxy, type FaultRule, type PassingCall } from '../support/fault-proxy';
import { ended, type LocalStack, startBot, startLocalStack } from '../support/local-stack';
import {
  BUILD_LIMIT_MS,
  hasButton,
  openCard,
  RELEASES,
  speaksOf,
  untilMessage,
  wordsOf,
} from '../support/releases-channel';

jest.setTimeout(5 * BUILD_LIMIT_MS);

/** The source of the sample, and an approval right after it: nothing here is about what is built in between. */
const GATE = 'gate';
const CHAIN = `pipeline:${GATE}`;
const LEASE_SECONDS = 1;

describe('a bot that is killed in the middle of a decision', () => {
  let stack: LocalStack;
  let codepipeline: FaultProxy;
  let dynamodb: FaultProxy;
  /** Somebody at the AWS console. */
  let awsConsole: CodePipelineClient;
  let folder: string;
  let bot: ReturnType<typeof startBot>;
  let firstIsOver = false;
  let round = 0;
  /** Ticks come quickly here, so that a lease of a second is found soon after it has ended. */
  let schedule: NodeJS.Timeout;

  beforeAll(async () => {
    [stack] = await Promise.all([startLocalStack('--no-bot'), buildBot()]);
    codepipeline = await createFaultProxy(stack.environment.AWS_ENDPOINT_URL_CODEPIPELINE ?? '');
    dynamodb = await createFaultProxy(stack.environment.AWS_ENDPOINT_URL_DYNAMODB ?? '');
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-kills-'));
    writeFileSync(join(folder, 'mlpipeline.yaml'), configuration());
    schedule = setInterval(() => void stack.tick(), 1_000);
    awsConsole = consoleOf(stack.environment);
    await restart();
    await awsConsole.send(new CreatePipelineCommand({ pipeline: gate() }));
  });

  afterAll(async () => {
    clearInterval(schedule);
    await ended(bot.process);
    awsConsole.destroy();
    await Promise.all([codepipeline.close(), dynamodb.close()]);
    await stack.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each<[string, (kill: () => void) => void]>([
    ['between intent and claim', (kill) => dynamodb.once(justBefore(isClaim, kill))],
    ['between claim and PutApprovalResult', (kill) => codepipeline.once(justBefore(isAnswer, kill))],
    ['between PutApprovalResult and outcome', (kill) => codepipeline.once(justAfter(isAnswer, kill))],
  ])('%s leaves exactly one accepted answer, a true card and a whole trail after its restart', async (_where, arm) => {
    const ada = stack.person('U0ADA');
    const card = await openApproval();
    const trailBefore = (await auditRecords(stack.environment, CHAIN)).length;
    const answersBefore = codepipeline.seen.filter(isAnswer).length;
    const killed = new Promise<void>((resolve) => arm(() => void ended(bot.process, 'SIGKILL').then(resolve)));

    await ada.press(card, 'approve');
    await killed;
    await restart();
    const decided = await untilDecided(card.ts);

    expect(wordsOf(decided)).toContain('Approved by <@U0ADA>');
    expect(hasButton(decided, 'approve')).toBe(false);
    await untilMessage(
      ada,
      'the release',
      (message) => /succeeded/.test(message.text) && wordsOf(message).includes(executionOn(card)),
    );
    const trail = await untilOutcome(trailBefore);
    expect(trail.map(({ action, phase }) => `${action} ${phase}`)).toEqual([
      'approval.approved intended',
      'approval.approved done',
    ]);
    expect(new Set(trail.map(({ auditId }) => auditId)).size).toBe(1);
    expect(firstBrokenLink(await auditRecords(stack.environment, CHAIN))).toBeUndefined();
    expect(codepipeline.seen.filter(isAnswer).length - answersBefore).toBeLessThanOrEqual(2);
  });

  it('between acknowledgement and intent changed nothing, and the card can still be pressed', async () => {
    const ada = stack.person('U0ADA');
    const card = await openApproval();
    const trailBefore = (await auditRecords(stack.environment, CHAIN)).length;
    const killed = new Promise<void>((resolve) => {
      dynamodb.once(justBefore(isPendingMark, () => void ended(bot.process, 'SIGKILL').then(resolve)));
    });

    await ada.press(card, 'approve');
    await killed;
    await restart();

    expect(await auditRecords(stack.environment, CHAIN)).toHaveLength(trailBefore);
    await ada.press(card, 'approve');
    expect(wordsOf(await untilDecided(card.ts))).toContain('Approved by <@U0ADA>');
  });

  it('catches up with an answer that was given elsewhere while it was down', async () => {
    const ada = stack.person('U0ADA');
    const card = await openApproval();
    await ended(bot.process, 'SIGKILL');
    await answerAt(awsConsole);

    await restart();
    const closed = await untilMessage(
      ada,
      'the card that tells of the console',
      (message) => message.ts === card.ts && !hasButton(message, 'approve'),
    );

    expect(wordsOf(closed)).toContain('answered elsewhere: approved');
  });

  async function restart(): Promise<void> {
    bot = startBot({
      ...stack.environment,
      AWS_ENDPOINT_URL_CODEPIPELINE: codepipeline.url,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
      MLPIPELINE_CONFIG: join(folder, 'mlpipeline.yaml'),
    });
    await bot.up;
  }

  /** The card that waits, or else the card of a new execution. */
  async function openApproval(): Promise<SeenMessage> {
    const ada = stack.person('U0ADA');
    const waits = (await ada.messages(RELEASES)).some(
      (message) => hasButton(message, 'approve') && speaksOf(message, GATE),
    );
    // Each with another value: the same deploy asked for twice within ten seconds is one wish.
    if (!waits && firstIsOver) await ada.say(RELEASES, `/mlpipeline deploy ${GATE} --var ROUND=${++round}`);
    firstIsOver = true;
    const card = await openCard(ada, GATE);
    await cardsAtRest(stack.environment);
    return card;
  }

  /** What has come into the trail since it had so many records, once the reconcile pass has added how it ended. */
  async function untilOutcome(length: number): Promise<AuditRecord[]> {
    for (;;) {
      const trail = (await auditRecords(stack.environment, CHAIN)).slice(length);
      if (trail.some(({ phase }) => phase !== 'intended')) return trail;
    }
  }

  function untilDecided(ts: string): Promise<SeenMessage> {
    const isDecided = (message: Message) => message.ts === ts && /approved/.test(message.text);
    return untilMessage(stack.person('U0ADA'), 'the decided card', isDecided);
  }
});

/** The people of the local stack and the short pipeline, with a short lease. Ada may deploy as well, to keep the story short. */
const configuration = (): string => `
channel: ${RELEASES}
roles: { operator: [U0ADA], approver: [U0ADA] }
pipelines: { ${GATE}: {} }
timing: { claimLeaseSeconds: ${LEASE_SECONDS}, updateEverySeconds: 0, tasks: 1, updatesPerMinute: 100000 }
`;

const isAnswer = ({ operation }: PassingCall): boolean => operation === 'PutApprovalResult';
const putsItem = ({ operation, input }: PassingCall, kind: string): boolean =>
  operation === 'PutItem' && JSON.stringify(Object(input).Item?.pk).includes(`"${kind}#`);
const isClaim = (call: PassingCall): boolean => putsItem(call, 'approval') && 'claim' in Object(call.input.Item);
const isPendingMark = (call: PassingCall): boolean => putsItem(call, 'pending');

const justBefore =
  (is: (call: PassingCall) => boolean, what: () => void): FaultRule =>
  (call) =>
    is(call) ? { when: 'before', what } : undefined;
const justAfter =
  (is: (call: PassingCall) => boolean, what: () => void): FaultRule =>
  (call) =>
    is(call) ? { when: 'after', what } : undefined;

/** First eight characters of the execution that a card is about. */
const executionOn = (card: Message): string => wordsOf(card).match(/`([0-9a-f]{8})`/)?.[1] ?? '';

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

/** Somebody approves in the AWS console: the same call, by somebody else and without a word. */
async function answerAt(awsConsole: CodePipelineClient): Promise<void> {
  const { stageStates } = await awsConsole.send(new GetPipelineStateCommand({ name: GATE }));
  const stage = stageStates?.find(({ stageName }) => stageName === 'Approve');
  const action = stage?.actionStates?.[0];
  await awsConsole.send(
    new PutApprovalResultCommand({
      pipelineName: GATE,
      stageName: 'Approve',
      actionName: action?.actionName ?? '',
      token: action?.latestExecution?.token ?? '',
      result: { status: 'Approved', summary: '' },
    }),
  );
}
