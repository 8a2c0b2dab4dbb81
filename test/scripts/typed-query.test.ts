import { typedQuery } from '../../scripts/audit/typed-query';

const NOW = new Date('2026-11-29T20:15:00Z');

describe('what is asked of the record in a terminal', () => {
  it.each([
    ['today', '2026-11-29T00:00:00.000Z', '2026-11-30T00:00:00.000Z'],
    ['yesterday', '2026-11-28T00:00:00.000Z', '2026-11-29T00:00:00.000Z'],
    ['2026-02-28', '2026-02-28T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
  ])('takes %s for a day of UTC', (day, from, to) => {
    expect(typedQuery({ day }, NOW)).toMatchObject({ from: new Date(from), to: new Date(to) });
  });

  it.each([
    'U0ADA',
    'W012ABCDEF',
    'arn:aws:iam::123456789012:user/ada',
    'arn:aws-cn:sts::1:assumed-role/a/b',
    'policy',
  ])('takes %s for an id', (by) => {
    expect(typedQuery({ by }, NOW).actor).toBe(by);
  });

  it.each([
    [{ by: 'ada' }, /^--by takes an id, as the list has it in brackets: .* “ada” is none\.$/],
    [{ by: '@ada' }, /^--by takes an id/],
    [{ day: 'monday' }, /^--day is today, yesterday or a day such as 2026-11-28/],
    [{ day: '2026-02-30' }, /^--day is today/],
    [{ day: 'today', since: '1d' }, /^Write either --since or --day/],
    [{ since: 'long ago' }, /^--since is a time such as/],
  ])('refuses %j with a sentence', (values, sentence) => {
    expect(() => typedQuery(values, NOW)).toThrow(sentence);
  });
});
