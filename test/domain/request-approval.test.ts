import { approvalCardKey, executionCardKey } from '../../src/domain/cards';
import type { DomainEvent } from '../../src/domain/events';
import type { WaitingApproval } from '../../src/domain/ports/pipelines';
import { anApproval } from '../support/builders/facts';
import { ada, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

describe('an approval that opens', () => {
  let bench: UseCaseBench;

  beforeEach(() => {
    bench = useCaseBench();
  });

  const opens = (waiting: WaitingApproval) => ({
    kind: 'action' as const,
    pipeline: 'penguins',
    executionId: waiting.executionId,
    attempt: 1,
    at: bench.clock.now(),
    stage: waiting.stage,
    action: waiting.action,
    actionExecutionId: waiting.approvalId,
    category: 'Approval',
    provider: 'Manual',
    status: 'InProgress' as const,
  });
  const asks = ({ stage, action }: WaitingApproval) => ({
    kind: 'approval-asked' as const,
    pipeline: 'penguins',
    ...{ stage, action },
    at: bench.clock.now(),
  });
  const cardChanges = ({ approvalId }: WaitingApproval) =>
    bench.wall.changed.filter((key) => key === approvalCardKey(approvalId)).length;

  it('is put on record with its evidence, and asked for by one card', async () => {
    const before = await bench.released('first', { METRIC_ACCURACY: '0.91', MODEL_VERSION: '1.3.0' });
    const waiting = bench.pipelines.trained('Use flipper length', { METRIC_ACCURACY: '0.97', MODEL_VERSION: '1.4.0' });

    await bench.useCases.onEvent(opens(waiting));

    expect(await bench.approval(waiting.approvalId)).toMatchObject({
      status: 'open',
      executionId: waiting.executionId,
      stage: 'Approve',
      action: 'Decide',
      requestedAt: bench.clock.now(),
      expiresAt: new Date(bench.clock.now().getTime() + 7 * 24 * 3_600_000),
      evidence: {
        commit: { message: 'Use flipper length' },
        metrics: { accuracy: '0.97' },
        model: { version: '1.4.0' },
        production: { executionId: before.executionId, version: '1.3.0', metrics: { accuracy: '0.91' } },
      },
    });
    expect(cardChanges(waiting)).toBe(1);
  });

  it('expires when its own action says so, whatever others say', async () => {
    const structure = await bench.pipelines.structure('penguins');
    const asking = (stage: string, name: string, timeoutMinutes: number) => ({
      name: stage,
      actions: [{ name, category: 'Approval', provider: 'Manual', timeoutMinutes }],
    });
    const stages = [asking('Before', 'Decide', 5), ...structure.stages, asking('After', 'Decide', 6)].map((stage) =>
      stage.name === 'Approve'
        ? { name: 'Approve', actions: [...asking('', 'Check', 7).actions, ...asking('', 'Decide', 60).actions] }
        : stage,
    );
    bench.pipelines.structure = async () => ({ ...structure, stages });
    const waiting = bench.pipelines.trained('Use flipper length');

    await bench.useCases.onEvent(opens(waiting));

    const { requestedAt, expiresAt } = await bench.approval(waiting.approvalId);
    expect(expiresAt).toEqual(new Date(requestedAt.getTime() + 60 * 60_000));
  });

  it('leaves the other questions of its execution open: only its own action has asked again', async () => {
    const waiting = bench.pipelines.trained('Use flipper length');
    const { executionId } = waiting;
    const others = [
      anApproval({ executionId, stage: 'Approve', action: 'Check' }),
      anApproval({ executionId, stage: 'Check', action: 'Decide' }),
      anApproval({ stage: 'Approve', action: 'Decide' }),
    ];
    for (const other of others) await bench.approvals.update(other.approvalId, () => other);
    const earlier = anApproval({ executionId, stage: 'Approve', action: 'Decide' });
    await bench.approvals.update(earlier.approvalId, () => earlier);

    await bench.useCases.onEvent(opens(waiting));

    const open = (await bench.approvals.open('penguins')).map(({ approvalId }) => approvalId);
    expect(open.sort()).toEqual([waiting, ...others].map(({ approvalId }) => approvalId).sort());
    expect(await bench.approval(earlier.approvalId)).toMatchObject({
      ending: { how: 'stage retried', at: waiting.startedAt },
    });
  });

  it('has the card of its execution drawn when it is on record: that one says then what it waits for', async () => {
    const waiting = bench.pipelines.trained('Use flipper length');

    await bench.useCases.onEvent(opens(waiting));

    const changed = bench.wall.changed;
    const execution = executionCardKey('penguins', waiting.executionId);
    expect(changed.lastIndexOf(execution)).toBeGreaterThanOrEqual(changed.indexOf(approvalCardKey(waiting.approvalId)));
  });

  it('names the author of the commit where the repository can be read', async () => {
    const waiting = bench.pipelines.trained('Use flipper length');
    const commitId = (await bench.pipelines.execution('penguins', waiting.executionId))?.revision?.commitId ?? '';
    const authoredAt = bench.clock.now();
    const words = {
      message: 'Use flipper length\n\nIt separates best.',
      authorName: 'Emma',
      authorEmail: 'emma@example.com',
    };
    bench.repositories.pushed('penguins', 'main', { commitId, authoredAt, ...words });

    await bench.useCases.onEvent(opens(waiting));

    expect((await bench.approval(waiting.approvalId)).evidence.commit).toMatchObject({ commitId, ...words });
  });

  it('is found by the message of its action, which names no execution, and its execution with it', async () => {
    const waiting = bench.pipelines.trained('Use flipper length');

    const result = await bench.useCases.onEvent(asks(waiting));

    expect(result).toBe('handled');
    expect(await bench.approval(waiting.approvalId)).toMatchObject({
      status: 'open',
      stage: 'Approve',
      action: 'Decide',
    });
    expect(bench.wall.picture(executionCardKey('penguins', waiting.executionId))).toBeDefined();
    expect(cardChanges(waiting)).toBe(1);
  });

  it('is asked for once, whichever of its event and its message comes first, and how often', async () => {
    const waiting = bench.pipelines.trained('Use flipper length');
    const other = useCaseBench();
    const elsewhere = other.pipelines.trained('Use flipper length');

    for (const event of [opens(waiting), asks(waiting), asks(waiting)]) await bench.useCases.onEvent(event);
    for (const event of [asks(elsewhere), opens(elsewhere), asks(elsewhere)]) await other.useCases.onEvent(event);

    expect(cardChanges(waiting)).toBe(1);
    expect(other.wall.changed.filter((key) => key === approvalCardKey(elsewhere.approvalId))).toHaveLength(1);
  });

  it('is found by its message though its execution has failed as far as we know, and is tried again', async () => {
    const { executionId } = bench.pipelines.failed('Use flipper length');
    await bench.useCases.onEvent({ ...opens(bench.pipelines.trained('another')), executionId, action: 'Build' });
    const waiting = bench.pipelines.reachesApproval(executionId);

    await bench.useCases.onEvent(asks(waiting));

    expect(await bench.approval(waiting.approvalId)).toMatchObject({ executionId, status: 'open' });
  });

  it.each([
    ['of another action', { action: 'Agree' }, 'handled'],
    ['of another stage', { stage: 'Deploy' }, 'handled'],
    ['of a pipeline that is not configured', { pipeline: 'puffins' }, 'ignored'],
  ])('is not asked for by a message %s', async (_what, rest, result) => {
    const waiting = bench.pipelines.trained('Use flipper length');

    expect(await bench.useCases.onEvent({ ...asks(waiting), ...rest })).toBe(result);
    expect(bench.wall.changed).toEqual([]);
  });

  it('posts nothing more when its event comes again or reconcile finds it', async () => {
    const waiting = bench.pipelines.trained('Use flipper length');
    await bench.useCases.onEvent(opens(waiting));
    const first = await bench.approval(waiting.approvalId);

    await bench.useCases.onEvent(opens(waiting));
    await bench.useCases.reconcile();

    expect(await bench.approval(waiting.approvalId)).toEqual(first);
    expect(cardChanges(waiting)).toBe(1);
  });

  it('is put on record once though two processes hear of it at the same moment', async () => {
    const waiting = bench.pipelines.trained('Use flipper length');

    await Promise.all([bench.useCases.onEvent(opens(waiting)), bench.processOver(bench.ports).onEvent(opens(waiting))]);

    expect(await bench.approvals.open('penguins')).toHaveLength(1);
    expect(await bench.approval(waiting.approvalId)).toMatchObject({ version: 1 });
  });

  it('is not asked for any more where its event comes after its answer', async () => {
    const waiting = bench.pipelines.trained('Use flipper length');
    bench.pipelines.answeredElsewhere(waiting.approvalId, 'approved');

    await bench.useCases.onEvent(opens(waiting));

    expect(await bench.approvals.get(waiting.approvalId)).toBeUndefined();
    expect(cardChanges(waiting)).toBe(0);
  });

  it('says who asked for its execution through us', async () => {
    const { executionId } = await bench.useCases.startDeploy({ policy: bench.policy, caller: ada, variables: {} });
    const waiting = bench.pipelines.reachesApproval(executionId);

    await bench.useCases.onEvent(opens(waiting));

    expect(await bench.approval(waiting.approvalId)).toMatchObject({ requestedBy: { id: 'U0ADA' } });
  });

  it('is compared anew, and drawn anew, when production changes, and only then', async () => {
    const waiting = bench.pipelines.trained('Use flipper length');
    await bench.useCases.onEvent(opens(waiting));
    const other = bench.pipelines.trained('released meanwhile', { METRIC_ACCURACY: '0.98' });
    const { executionId } = other;
    bench.pipelines.answeredElsewhere(other.approvalId, 'approved');
    const succeeded = (stage: string): DomainEvent => ({
      kind: 'stage',
      pipeline: 'penguins',
      executionId,
      attempt: 1,
      at: bench.clock.now(),
      stage,
      status: 'Succeeded',
    });

    await bench.useCases.onEvent(succeeded('Build'));
    const afterBuild = cardChanges(waiting);
    bench.pipelines.deployed(executionId);
    await bench.useCases.onEvent(succeeded('Deploy'));
    await bench.useCases.onEvent(succeeded('Deploy'));

    expect(afterBuild).toBe(1);
    expect(cardChanges(waiting)).toBe(2);
    expect((await bench.approval(waiting.approvalId)).evidence.production).toMatchObject({
      executionId,
      metrics: { accuracy: '0.98' },
    });
  });
});
