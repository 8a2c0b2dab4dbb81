import { figure } from '../domain/figures';
import type { ChartRelease, ReleasesChart } from '../domain/ports/charts';
import { briefly } from './brief-alt';
import { counted } from './days-in-words';
import { drawable, shortened } from './drawable-text';
import { misses } from './release-marks';

/** Characters of one name; names of one kind that are told. */
const NAME = 30;
const NAMED = 5;

/** What the picture of a metric over releases says, for whoever does not see it. */
export function releasesAlt(data: ReleasesChart): string {
  const { pipeline, releases, gate } = data;
  const told = releases.filter(({ value }) => value !== undefined);
  const silent = releases.length - told.length;
  const production = releases.find(({ isProduction }) => isProduction);
  const sentences = [
    `${metricOf(data)} of ${drawable(pipeline)} over ${counted(releases.length, 'release')}${rangeOf(told)}`,
    ...(production ? [`in production: ${named(production)} with ${shownValue(production)}`] : []),
    ...(gate ? [gateWords(data, told)] : []),
    ...listed(
      'marked bad',
      releases.filter(({ isBad }) => isBad),
    ),
    ...listed(
      'rolled back to',
      releases.filter(({ rollbackTo }) => rollbackTo !== undefined),
    ),
    ...(silent > 0 ? [`${silent} reported no value`] : []),
  ];
  return briefly(`${sentences.join('; ')}.`);
}

/** As the picture is called where it is shown. */
export const releasesTitle = (data: ReleasesChart): string =>
  `${metricOf(data)} of ${drawable(data.pipeline)} by release`;

const metricOf = ({ metric }: ReleasesChart): string => drawable(metric.replaceAll('_', ' '));

const named = ({ name, rollbackTo }: ChartRelease): string => shortened(rollbackTo ?? name, NAME);

const shownValue = ({ value }: ChartRelease): string => (value === undefined ? 'no value' : figure(String(value)));

/** `: from 0.91 (1.0.0) to 0.94 (1.9.0), lowest 0.87 (1.4.0), highest 0.95 (1.6.0)`. */
function rangeOf(told: readonly ChartRelease[]): string {
  const [first, last] = [told[0], told.at(-1)];
  if (!first || !last) return ': no values';
  if (first === last) return `: ${withName(first)}`;
  const sorted = [...told].sort((one, other) => (one.value ?? 0) - (other.value ?? 0));
  const [lowest = first, highest = last] = [sorted[0], sorted.at(-1)];
  const ends = `: from ${withName(first)} to ${withName(last)}`;
  return lowest.value === highest.value
    ? `: always ${shownValue(first)}`
    : `${ends}, lowest ${withName(lowest)}, highest ${withName(highest)}`;
}

const withName = (release: ChartRelease): string => `${shownValue(release)} (${named(release)})`;

function gateWords({ gate }: ReleasesChart, told: readonly ChartRelease[]): string {
  if (!gate) return '';
  const isLower = gate.better === 'lower';
  const [words] = listed(
    isLower ? 'above it' : 'below it',
    told.filter((release) => misses(release, gate)),
  );
  const bound = `the gate is ${isLower ? 'at most' : 'at least'} ${figure(String(gate.value))}`;
  return words === undefined ? `${bound}, none is ${isLower ? 'above it' : 'below it'}` : `${bound}, ${words}`;
}

/** `2 below it: 1.3.0, 1.4.0`; nothing where there is none. */
function listed(what: string, releases: readonly ChartRelease[]): string[] {
  if (releases.length === 0) return [];
  const names = releases.slice(-NAMED).map(named);
  const more = releases.length > NAMED ? ' and earlier ones' : '';
  return [`${releases.length} ${what}: ${names.join(', ')}${more}`];
}
