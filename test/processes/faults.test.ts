import { BUILD_LIMIT_MS, hasButton, speaksOf, untilMessage, wordsOf } from '../support/releases-channel';
import { GATE } from './aws-console';
import { isAnswer } from './call-points';
import { FamilyCounts } from './family-counts';
import { executionOn, type FaultBench, startFaultBench, until } from './fault-bench';
import { invariantsFrom } from './invariants';
import { BEFORE_A_DECISION, IN_A_DECISION, IN_A_ROLLBACK, WHILE_TELLING } from './kill-points';
import { SCENARIOS } from './scenarios';
import { carryOut, STORIES } from './stories';

jest.setTimeout(5 * BUILD_LIMIT_MS);

const isLong = process.env.FAULTS === 'all';

const counts = new FamilyCounts();
let bench: FaultBench;
/** Whether the last scenario came to its end: one that did not may have left anything, and gets a bench of its own. */
let isWell = true;
beforeAll(begin);
beforeEach(async () => {
  if (!isWell) {
    await bench.stop();
    await begin();
  }
  isWell = false;
});
afterAll(async () => {
  counts.print();
  await bench.stop();
});

async function begin(): Promise<void> {
  bench = await startFaultBench();
  counts.of(bench.seen);
}

/** The last word of every scenario. @param faults how many happened in it */
function held(family: string, faults: number): void {
  counts.add(family, faults);
  isWell = true;
  // A run of many minutes says how far it is.
  if (isLong) process.stdout.write(`held: ${expect.getState().currentTestName}\n`);
}

describe('a bot that is killed in the middle of a decision', () => {
  beforeEach(() => bench.have(1));

  it.each(IN_A_DECISION)(
    '%s leaves exactly one accepted answer, a true card and a whole trail after its restart',
    async (_where, point) => {
      const card = await bench.openApproval();
      const invariants = await invariantsFrom(bench);
      const trailBefore = (await bench.trail()).length;
      const answersBefore = bench.seen.filter(isAnswer).length;
      const killed = bench.killedAt(point);

      await bench.ada.press(card, 'approve');
      await killed;
      await bench.started();
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
      expect(bench.seen.filter(isAnswer).length - answersBefore).toBeLessThanOrEqual(2);
      await invariants.hold();
      held('SIGKILL', 1);
    },
  );

  it.each(BEFORE_A_DECISION)('%s changed nothing, and the card can still be pressed', async (_where, point) => {
    const card = await bench.openApproval();
    const invariants = await invariantsFrom(bench);
    const trailBefore = (await bench.trail()).length;
    const killed = bench.killedAt(point);

    await bench.ada.press(card, 'approve');
    await killed;
    await bench.started();

    expect(await bench.trail()).toHaveLength(trailBefore);
    await bench.ada.press(card, 'approve');
    expect(wordsOf(await bench.untilDecided(card.ts))).toContain('Approved by <@U0ADA>');
    await invariants.hold();
    held('SIGKILL', 1);
  });

  it('catches up with an answer that was given elsewhere while it was down', async () => {
    const card = await bench.openApproval();
    const invariants = await invariantsFrom(bench);
    await bench.kill();
    await bench.aws.approve();

    await bench.started();
    const closed = await untilMessage(
      bench.ada,
      'the card that tells of the console',
      (message) => message.ts === card.ts && !hasButton(message, 'approve'),
    );

    expect(wordsOf(closed)).toContain('answered elsewhere: approved');
    await invariants.hold();
    held('SIGKILL', 1);
  });
});

describe('a bot that is killed while it tells of an execution', () => {
  beforeEach(() => bench.have(1));

  it.each(WHILE_TELLING)(
    '%s has one execution with one card, and one approval with one card, after its restart',
    async (_where, point) => {
      await bench.untilNothingWaits();
      const invariants = await invariantsFrom(bench);
      const before = (await bench.aws.executionIds()).length;
      const killed = bench.killedAt(point);

      await bench.deploy();
      await killed;
      await bench.started();
      await bench.untilAsked();

      const [newest, ...others] = await bench.aws.executionIds();
      expect(others).toHaveLength(before);
      expect(await bench.cardKeys()).toContain(`execution#${GATE}#${newest}`);
      await invariants.hold();
      held('SIGKILL', 1);
    },
  );
});

describe('a bot that is killed in the middle of a rollback', () => {
  beforeEach(() => bench.have(1));

  it.each(IN_A_ROLLBACK)(
    '%s has begun one, known as asked for, with a whole trail, after its restart',
    async (_where, point) => {
      await bench.untilNewRelease();
      const invariants = await invariantsFrom(bench);
      const [before, trailBefore] = [await bench.aws.rollbackIds(), (await bench.trail()).length];
      await bench.rollbackDialog();
      const killed = bench.killedAt(point);

      await bench.ada.submit({ reason: 'drift' });
      await killed;
      await bench.started();
      const trail = await bench.untilOutcome(trailBefore);
      const card = await bench.openApproval();

      const [newest, ...others] = await bench.aws.rollbackIds();
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
      await invariants.hold();
      held('SIGKILL', 1);
    },
  );
});

describe('what a person does comes true once, is on record and is told, although', () => {
  const chosen = SCENARIOS.filter(({ always }) => always || isLong);
  const rows = chosen.map((scenario) => [scenario.story, `${scenario.bots ?? 1}`, scenario.fault, scenario] as const);

  it.each(rows)('(%s, bots: %s) %s', async (_story, _bots, _fault, { family, story, bots = 1, sets, meant }) => {
    await bench.have(bots);
    const told = await STORIES[story](bench);
    const invariants = await invariantsFrom(bench);

    await sets(bench);
    await carryOut(bench, told);

    const faults = await bench.faultsThatHappened();
    expect(faults).toBeGreaterThan(0);
    await told.after?.();
    await invariants.hold(meant);
    held(family, faults);
  });

  // A message that a dead bot had in hand comes back after half a minute, and one that failed later still.
  if (isLong) {
    it('and in the end no event is left, and none was set aside', async () => {
      await bench.have(1);

      await until(
        'an empty queue',
        async () => (await bench.aws.eventsInHand()) + (await bench.aws.eventsWaiting()) === 0,
      );

      expect(await bench.aws.deadLetters()).toBe(0);
    });
  }
});
