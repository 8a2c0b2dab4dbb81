import { executionCardKey } from '../../src/domain/cards';
import { withMark } from '../../src/domain/releases/mark-release';
import { type ReleaseMark, releaseName } from '../../src/domain/releases/release';
import { releaseNamed } from '../../src/domain/releases/release-named';
import { ADA, aRelease, BEA } from '../support/builders/facts';
import { aPolicy } from '../support/builders/policies';
import { ada, bea, cem, failureOf, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

describe('marking a release', () => {
  let bench: UseCaseBench;
  let second: string;

  beforeEach(async () => {
    bench = useCaseBench(
      aPolicy({ roles: { viewer: 'everyone', operator: ['U0ADA', 'U0BEA'], approver: [], admin: [] } }),
    );
    await bench.released('first', { MODEL_VERSION: '1.3.0' });
    second = (await bench.released('second', { MODEL_VERSION: '1.4.0' })).executionId;
  });

  const asked = (rest: { release?: string; as?: 'bad' | 'good'; reason?: string; caller?: typeof ada } = {}) => ({
    policy: bench.policy,
    caller: ada,
    release: '1.4.0',
    as: 'bad' as const,
    reason: 'drift on the southern islands',
    ...rest,
  });
  const markOf = async (executionId: string) => (await bench.releases.get('penguins', executionId))?.mark;

  const drawingsOf = (executionId: string) =>
    bench.wall.changed.filter((key) => key === executionCardKey('penguins', executionId)).length;

  it('is kept with the release: by whom, when and why', async () => {
    const marked = await bench.useCases.markRelease(asked());

    expect(marked).toMatchObject({ executionId: second, mark: { as: 'bad', by: { id: 'U0ADA' } } });
    expect(await markOf(second)).toMatchObject({ at: bench.clock.now(), reason: 'drift on the southern islands' });
  });

  it('goes into the audit record before it is done', async () => {
    await bench.useCases.markRelease(asked({ reason: ' drift on the southern islands ' }));

    expect(bench.trail()).toMatchObject([
      {
        ...{ action: 'release.mark', phase: 'intended', target: second, actor: { id: 'U0ADA' } },
        request: { release: '1.4.0', as: 'bad', reason: 'drift on the southern islands' },
      },
      { action: 'release.mark', phase: 'done', outcome: { as: 'bad' } },
    ]);
  });

  it('draws the card of the execution anew, where there is one', async () => {
    const { approvalId, executionId } = await bench.waitingApproval('third', { MODEL_VERSION: '1.5.0' });
    bench.pipelines.answeredElsewhere(approvalId, 'approved');
    bench.clock.advance(1_000);
    bench.pipelines.deployed(executionId);
    await bench.useCases.reconcile();
    const drawn = drawingsOf(executionId);

    await bench.useCases.markRelease(asked({ release: '1.5.0' }));
    await bench.useCases.markRelease(asked());

    expect(drawingsOf(executionId)).toBe(drawn + 1);
    expect(drawingsOf(second)).toBe(0);
  });

  it('may be said again, and the last word stands', async () => {
    await bench.useCases.markRelease(asked());
    bench.clock.advance(1_000);
    await bench.useCases.markRelease(asked({ as: 'good', caller: bea, reason: 'it was the data' }));

    expect(await markOf(second)).toMatchObject({ as: 'good', by: { id: 'U0BEA' }, reason: 'it was the data' });
  });

  it.each<[string, Parameters<typeof asked>[0], string]>([
    ['without a reason', { reason: ' ' }, 'empty_reason'],
    ['by somebody who is no operator', { caller: cem }, 'not_allowed'],
    ['of a release that nobody knows', { release: '9.9' }, 'bad_request'],
  ])('is refused %s', async (_what, rest, code) => {
    await expect(bench.useCases.markRelease(asked(rest))).rejects.toMatchObject({ code });

    expect(await markOf(second)).toBeUndefined();
  });

  it('is finished by another process where one died half way', async () => {
    for (let life = 1; life < 30; life += 1) {
      const { useCases } = bench.mortal(life);
      await failureOf(useCases.markRelease(asked({ reason: `life ${life}` })));
      await bench.afterTheLease();
      expect(await bench.unfinished()).toEqual([]);
    }

    expect(await markOf(second)).toMatchObject({ as: 'bad', reason: 'life 29' });
    expect(bench.problems).toEqual([]);
  });
});

describe('what is said of a release', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));
  const said = (minute: number, rest: Partial<ReleaseMark> = {}): ReleaseMark => ({
    ...{ as: 'bad', by: ADA, at: at(minute), reason: 'drift' },
    ...rest,
  });

  it('does not give way to an earlier word that is told late', () => {
    const release = withMark(aRelease(), said(2, { as: 'good' }));

    expect(withMark(release, said(1))).toBe(release);
    expect(withMark(release, said(2, { as: 'good' }))).toBe(release);
  });

  it.each<[string, Partial<ReleaseMark>]>([
    ['another person', { by: BEA }],
    ['the other way', { as: 'good' }],
  ])('gives way to what is said in the same moment, %s', (_what, rest) => {
    const release = withMark(aRelease(), said(1));

    expect(withMark(release, said(1, rest)).mark).toEqual(said(1, rest));
  });

  it('still tells of the rollback that took it out of production, unless it is good after all', () => {
    const release = withMark(aRelease(), said(1, { rolledBackBy: 'r1' }));

    expect(withMark(release, said(2, { reason: 'worse than that' })).mark).toEqual(
      said(2, { reason: 'worse than that', rolledBackBy: 'r1' }),
    );
    expect(withMark(release, said(2, { as: 'good' })).mark).toEqual(said(2, { as: 'good' }));
  });
});

