import { digestAlt, digestTitle } from '../../src/charts/digest-alt';
import { releasesAlt, releasesTitle } from '../../src/charts/releases-alt';
import { aChartRelease, aDigestChart, aReleasesChart } from '../support/builders/charts';

describe('the words of a digest’s picture', () => {
  it('say what it shows, with its figures', () => {
    expect(digestAlt(aDigestChart())).toBe(
      'penguins, 14 days to 28 Nov: 14 releases (busiest 26 Nov with 3), 2 failed (18 Nov, 26 Nov), 1 rollback; ' +
        'median lead time fell from 5 h 3 min in the first half to 3 h 18 min in the second.',
    );
    expect(digestTitle(aDigestChart())).toBe('Releases of penguins, 15 to 28 Nov 2026');
  });

  const day = { date: '2026-12-01', releases: 1, failures: 0, rollbacks: 0 };
  it.each([
    [
      'one day',
      [{ ...day, leadTimeMs: 60_000 }],
      'penguins, 1 Dec: 1 release, none failed, 0 rollbacks; median lead time 1 min.',
    ],
    [
      'failures alone',
      [{ ...day, releases: 0, failures: 2, failedDeployments: 2 }],
      'penguins, 1 Dec: 0 releases, 2 failed (1 Dec), 0 rollbacks; no lead time to tell.',
    ],
    [
      'a lead time that stays',
      [
        { ...day, date: '2026-11-30', leadTimeMs: 60_000 },
        { ...day, leadTimeMs: 60_400 },
      ],
      'penguins, 2 days to 1 Dec: 2 releases (busiest 30 Nov with 1), none failed, 0 rollbacks; median lead time 1 min in both halves.',
    ],
  ])('are right about %s', (_what, days, words) => {
    expect(digestAlt(aDigestChart({ days }))).toBe(words);
  });
});

describe('the words of a picture of releases', () => {
  it('say what it shows, with its figures', () => {
    expect(releasesAlt(aReleasesChart())).toBe(
      'accuracy of penguins over 12 releases: from 0.912 (1.0.0) to 0.944 (1.11.0), lowest 0.887 (1.3.0), highest 0.949 (1.6.0); ' +
        'in production: 1.11.0 with 0.944; the gate is at least 0.9, 1 below it: 1.3.0; 1 marked bad: 1.6.0; 1 rolled back to: 1.5.0.',
    );
    expect(releasesTitle(aReleasesChart({ metric: 'macro_f1' }))).toBe('macro f1 of penguins by release');
  });

  it.each([
    [
      'one release',
      [aChartRelease(0)],
      'accuracy of penguins over 1 release: 0.9 (1.0.0); the gate is at least 0.9, none is below it.',
    ],
    [
      'equal values and missing ones',
      [
        aChartRelease(0, { value: 0.95 }),
        aChartRelease(1, { value: 0.95 }),
        aChartRelease(2, { value: undefined, isProduction: true }),
      ],
      'accuracy of penguins over 3 releases: always 0.95; in production: 1.2.0 with no value; the gate is at least 0.9, none is below it; 1 reported no value.',
    ],
  ])('are right about %s', (_what, releases, words) => {
    expect(releasesAlt(aReleasesChart({ releases }))).toBe(words);
  });

  it('are no longer than Slack takes, whatever others have named', () => {
    const releases = Array.from({ length: 30 }, (_, index) =>
      aChartRelease(index, { name: `${index}${'n'.repeat(400)}`, value: 0, isBad: true }),
    );

    const words = releasesAlt(aReleasesChart({ pipeline: 'p '.repeat(400), metric: 'm'.repeat(100), releases }));

    expect([...words].length).toBeLessThanOrEqual(1000);
    expect(words.endsWith('…')).toBe(true);
  });
});
