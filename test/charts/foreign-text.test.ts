import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { charts } from '../../src/charts/charts';
import { DIGEST_HEIGHT, digestChart } from '../../src/charts/digest-chart';
import { RELEASES_HEIGHT, releasesChart } from '../../src/charts/releases-chart';
import { chartSvg } from '../../src/charts/render-chart';
import { aChartRelease, aDigestChart, aReleasesChart } from '../support/builders/charts';
import { readPng } from '../support/read-png';

/** Names of every element, and of every attribute. */
function namesIn(svg: string): Set<string> {
  const names = new Set<string>();
  const walk = (node: unknown): void => {
    for (const [name, inner] of Object.entries(Object(node))) {
      if (!/^\d+$/.test(name)) names.add(name);
      if (typeof inner === 'object') walk(inner);
    }
  };
  walk(new XMLParser({ ignoreAttributes: false }).parse(svg));
  return names;
}

const NAMES = [
  ['a script', '<script>alert(1)</script>'],
  ['an image', '<image href="file:///etc/passwd"/>'],
  ['an entity', '&lol; &#0; & &&amp;'],
  ['the end of an attribute', '" onload="alert(1)" x=\''],
  ['the end of a comment or of data', ']]> --> <!-- <![CDATA['],
  ['a style of ECharts', '{a|b} {b} {c} {value}'],
  ['control characters', 'a\u0000b\u0008\u001b[31m\ufffe\uffff'],
  ['half a character', '\ud83d'],
  ['another writing', '企鹅模型 🐧 שלום'],
  ['500 characters', 'x'.repeat(500)],
  ['500 that are escaped', '<&>"\''.repeat(100)],
  ['nothing', ''],
];

describe('what others have named', () => {
  const innocent = [
    chartSvg(digestChart(aDigestChart()), DIGEST_HEIGHT),
    chartSvg(releasesChart(aReleasesChart()), RELEASES_HEIGHT),
  ];
  const known = new Set(innocent.flatMap((svg) => [...namesIn(svg)]));

  it.each(NAMES)('is only text in a picture: %s', (_what, name) => {
    const releases = [aChartRelease(0, { name }), aChartRelease(1, { rollbackTo: name }), aChartRelease(2, { name })];
    const data = aReleasesChart({ pipeline: name, metric: name, releases });

    const svgs = [
      chartSvg(digestChart(aDigestChart({ of: name })), DIGEST_HEIGHT),
      chartSvg(releasesChart(data), RELEASES_HEIGHT),
    ];

    for (const svg of svgs) {
      expect(XMLValidator.validate(svg)).toBe(true);
      expect([...namesIn(svg)].filter((found) => !known.has(found))).toEqual([]);
    }
  });

  it('leaves alone what every object has, though it is called so', () => {
    const inherited = Object.getOwnPropertyNames(Object.prototype);
    const own = () => [Object.prototype, Object].map((every) => Object.keys(every));
    const before = own();

    for (const name of inherited) {
      const releases = [aChartRelease(0, { name }), aChartRelease(1, { rollbackTo: name }), aChartRelease(2, { name })];
      chartSvg(releasesChart(aReleasesChart({ pipeline: name, metric: name, releases })), RELEASES_HEIGHT);
      chartSvg(digestChart(aDigestChart({ of: name })), DIGEST_HEIGHT);
    }

    expect(own()).toEqual(before);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(inherited);
  });

  it('is drawn, whatever it is', async () => {
    const names = NAMES.map(([, name = '']) => name);
    const releases = names.map((name, index) => aChartRelease(index, { name, isBad: index % 2 > 0 }));

    const picture = await charts().releases(
      aReleasesChart({ pipeline: names.join(''), metric: names.join(''), releases }),
    );

    expect(readPng(picture?.png ?? new Uint8Array()).width).toBe(1800);
    expect(picture?.alt.length).toBeLessThanOrEqual(1000);
    expect(picture?.title).not.toMatch(/\p{Cc}|\p{Cn}|\p{Cs}/u);
  });
});
