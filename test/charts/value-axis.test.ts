import fc from 'fast-check';
import { valueAxis } from '../../src/charts/value-axis';

describe('the axis of a metric', () => {
  it.each([
    ['shares', [0.91, 0.94, 0.9], [0.88, 0.96]],
    ['equal values, in its middle', [0.94, 0.94], [0.875, 1]],
    ['one that is 0', [0], [-1, 1]],
    ['negative ones', [-120, -80], [-140, -60]],
    ['nothing', [undefined], [0, 1]],
  ])('goes round %s', (_what, values, [from, to]) => {
    const { min, max } = valueAxis(values);

    expect([min, max].map((end) => Number(end.toPrecision(6)))).toEqual([from, to]);
  });

  it('holds every value, with few lines, however large or small', () => {
    const value = fc
      .double({ min: -1e300, max: 1e300, noNaN: true })
      .map((number) => (Math.abs(number) < 1e-300 ? 0 : number));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), (values) => {
        const { min, max, interval } = valueAxis(values);

        expect(min).toBeLessThanOrEqual(Math.min(...values));
        expect(max).toBeGreaterThanOrEqual(Math.max(...values));
        expect((max - min) / interval).toBeLessThan(8);
      }),
    );
  });
});
