import fc from 'fast-check';
import { change, duration, figure } from '../../src/domain/figures';

describe('figures on a card', () => {
  it.each([
    ['0.94117647', '0.9412'],
    ['0.000123456', '1.235e-4'],
    ['12345.678', '12,346'],
    ['17', '17'],
    ['0.9', '0.9'],
    ['0.90', '0.90'],
    ['0.93996', '0.94'],
    ['0.00123456', '0.001235'],
    ['0.001', '0.001'],
    ['0.00099996', '0.001'],
    ['0.0001', '1e-4'],
    ['1.00049', '1'],
    ['3.14159', '3.142'],
    ['123.456', '123.5'],
    ['999.96', '1,000'],
    ['1234.5', '1,235'],
    ['12345', '12,345'],
    ['1e3', '1,000'],
    ['1.5E-7', '1.5e-7'],
    ['123456789012345678', '1.235e17'],
    ['1.7976e308', '1.7976e308'],
    ['5e-324', '5e-324'],
    ['-0.94117647', '−0.9412'],
    ['-17', '−17'],
    ['-1234.5', '−1,234'],
    ['-0.0', '0'],
    ['0.00', '0'],
    ['.5', '0.5'],
    ['+0.51234', '0.5123'],
    [' 0.5 ', '0.5'],
    ['abc', 'abc'],
    ['', ''],
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['-inf', '-inf'],
    ['0x10', '0x10'],
    ['1,234', '1,234'],
    ['94 %', '94 %'],
    ['1e999', '1e999'],
  ])('show %s as %s', (value, expected) => {
    expect(figure(value)).toBe(expected);
  });

  const read = (text: string): number => Number(text.replaceAll(',', '').replace('−', '-').replace('+', ''));
  const metric = fc.oneof(
    fc.double({ min: -2, max: 2, noNaN: true }),
    fc.double({ min: -1e5, max: 1e5, noNaN: true }),
    fc.double({ min: -1e300, max: 1e300, noNaN: true }),
    fc.integer(),
  );

  it('never say something that is off by more than half of the last of four digits', () => {
    fc.assert(
      fc.property(metric, (value) => {
        expect(Math.abs(read(figure(String(value))) - value)).toBeLessThanOrEqual(Math.abs(value) * 5.01e-4);
      }),
    );
  });

  it('add up: what is shown, less what is shown of production, is the change', () => {
    const accuracy = fc.double({ min: 0.1, max: 1, noNaN: true });
    fc.assert(
      fc.property(accuracy, accuracy, (now, before) => {
        const difference = read(figure(String(now))) - read(figure(String(before)));
        const shown = change(String(now), String(before)) ?? '';

        expect(/^[±≈]0$/.test(shown) ? 0 : read(shown)).toBeCloseTo(difference, 9);
      }),
    );
  });

  it.each([
    ['0.94117647', '0.931', '+0.0102'],
    ['0.94117647', '0.94119', '≈0'],
    ['0.94', '0.940', '±0'],
    ['12345.678', '12000', '+346'],
    ['0.0001234', '0.0001', '+2.34e-5'],
    ['-3', '4.5', '−7.5'],
    ['NaN', '1', undefined],
    ['0x10', '1', undefined],
    ['0.94', '0.93', '+0.01'],
    ['0.9', '0.945', '−0.045'],
    ['3', '3', '±0'],
    ['1e-3', '2e-3', '−0.001'],
    ['n/a', '0.9', undefined],
    ['0.9', undefined, undefined],
    ['', '1', undefined],
  ])('shows %s against %s as %s', (now, before, expected) => {
    expect(change(now, before)).toBe(expected);
  });

  it.each([
    [0, '0 s'],
    [59_400, '59 s'],
    [60_000, '1 min'],
    [200_000, '3 min 20 s'],
    [3 * 3_600_000 + 5 * 60_000, '3 h 5 min'],
    [50 * 3_600_000, '2 d 2 h'],
    [-5, '0 s'],
  ])('shows %i ms as %s', (ms, expected) => {
    expect(duration(ms)).toBe(expected);
  });
});
