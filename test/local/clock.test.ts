import { MovableClock } from '../../infra/local/clock';

const HOUR_MS = 3_600_000;

const inHours = (clock: MovableClock, hours: number) => new Date(clock.now().getTime() + hours * HOUR_MS);

it('tells the time of the machine until it is moved', () => {
  const clock = new MovableClock();
  const before = clock.now().getTime();

  clock.advance(2 * HOUR_MS);

  expect(clock.now().getTime() - before).toBeGreaterThanOrEqual(2 * HOUR_MS);
  expect(clock.now().getTime() - before).toBeLessThan(2 * HOUR_MS + 60_000);
});

it('calls what falls due while it is moved, in order, each at its time', () => {
  const clock = new MovableClock();
  const start = clock.now().getTime();
  const calls: [string, number][] = [];
  const note = (name: string) => () => void calls.push([name, Math.round((clock.now().getTime() - start) / HOUR_MS)]);
  clock.at(inHours(clock, 3), note('later'));
  clock.at(inHours(clock, 1), () => {
    note('first')();
    clock.at(inHours(clock, 1), note('set by the first'));
  });
  clock.at(inHours(clock, 9), note('not yet'));

  clock.advance(5 * HOUR_MS);

  expect(calls).toEqual([
    ['first', 1],
    ['set by the first', 2],
    ['later', 3],
  ]);
});

it('is as far ahead at the next start as it was at the last', () => {
  let kept = 0;
  const first = new MovableClock(0, (aheadMs) => {
    kept = aheadMs;
  });
  first.advance(2 * HOUR_MS);

  const next = new MovableClock(kept);

  expect(next.now().getTime()).toBeGreaterThanOrEqual(Date.now() + 2 * HOUR_MS - 1_000);
});

it('does not call what was called off', () => {
  const clock = new MovableClock();
  const call = jest.fn();
  const callOff = clock.at(inHours(clock, 1), call);

  callOff();
  clock.advance(2 * HOUR_MS);

  expect(call).not.toHaveBeenCalled();
});

it('calls at once what is already due', async () => {
  const clock = new MovableClock();

  await expect(new Promise((called) => clock.at(inHours(clock, -1), () => called('late')))).resolves.toBe('late');
});
