import type { Charts } from '../domain/ports/charts';
import { digestAlt, digestTitle } from './digest-alt';
import { DIGEST_HEIGHT, digestChart } from './digest-chart';
import { releasesAlt, releasesTitle } from './releases-alt';
import { RELEASES_HEIGHT, releasesChart } from './releases-chart';

/**
 * Pictures by ECharts and resvg. Both are read when the first picture is asked for, from a bundle of their own
 * (scripts/build.mjs): the bot's start and memory do not pay for them.
 */
export function charts(): Charts {
  return {
    async digest(data) {
      if (!data.days.some(({ releases, failures, rollbacks }) => releases + failures + rollbacks > 0)) return undefined;
      const png = await drawer().renderChart(digestChart(data), DIGEST_HEIGHT);
      return { png, alt: digestAlt(data), title: digestTitle(data) };
    },
    async releases(data) {
      const drawn = { ...data, releases: data.releases.map(withFiniteValue) };
      if (!drawn.releases.some(({ value }) => value !== undefined)) return undefined;
      const png = await drawer().renderChart(releasesChart(drawn), RELEASES_HEIGHT);
      return { png, alt: releasesAlt(drawn), title: releasesTitle(drawn) };
    },
  };
}

const drawer = (): typeof import('./render-chart') => require('./render-chart');

/** What is no number has no place in a picture. */
const withFiniteValue = <T extends { value?: number | undefined }>(release: T): T =>
  Number.isFinite(release.value) ? release : { ...release, value: undefined };
