import {
  type CodePipelineClient,
  GetPipelineStateCommand,
  PutApprovalResultCommand,
} from '@aws-sdk/client-codepipeline';
import { firstBrokenLink } from '../../src/domain/audit/audit-chain';
import type { PassingCall } from '../support/fault-proxy';
import { BUILD_LIMIT_MS, hasButton, speaksOf, untilMessage, wordsOf } from '../support/releases-channel';
import { executionOn, GATE, type KillBench, type KillPoint, startKillBench } from './kill-bench';

jest.setTimeout(5 * BUILD_LIMIT_MS);

/** Every run kills at these points; `npm run faults` at all of them. */
type Scenario = [where: string, point: KillPoint, always?: 'always'];
const chosen = (scenarios: Scenario[]): Scenario[] =>
  scenarios.filter(([, , always]) => always || process.env.FAULTS === 'all');

const puts = ({ operation, input }: PassingCall, kind: string): boolean =>
  operation === 'PutItem' && JSON.stringify(Object(input).Item?.pk).includes(`"${kind}`);
const itemOf = ({ input }: PassingCall): Record<string, unknown> => Object(Object(input).Item);

const isPendingMark = (call: PassingCall): boolean => puts(call, 'pending#');
const isAudit = (call: PassingCall): boolean => puts(call, 'pipeline:');
const isOutcome = (call: PassingCall): boolean =>
  isAudit(call) && !JSON.stringify(itemOf(call).phase).includes('intended');
const isClaim = (call: PassingCall): boolean => puts(call, 'approval#') && 'claim' in itemOf(call);
const isSettled = (call: PassingCall): boolean =>
  puts(call, 'approval#') && JSON.stringify(itemOf(call).status).includes('decided');
const isCardOf = (kind: string) => (call: PassingCall) => puts(call, `card#${kind}`);
const isLease = (kind: string) => (call: PassingCall) => isCardOf(kind)(call) && 'lease' in itemOf(call);
const isIntentToPost = (kind: string) => (call: PassingCall) =>
  isCardOf(kind)(call) && JSON.stringify(itemOf(call).places ?? '').includes('postingSince');
const isRollbackClaim = (call: PassingCall): boolean => puts(call, 'production#') && 'rollback' in itemOf(call);
const isMark = (call: PassingCall): boolean => puts(call, 'release#') && 'mark' in itemOf(call);
const isExecutionRecord = (call: PassingCall): boolean => puts(call, 'execution#');
const isMethod = (name: string, about: string) => (call: PassingCall) =>
  call.operation === name && JSON.stringify(call.input).includes(about);
const isOperation = (name: string) => (call: PassingCall) => call.operation === name;
const isAnswer = isOperation('PutApprovalResult');

const at = (of: KillPoint['of'], when: KillPoint['when'], is: KillPoint['is']): KillPoint => ({ of, when, is });

let bench: KillBench;
beforeAll(async () => {
  bench = await startKillBench();
});
afterAll(() => bench.stop());

describe('a bot that is killed in the middle of a decision', () => {
  it.each(
    chosen([
      ['between intent and its mark', at('dynamodb', 'after', isAudit)],
      ['between intent and claim', at('dynamodb', 'before', isClaim)],
      ['right after its claim', at('dynamodb', 'after', isClaim)],
      ['between claim and PutApprovalResult', at('codepipeline', 'before', isAnswer)],
      ['between PutApprovalResult and outcome', at('codepipeline', 'after', isAnswer), 'always'],
      ['between the decision on record and the audit', at('dynamodb', 'after', isSettled)],
      ['right before the outcome is in the audit', at('dynamodb', 'before', isOutcome)],
      ['right after the outcome is in the audit', at('dynamodb', 'after', isOutcome)],
      ['while the card is drawn', at('slack', 'before', isMethod('chat.update', 'approved'))],
      ['after the card has been drawn', at('slack', 'after', isMethod('chat.update', 'approved'))],
    ]),
  )('%s leaves exactly one accepted answer, a true card and a whole trail after its restart', async (_where, point) => {
    const card = await bench.openApproval();
    const trailBefore = (await bench.trail()).length;
    const answersBefore = bench.proxies.codepipeline.seen.filter(isAnswer).length;
    const killed = bench.killedAt(point);

    await bench.ada.press(card, 'approve');
    await killed;
    await bench.restart();
    const decided = await bench.untilDecided(card.ts);

    expect(wordsOf(decided)).toContain('Approved by <@U0ADA>');
    expect(hasButton(decided, 'approve')).toBe(false);
    await untilMessage(
      bench.ada,
      'the release',
      (message) => /succeeded/.test(message.text) && wordsOf(message).includes(executionOn(card)),
    );
    const trail = await bench.untilOutcome(trailBefore);
    expect(trail.map(({ action, phase }) => `${action} ${phase}`)).toEqual([
      'approval.approved intended',
      'approval.approved done',
    ]);
    expect(new Set(trail.map(({ auditId }) => auditId)).size).toBe(1);
    expect(firstBrokenLink(await bench.trail())).toBeUndefined();
    expect(bench.proxies.codepipeline.seen.filter(isAnswer).length - answersBefore).toBeLessThanOrEqual(2);
  });

  it.each(
    chosen([
      ['between acknowledgement and intent', at('dynamodb', 'before', isPendingMark), 'always'],
      ['between the mark of its intent and the intent', at('dynamodb', 'before', isAudit)],
    ]),
  )('%s changed nothing, and the card can still be pressed', async (_where, point) => {
    const card = await bench.openApproval();
    const trailBefore = (await bench.trail()).length;
    const killed = bench.killedAt(point);

    await bench.ada.press(card, 'approve');
    await killed;
    await bench.restart();

    expect(await bench.trail()).toHaveLength(trailBefore);
    await bench.ada.press(card, 'approve');
    expect(wordsOf(await bench.untilDecided(card.ts))).toContain('Approved by <@U0ADA>');
  });

  it('catches up with an answer that was given elsewhere while it was down', async () => {
    const card = await bench.openApproval();
    await bench.kill();
    await answerAt(bench.awsConsole);

    await bench.restart();
    const closed = await untilMessage(
      bench.ada,
      'the card that tells of the console',
      (message) => message.ts === card.ts && !hasButton(message, 'approve'),
    );

    expect(wordsOf(closed)).toContain('answered elsewhere: approved');
  });
});

