import {
  alarmCardKey,
  approvalCardKey,
  buildCardKey,
  type Card,
  type CardSubject,
  cardSubject,
  digestCardKey,
  executionCardKey,
  isBehind,
  isChanging,
  lockCardKey,
  markChanged,
  markChanging,
  modelPackageCardKey,
  pullRequestCardKey,
  takeLease,
} from '../../src/domain/cards';

const KEY = approvalCardKey('a-1');
const LEASE_MS = 30_000;
const at = (second: number) => new Date(Date.UTC(2026, 2, 2, 9, 0, second));

const aCard = (rest: Partial<Card> = {}): Card => ({ key: KEY, version: 2, drawnVersion: 1, places: [], ...rest });

describe('the key of a card', () => {
  it.each<[string, CardSubject]>([
    [approvalCardKey('a-1'), { kind: 'approval', approvalId: 'a-1' }],
    [executionCardKey('penguins', 'e-1'), { kind: 'execution', pipeline: 'penguins', executionId: 'e-1' }],
    [buildCardKey('build:1'), { kind: 'build', buildId: 'build:1' }],
    [lockCardKey('penguins', 'l-1'), { kind: 'lock', pipeline: 'penguins', lockId: 'l-1' }],
    [pullRequestCardKey('penguins', '7'), { kind: 'pull-request', repository: 'penguins', pullRequestId: '7' }],
    [modelPackageCardKey('penguins', '3'), { kind: 'model-package', pipeline: 'penguins', version: '3' }],
    [alarmCardKey('penguins', 'r-1'), { kind: 'alarm', pipeline: 'penguins', ringId: 'r-1' }],
    [digestCardKey('C0RELEASES', '2026-11-28'), { kind: 'digest', channel: 'C0RELEASES', day: '2026-11-28' }],
  ])('%s says what it shows', (key, subject) => {
    expect(cardSubject(key)).toEqual(subject);
  });

  it.each([
    '',
    'approval',
    'approval#',
    'build#',
    'execution#penguins',
    'execution##e-1',
    'lock#penguins#',
    'lock##l-1',
    'pull-request#penguins',
    'pull-request##7',
    'model-package#penguins',
    'model-package##3',
    'alarm#penguins',
    'alarm##r-1',
    'digest#C0RELEASES',
    'digest##2026-11-28',
    'poster#penguins#1',
  ])('that is cut off or of another kind shows nothing: %s', (key) => {
    expect(cardSubject(key)).toBeUndefined();
  });
});

describe('a card', () => {
  it('stands nowhere at first, and is behind', () => {
    const first = markChanged(KEY, undefined);

    expect(first).toEqual({ key: KEY, version: 1, drawnVersion: 0, places: [] });
    expect(isBehind(first)).toBe(true);
    expect(isBehind({ ...first, drawnVersion: 1 })).toBe(false);
  });

  it('is changing until all that was announced has been made', () => {
    const announced = markChanging(KEY, markChanging(KEY, undefined, at(0), LEASE_MS), at(1), LEASE_MS);
    const once = markChanged(KEY, announced, true);
    const twice = markChanged(KEY, once, true);

    expect(announced).toMatchObject({ version: 2, changing: { count: 2, until: at(31) } });
    expect([announced, once, twice].map((card) => isChanging(card, at(2)))).toEqual([true, true, false]);
    expect(twice).toEqual({ key: KEY, version: 4, drawnVersion: 0, places: [] });
  });

  it('is changing all the same after a change that nobody has announced', () => {
    const announced = markChanging(KEY, undefined, at(0), LEASE_MS);

    expect(markChanged(KEY, announced)).toMatchObject({ version: 2, changing: { count: 1, until: at(30) } });
  });

  it('is changing no more where whoever announced it can be taken for dead, and counts anew from there', () => {
    const announced = markChanging(KEY, undefined, at(0), LEASE_MS);

    expect([29, 30].map((second) => isChanging(announced, at(second)))).toEqual([true, false]);
    expect(markChanging(KEY, announced, at(30), LEASE_MS).changing).toEqual({ count: 1, until: at(60) });
  });

  it('is drawn by one at a time, and by nobody where there is nothing to draw', () => {
    const drawn = aCard({ drawnVersion: 2 });
    const leased = takeLease(aCard(), 'task-1', at(0), LEASE_MS);

    expect(leased).toEqual(aCard({ lease: { owner: 'task-1', until: at(30) } }));
    expect(takeLease(leased, 'task-2', at(29), LEASE_MS)).toBe(leased);
    expect(takeLease(leased, 'task-1', at(29), LEASE_MS).lease).toEqual({ owner: 'task-1', until: at(59) });
    expect(takeLease(leased, 'task-2', at(30), LEASE_MS).lease?.owner).toBe('task-2');
    expect(takeLease(drawn, 'task-1', at(0), LEASE_MS)).toBe(drawn);
  });
});
