import { ConfigurationError, parseConfiguration } from '../../src/config/load';
import { policiesFrom } from '../../src/config/policies';
import { freezeAt } from '../../src/domain/policies/freeze';

const configuration = (freezes: string, ofFraud = '[]'): string => `channel: C012ABCDEF
pipelines:
  fraud: { freezes: ${ofFraud} }
  churn: {}
freezes:
${freezes}
`;
const freeze = (from: string, to: string, timeZone = 'Europe/Berlin'): string =>
  `  - from: ${from}\n    to: ${to}\n    timeZone: ${timeZone}\n    reason: nobody is on call`;
const policies = (text: string) => policiesFrom(parseConfiguration(text, 'mlpipeline.yaml'));
const until = (freezes: string, now: string): string | undefined =>
  freezeAt(policies(configuration(freezes)).pipeline('fraud').freezes, new Date(now))?.until.toISOString();

function mistakesOf(text: string): readonly string[] {
  try {
    parseConfiguration(text, 'mlpipeline.yaml');
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.mistakes;
    throw error;
  }
}

describe('freezes in mlpipeline.yaml', () => {
  it.each([
    ['every week', freeze('Fri 16:00', 'Mon 08:00'), '2026-03-07T12:00:00Z', '2026-03-09T07:00:00.000Z'],
    [
      'on dates, the last one included',
      freeze('2026-12-24', '2026-12-26'),
      '2026-12-26T22:59:00Z',
      '2026-12-26T23:00:00.000Z',
    ],
    ['on one date', freeze('2026-12-31', '2026-12-31'), '2026-12-31T12:00:00Z', '2026-12-31T23:00:00.000Z'],
    [
      'from a time of a date on',
      freeze('2026-12-24 12:00', '2027-01-04T08:00'),
      '2026-12-24T11:00:00Z',
      '2027-01-04T07:00:00.000Z',
    ],
    ['no longer', freeze('2026-12-24', '2026-12-26'), '2026-12-26T23:00:00Z', undefined],
  ])('hold %s', (_when, freezes, now, end) => {
    expect(until(freezes, now)).toBe(end);
  });

  it('of all pipelines hold for each, beside its own', () => {
    const own = '[{ from: 2026-07-01, to: 2026-07-02, timeZone: UTC, reason: audit }]';

    const { pipeline } = policies(configuration(freeze('Fri 16:00', 'Mon 08:00'), own));

    expect(pipeline('fraud').freezes.map(({ reason }) => reason)).toEqual(['nobody is on call', 'audit']);
    expect(pipeline('churn').freezes.map(({ reason }) => reason)).toEqual(['nobody is on call']);
  });

  it.each([
    [
      'a time that is none',
      freeze('Friday evening', 'Mon 08:00'),
      /^mlpipeline\.yaml:6: freezes\[0\]\.from must be a time of the week/,
    ],
    [
      'a day that is none',
      freeze('2026-02-30', '2026-03-01'),
      /^mlpipeline\.yaml:6: freezes\[0\]\.from is no day of the calendar/,
    ],
    [
      'a week against a date',
      freeze('Fri 16:00', '2026-03-01'),
      /^mlpipeline\.yaml:7: freezes\[0\]\.to must be a time of the week, as/,
    ],
    [
      'an end before its beginning',
      freeze('2026-03-02', '2026-03-01'),
      /^mlpipeline\.yaml:7: freezes\[0\]\.to must be after from/,
    ],
    [
      'no time at all',
      freeze('Fri 16:00', 'Fri 16:00'),
      /^mlpipeline\.yaml:7: freezes\[0\]\.to must not be the same as from/,
    ],
    [
      'a zone that is none',
      freeze('Fri 16:00', 'Mon 08:00', 'Europe/Berln'),
      /^mlpipeline\.yaml:8: .*did you mean Europe\/Berlin/,
    ],
    [
      'an offset for a zone',
      freeze('Fri 16:00', 'Mon 08:00', '"+02:00"'),
      /^mlpipeline\.yaml:8: .*must be an IANA time zone such as/,
    ],
    [
      'no reason',
      freeze('Fri 16:00', 'Mon 08:00').replace('nobody is on call', '" "'),
      /^mlpipeline\.yaml:9: freezes\[0\]\.reason/,
    ],
  ])('are refused with %s', (_what, freezes, mistake) => {
    expect(mistakesOf(configuration(freezes))).toEqual([expect.stringMatching(mistake)]);
  });
});
