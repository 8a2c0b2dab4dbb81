import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { charts } from '../../src/charts/charts';
import { PALETTE } from '../../src/charts/palette';
import type { ChartRelease, Picture } from '../../src/domain/ports/charts';
import { aChartRelease, aDigestChart, aReleasesChart } from '../support/builders/charts';
import { readPng } from '../support/read-png';

const drawn = charts();

/** Slack loads pictures on phones too. */
const MOST_BYTES = 200_000;

/** Pixels of a colour that no other mark has. */
const pixelsOf = (picture: Picture | undefined, name: keyof typeof PALETTE): number =>
  readPng(picture?.png ?? new Uint8Array()).colours.get(PALETTE[name]) ?? 0;

/** As docs/images has them, where these are taken anew: `npm run screenshots`. */
function keep(name: string, { png }: Picture): void {
  if (process.env.SCREENSHOTS_DIR) writeFileSync(join(process.env.SCREENSHOTS_DIR, `${name}.png`), png);
}

describe('the picture of a digest', () => {
  it('is a PNG of twice 900 by 506, light enough for a phone, with every kind of mark, and the same for the same days', async () => {
    const picture = await drawn.digest(aDigestChart());
    const again = await drawn.digest(aDigestChart());
    if (picture) keep('digest-chart', picture);

    expect(readPng(picture?.png ?? new Uint8Array())).toMatchObject({ width: 1800, height: 1012 });
    expect(picture?.png.length).toBeLessThan(MOST_BYTES);
    for (const mark of ['good', 'bad', 'back', 'line', 'text', 'quiet'] as const) {
      expect([mark, pixelsOf(picture, mark) > 100]).toEqual([mark, true]);
    }
    expect(Buffer.compare(picture?.png ?? Buffer.alloc(0), again?.png ?? Buffer.alloc(1))).toBe(0);
  });

  it('has no mark of what did not happen', async () => {
    const days = aDigestChart().days.map((day) => ({ ...day, failures: 0, rollbacks: 0 }));
    const { png } = (await drawn.digest(aDigestChart({ days }))) ?? {};
    const without = (await drawn.digest(aDigestChart()))?.png;

    const failed = (bytes: Uint8Array | undefined) => readPng(bytes ?? new Uint8Array()).colours.get(PALETTE.bad) ?? 0;
    expect(failed(png)).toBeLessThan(failed(without) / 2); // the one in the legend
  });

  it('is not drawn where nothing happened', async () => {
    const days = aDigestChart().days.map(({ date }) => ({ date, releases: 0, failures: 0, rollbacks: 0 }));

    expect(await drawn.digest(aDigestChart({ days }))).toBeUndefined();
    expect(await drawn.digest(aDigestChart({ days: [] }))).toBeUndefined();
  });
});

describe('the picture of a metric over releases', () => {
  it('is a PNG with every kind of mark', async () => {
    const picture = await drawn.releases(aReleasesChart());
    if (picture) keep('releases-chart', picture);

    expect(readPng(picture?.png ?? new Uint8Array())).toMatchObject({ width: 1800, height: 920 });
    expect(picture?.png.length).toBeLessThan(MOST_BYTES);
    for (const mark of ['good', 'bad', 'back', 'gate', 'text'] as const) {
      expect([mark, pixelsOf(picture, mark) > 100]).toEqual([mark, true]);
    }
  });

  const values = (count: number, of: (index: number) => number | undefined): ChartRelease[] =>
    Array.from({ length: count }, (_, index) => aChartRelease(index, { value: of(index) }));

  it.each([
    ['one release', values(1, () => 0.9)],
    ['two', values(2, (index) => index)],
    ['sixty', values(60, (index) => Math.sin(index))],
    ['equal values', values(5, () => 0.94)],
    ['negative values', values(4, (index) => -1e7 - index)],
    ['tiny values', values(4, (index) => 1e-9 * index)],
    ['huge values', values(4, (index) => 1e300 * (index + 1))],
    ['values that are missing', values(9, (index) => (index % 2 ? undefined : 0.9))],
    ['some that are no numbers', values(4, (index) => [0.9, Number.NaN, Number.POSITIVE_INFINITY, 0.8][index])],
  ])('can be drawn of %s', async (_what, releases) => {
    const picture = await drawn.releases(aReleasesChart({ releases, gate: undefined }));

    expect(pixelsOf(picture, 'good')).toBeGreaterThan(100);
    expect(picture?.alt).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('is not drawn where no release has a value', async () => {
    const releases = [aChartRelease(0, { value: undefined }), aChartRelease(1, { value: Number.NaN })];

    expect(await drawn.releases(aReleasesChart({ releases }))).toBeUndefined();
    expect(await drawn.releases(aReleasesChart({ releases: [] }))).toBeUndefined();
  });
});