describe('a bot that is killed while it tells of an execution', () => {
  it.each(
    chosen([
      ['between the event and the record', at('dynamodb', 'before', isExecutionRecord)],
      ['between the record and the card', at('dynamodb', 'after', isExecutionRecord)],
      ['between the card’s change and its drawing', at('dynamodb', 'after', isCardOf('execution#'))],
      ['right after it has begun to draw', at('dynamodb', 'after', isLease('execution#'))],
      ['between the intent to post and the post', at('dynamodb', 'after', isIntentToPost('execution#'))],
      [
        'between posting the card and storing its address',
        at('slack', 'after', isMethod('chat.postMessage', 'execution#')),
        'always',
      ],
      [
        'between posting the approval card and storing its address',
        at('slack', 'after', isMethod('chat.postMessage', 'approval#')),
      ],
      [
        'between StartPipelineExecution and the outcome',
        at('codepipeline', 'after', isOperation('StartPipelineExecution')),
      ],
      ['right before StartPipelineExecution', at('codepipeline', 'before', isOperation('StartPipelineExecution'))],
    ]),
  )('%s has one execution with one card, and one approval with one card, after its restart', async (_where, point) => {
    await bench.untilNothingWaits();
    const before = (await bench.executionIds()).length;
    const killed = bench.killedAt(point);

    await bench.deploy();
    await killed;
    await bench.restart();
    await bench.untilAsked();

    const [newest, ...others] = await bench.executionIds();
    expect(others).toHaveLength(before);
    const keys = await bench.cardKeys();
    expect(keys).toContain(`execution#${GATE}#${newest}`);
    expect(keys).toEqual([...new Set(keys)]);
  });
});

describe('a bot that is killed in the middle of a rollback', () => {
  it.each(
    chosen([
      ['between the intent and its claim', at('dynamodb', 'before', isRollbackClaim)],
      ['between its claim and RollbackStage', at('codepipeline', 'before', isOperation('RollbackStage'))],
      ['between RollbackStage and its record', at('codepipeline', 'after', isOperation('RollbackStage')), 'always'],
      ['between its record and the mark of what it takes out', at('dynamodb', 'before', isMark)],
      ['right before the outcome is in the audit', at('dynamodb', 'before', isOutcome)],
    ]),
  )('%s has begun one, known as asked for, with a whole trail, after its restart', async (_where, point) => {
    await bench.untilNewRelease();
    const [before, trailBefore] = [await bench.rollbackIds(), (await bench.trail()).length];
    await bench.rollbackDialog();
    const killed = bench.killedAt(point);

    await bench.ada.submit({ reason: 'drift' });
    await killed;
    await bench.restart();
    const trail = await bench.untilOutcome(trailBefore);
    const card = await bench.openApproval();

    const [newest, ...others] = await bench.rollbackIds();
    expect(others).toEqual(before);
    expect(executionOn(card)).toBe(newest?.slice(0, 8));
    expect(trail.map(({ action, phase }) => `${action} ${phase}`)).toEqual([
      'pipeline.rollback intended',
      'pipeline.rollback done',
    ]);
    const told = await untilMessage(
      bench.ada,
      'the card of the rollback',
      (message) => /^Rollback of/.test(message.text) && speaksOf(message, executionOn(card)),
    );
    expect(wordsOf(told)).toContain('Asked for by <@U0ADA>');
    await bench.untilNothingWaits();
  });
});

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
