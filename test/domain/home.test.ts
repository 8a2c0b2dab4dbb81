import { claimed, type Home, isWatched, openedHome, released, saysAlready } from '../../src/domain/homes/home';

const NINE = Date.UTC(2026, 2, 2, 9);
/** So many seconds after nine. */
const second = (seconds: number) => new Date(NINE + 1_000 * seconds);
const HALF_AN_HOUR = 30 * 60;
const LEASE = 15;

const aHome = (rest: Partial<Home> = {}): Home => ({ slackId: 'U0ADA', openedAt: second(0), page: 1, ...rest });

describe('somebody’s Home tab', () => {
  it('is followed for half an hour after it was opened', () => {
    expect([HALF_AN_HOUR - 1, HALF_AN_HOUR].map((seconds) => isWatched(aHome(), second(seconds)))).toEqual([
      true,
      false,
    ]);
  });

  it('opens at the page that it was left at, while it is followed, else at the first, unless one is asked for', () => {
    const left = aHome({ page: 3, published: { at: second(1), content: 'c0ffee' } });
    const opened = (seconds: number, page?: number) => openedHome(left, { slackId: 'U0ADA', page }, second(seconds));

    expect(opened(HALF_AN_HOUR - 1)).toEqual({ ...left, openedAt: second(HALF_AN_HOUR - 1) });
    expect(opened(HALF_AN_HOUR)).toEqual({ ...left, openedAt: second(HALF_AN_HOUR), page: 1 });
    expect(opened(HALF_AN_HOUR, 2).page).toBe(2);
    expect(openedHome(undefined, { slackId: 'U0ADA' }, second(0))).toEqual(aHome());
  });

  it('is not published again with the same words within half a minute', () => {
    const shown = (openedAfter: number) =>
      aHome({ openedAt: second(openedAfter), published: { at: second(0), content: 'same' } });

    expect(saysAlready(shown(29), 'same')).toBe(true);
    expect(saysAlready(shown(30), 'same')).toBe(false);
    expect(saysAlready(shown(0), 'other')).toBe(false);
    expect(saysAlready(aHome(), 'same')).toBe(false);
  });

  it('is published by whoever has the right to, which lasts until it is given back or for fifteen seconds', () => {
    const seen = aHome();
    const claims = (home: Home, owner: string, at: Date) => claimed(home, { owner, seen }, at);

    const first = claims(seen, 'task-1', second(0));

    expect(first.lease).toEqual({ owner: 'task-1', until: second(LEASE) });
    expect(claims(first, 'task-2', second(LEASE - 1))).toBe(first);
    expect(claims(first, 'task-2', second(LEASE)).lease?.owner).toBe('task-2');
    expect(claims(released(first, 'task-1', undefined), 'task-2', second(1)).lease?.owner).toBe('task-2');
  });

  it('is not published from what was read before somebody else has published', () => {
    const published = { at: second(1), content: 'c0ffee' };
    const now = aHome({ published });
    const claims = (seen: Home) => claimed(now, { owner: 'task-1', seen }, second(2));

    expect(claims(aHome())).toBe(now);
    expect(claims(aHome({ published: { ...published, at: second(0) } }))).toBe(now);
    expect(claims(aHome({ published: { ...published, at: second(1) } })).lease?.owner).toBe('task-1');
  });

  it('keeps what stands in it, where nothing was published in its place, or by somebody who lost the right', () => {
    const published = { at: second(1), content: 'c0ffee' };
    const next = { at: second(2), content: 'decaf' };
    const home = aHome({ published, lease: { owner: 'task-1', until: second(LEASE) } });

    expect(released(home, 'task-1', next)).toEqual(aHome({ published: next }));
    expect(released(home, 'task-1', undefined)).toEqual(aHome({ published }));
    expect(released(home, 'task-2', next)).toBe(home);
    expect(released(aHome(), 'task-2', next)).toEqual(aHome());
  });
});
