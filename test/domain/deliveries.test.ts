import { AwsRefused, AwsThrottled } from '../../src/domain/errors';
import { aRelease } from '../support/builders/facts';
import { aPolicy } from '../support/builders/policies';
import { intercepted } from '../support/fakes/intercepted';
import { type UseCaseBench, useCaseBench } from '../support/use-case-bench';

const MINUTE_MS = 60_000;

let bench: UseCaseBench;
/** Those of a process whose calls to the repository are kept. */
let useCases: UseCaseBench['useCases'];
let calls: string[];
let pushes: number;

beforeEach(() => {
  bench = useCaseBench(aPolicy({ deployStage: 'Deploy' }));
  calls = [];
  pushes = 0;
  const { repositories } = intercepted({ repositories: bench.repositories }, async (what, effect) => {
    calls.push(what);
    return effect();
  });
  useCases = bench.processOver({ ...bench.ports, repositories });
});

/** Puts a commit on main, a minute later; unless it says otherwise it follows the last one. */
function push(...parents: string[]): { commitId: string; at: Date } {
  pushes += 1;
  bench.clock.advance(MINUTE_MS);
  const commitId = `${pushes}`.padStart(40, '0');
  const at = bench.clock.now();
  bench.repositories.pushed('penguins', 'main', { commitId, authoredAt: at, ...(parents.length > 0 && { parents }) });
  return { commitId, at };
}

/** An execution of a commit goes into production. @returns its id */
async function release(commitId: string, told: (executionId: string) => Promise<void> = reconciled): Promise<string> {
  const executionId = await deployed(commitId);
  calls.length = 0;
  await told(executionId);
  return executionId;
}

/** It waits ten minutes for its approval, and is deployed a minute later. */
async function deployed(commitId: string, meanwhile = reconciled): Promise<string> {
  bench.clock.advance(MINUTE_MS);
  const { executionId, approvalId } = bench.pipelines.trained('trained');
  bench.pipelines.checkedOut(executionId, { commitId });
  await meanwhile();
  bench.clock.advance(10 * MINUTE_MS);
  bench.pipelines.answeredElsewhere(approvalId, 'approved');
  bench.clock.advance(MINUTE_MS);
  bench.pipelines.deployed(executionId);
  return executionId;
}

const reconciled = async () => {
  await useCases.reconcile();
};

/** By its events: the stage has succeeded, then the execution. */
async function heard(executionId: string): Promise<void> {
  const told = { pipeline: 'penguins', executionId, attempt: 1, at: bench.clock.now(), status: 'Succeeded' } as const;
  await useCases.onEvent({ kind: 'stage', stage: 'Deploy', ...told });
  await useCases.onEvent({ kind: 'execution', ...told });
}

const deliveryOf = async (executionId: string) => (await bench.releases.get('penguins', executionId))?.delivery;
const commitsOf = async (executionId: string) => (await deliveryOf(executionId))?.commits;