describe('a release by what somebody has typed', () => {
  const release = (executionId: string, version: string | undefined, commitId: string) =>
    aRelease({ executionId, model: { version }, revision: { commitId } });
  const known = [
    aRelease({
      executionId: 'dddd4444',
      model: { version: '1.4.0' },
      rollback: { how: 'stage', targetId: 'cccc3333' },
    }),
    release('cccc3333', '1.4.0', 'feed1234'),
    release('bbbb2222', '1.4.0-rc1', 'beef1234'),
    release('aaaa1111', undefined, 'bead1234'),
  ];

  it.each([
    ['a version, even if another one begins like it', '1.4.0', 'cccc3333'],
    ['a beginning of a version', '1.4.0-', 'bbbb2222'],
    ['a beginning of a commit, in capitals', ' FEED', 'cccc3333'],
    ['a beginning of an execution', 'aaaa', 'aaaa1111'],
  ])('is found by %s', (_what, typed, expected) => {
    expect(releaseNamed(known, typed).executionId).toBe(expected);
  });

  it.each([
    ['fits several', '1.', '“1.” is more than one release: 1.4.0, 1.4.0-rc1. Type more of it.'],
    ['is a rollback', 'dddd', '“dddd” is a rollback to 1.4.0, and no release: name a release instead.'],
    ['fits none', 'nonsense', 'There is no release “nonsense”. The newest are 1.4.0, 1.4.0-rc1, bead123.'],
    ['is nothing', '  ', 'There is no release “”. The newest are 1.4.0, 1.4.0-rc1, bead123.'],
  ])('is refused where it %s', (_what, typed, sentence) => {
    expect(() => releaseNamed(known, typed)).toThrow(sentence);
  });

  it('tells releases of the same name apart by their executions', () => {
    const twice = [release('aaaa1111-aaaa', '1.0', 'c0ffee'), release('bbbb2222-bbbb', '1.0', 'c0ffee')];

    expect(() => releaseNamed(twice, '1.0')).toThrow('1.0 (aaaa1111), 1.0 (bbbb2222)');
    expect(() => releaseNamed([], '1.0')).toThrow('Nothing has been released yet.');
  });

  it('is refused with five to choose among, and no more of what was typed than forty characters', () => {
    const many = ['6', '5', '4', '3', '2', '1'].map((name) => release(`execution-${name}`, name, 'c0ffee'));
    const typed = ` ${'x'.repeat(41)} `;

    expect(() => releaseNamed(many, typed)).toThrow(
      `There is no release “${'x'.repeat(40)}”. The newest are 6, 5, 4, 3, 2.`,
    );
  });

  it.each([
    ['its model version', { version: '1.0' }, { commitId: 'c0ffee0c0ffee' }, '1.0'],
    ['its commit, where it has none', {}, { commitId: 'c0ffee0c0ffee' }, 'c0ffee0'],
    ['its execution, where nobody knows that either', {}, undefined, 'execution'],
  ])('is named by %s', (_what, model, revision, expected) => {
    const named = aRelease({ executionId: 'execution'.padEnd(36, '-'), model, revision });

    expect(releaseName(named)).toBe(expected.slice(0, 8));
  });
});
