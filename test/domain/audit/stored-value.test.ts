import {
  countIn,
  listIn,
  memberOf,
  momentIn,
  textIn,
  textsByName,
  textsIn,
} from '../../../src/domain/audit/stored-value';

/** A record may have been tampered with: what is not as it should be is not there. */
describe('what is stored in a record', () => {
  const stored = {
    request: { reason: 'drift', count: 3, at: '2026-03-02T09:00:00.000Z', none: null },
    list: ['a', 1, 'b', null],
    names: { a: 'x', b: 2 },
  };

  it.each<[string, () => unknown, unknown]>([
    ['a text', () => textIn(stored, 'request', 'reason'), 'drift'],
    ['no text where it is a number', () => textIn(stored, 'request', 'count'), undefined],
    ['a count', () => countIn(stored, 'request', 'count'), 3],
    ['no count where it is a text', () => countIn(stored, 'request', 'reason'), undefined],
    ['a moment', () => momentIn(stored, 'request', 'at'), new Date(Date.UTC(2026, 2, 2, 9))],
    ['no moment where it is another text', () => momentIn(stored, 'request', 'reason'), undefined],
    ['no moment where it is missing', () => momentIn(stored, 'at'), undefined],
    ['a list', () => listIn(stored, 'list'), stored.list],
    ['an empty list where it is none', () => listIn(stored, 'names'), []],
    ['the texts of a list', () => textsIn(stored, 'list'), ['a', 'b']],
    ['texts by their names', () => textsByName(stored, 'names'), { a: 'x' }],
    ['no texts by the numbers of a list', () => textsByName(stored, 'list'), {}],
    ['no texts of what is nothing', () => textsByName(stored, 'request', 'none'), {}],
    ['nothing within nothing', () => memberOf(stored, 'request', 'none', 'reason'), undefined],
    ['nothing within a text', () => memberOf(stored, 'request', 'reason', 'length'), undefined],
    ['nothing by the numbers of a list', () => memberOf(stored, 'list', '0'), undefined],
    ['nothing that every object has', () => memberOf(stored, 'constructor'), undefined],
    ['itself where no path is given', () => memberOf('a'), 'a'],
  ])('is read as %s', (_what, read, expected) => {
    expect(read()).toEqual(expected);
  });
});