describe('how a release came into production', () => {
  it.each([
    ['by its events', heard],
    ['by a reconcile pass', reconciled],
  ])('is on record with the commits that it brought: told %s', async (_how, told) => {
    const before = await release(push().commitId, told);
    const [one, two] = [push(), push()];

    const after = await release(two.commitId, told);

    expect(await commitsOf(before)).toBeUndefined();
    expect(await commitsOf(after)).toEqual({ since: before, committedAt: [two.at, one.at] });
  });

  it('costs a call for each generation of commits, once, and none where there is no new one', async () => {
    const first = push();
    await release(first.commitId, heard);
    const again = await release(first.commitId, heard);
    expect(calls).toEqual([]);
    expect(await commitsOf(again)).toMatchObject({ committedAt: [] });
    push();

    const third = await release(push().commitId, heard);

    // Head and base at once, then what is between them.
    const walked = () => calls.filter((call) => call === 'repositories.commits').length;
    expect(walked()).toBe(2);
    await heard(third);
    expect(walked()).toBe(2);
    await release(push().commitId, heard);
    expect(walked()).toBe(1);
  });

  it('leaves the commits open where nobody knows of what commit the release before was', async () => {
    const before = await release(push().commitId);
    await bench.releases.update('penguins', before, (known) => known && { ...known, revision: undefined });

    const after = await release(push().commitId);

    expect(await commitsOf(after)).toBeUndefined();
    expect(calls).not.toContain('repositories.commits');
    expect(bench.problems).toEqual([]);
  });

  it('tells how long its approvals were open, each by its stage and action', async () => {
    const executionId = await release(push().commitId);

    const [from, to] = [11 * MINUTE_MS, MINUTE_MS].map((ago) => new Date(bench.clock.now().getTime() - ago));
    expect((await deliveryOf(executionId))?.waits).toEqual([{ gate: 'Approve/Decide', from, to }]);
  });

  it('tells them by the times of CodePipeline where we had no record of the approval', async () => {
    const { executionId, approvalId } = bench.pipelines.trained('trained');
    bench.clock.advance(10 * MINUTE_MS);
    bench.pipelines.answeredElsewhere(approvalId, 'approved');
    bench.pipelines.deployed(executionId);

    await useCases.recordRelease(bench.policy, executionId);

    const waits = (await deliveryOf(executionId))?.waits ?? [];
    expect(waits.map(({ from, to }) => to.getTime() - from.getTime())).toEqual([10 * MINUTE_MS]);
  });

  it('leaves the commits open where the repository cannot be read', async () => {
    const before = await release(push().commitId);
    const { commitId } = push();
    bench.repositories.refuses(new AwsRefused('AccessDeniedException'));

    const after = await release(commitId);

    expect(await commitsOf(after)).toEqual({ since: before, committedAt: [], isHeadOnly: true });
  });

  it('counts the newest commit alone where the history does not lead to the release before', async () => {
    const root = push();
    const before = push();
    const first = await release(before.commitId);
    const head = push(root.commitId);
    bench.repositories.lost('penguins', before.commitId);

    const after = await release(head.commitId);

    expect(await commitsOf(after)).toEqual({ since: first, committedAt: [head.at], isHeadOnly: true });
  });

  it('is found out with the next release where the repository was too busy', async () => {
    const first = await release(push().commitId, heard);
    const [second, third] = [push(), push()];
    bench.repositories.refuses(new AwsThrottled('Rate exceeded'));
    const busy = await release(second.commitId, (id) => heard(id).catch(() => undefined));
    expect(await commitsOf(busy)).toBeUndefined();
    bench.repositories.refuses(undefined);

    const after = await release(third.commitId, heard);

    expect(await commitsOf(busy)).toEqual({ since: first, committedAt: [second.at] });
    expect(await commitsOf(after)).toEqual({ since: busy, committedAt: [third.at] });
  });

  it('is put right where the release before is told of later', async () => {
    const first = await release(push().commitId, heard);
    const [second, third] = [push(), push()];
    const unheard = async () => undefined;
    const late = await deployed(second.commitId, unheard);
    const after = await deployed(third.commitId, unheard);
    await heard(after);
    expect((await commitsOf(after))?.committedAt).toEqual([third.at, second.at]);

    await heard(late);

    expect(await commitsOf(late)).toEqual({ since: first, committedAt: [second.at] });
    expect(await commitsOf(after)).toEqual({ since: late, committedAt: [third.at] });
  });

  it('is not asked of a rollback, and neither one in between matters nor what another stage has released', async () => {
    const first = await release(push().commitId);
    const second = await release(push().commitId);
    bench.clock.advance(MINUTE_MS);
    const elsewhere = aRelease({ executionId: 'e1', stage: 'Shadow', releasedAt: bench.clock.now() });
    await bench.releases.update('penguins', 'e1', () => elsewhere);
    const rollback = { pipeline: 'penguins', stage: 'Deploy', targetExecutionId: first, since: bench.clock.now() };
    const { executionId } = await bench.pipelines.rollbackStage(rollback);
    bench.pipelines.deployed(executionId);
    await reconciled();
    const third = push();

    const after = await release(third.commitId);

    expect(await deliveryOf(executionId)).toBeUndefined();
    expect(await commitsOf(after)).toEqual({ since: second, committedAt: [third.at] });
  });

  it('says that a person has started what brought nothing new', async () => {
    const { commitId } = push();
    await release(commitId);

    expect(await deliveryOf(await release(commitId))).toMatchObject({ trigger: 'manual' });
    expect(await deliveryOf(await release(push().commitId))).toMatchObject({ trigger: 'code' });
  });
});
