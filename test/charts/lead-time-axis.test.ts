import { leadTimeAxis } from '../../src/charts/lead-time-axis';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

function labels(...times: number[]): string[] {
  const { scale, label } = leadTimeAxis(times);
  if (scale.type === 'log') {
    const powers = Math.round(Math.log10(scale.max / scale.min));
    return Array.from({ length: powers + 1 }, (_, power) => label(scale.min * 10 ** power));
  }
  return Array.from({ length: scale.max / scale.interval + 1 }, (_, line) => label(line * scale.interval));
}

describe('the axis of lead times', () => {
  it.each([
    ['a quarter of an hour', [14 * MINUTE], ['0', '5 min', '10 min', '15 min']],
    ['hours', [6.2 * HOUR, 3 * HOUR], ['0', '3 h', '6 h', '9 h']],
    ['days', [2.5 * DAY, DAY], ['0', '24 h', '2 d', '3 d']],
    ['years', [2500 * DAY], ['0', '834 d', '1668 d', '2502 d']],
    ['one moment', [0], ['0', '1 min']],
    ['nothing', [], ['0', '1 min']],
    ['minutes beside days', [12 * MINUTE, 5 * DAY], ['6 min', '1 h', '10 h', '100 h', '1000 h']],
  ])('counts %s in steps that people count by', (_what, times, lines) => {
    expect(labels(...times)).toEqual(lines);
  });
});
