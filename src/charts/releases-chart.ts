import type { EChartsOption, LineSeriesOption, ScatterSeriesOption } from 'echarts';
import { figure } from '../domain/figures';
import type { ChartRelease, ReleasesChart } from '../domain/ports/charts';
import { axisNames } from './axis-names';
import { counted, daysLabel } from './days-in-words';
import { shortened } from './drawable-text';
import { PALETTE } from './palette';
import { axisText, FONT, MARGIN, pictureFrame, SIZE, WIDTH } from './picture-frame';
import { MARKS, type MarkKind, markOf, misses } from './release-marks';
import { valueAxis } from './value-axis';

export const RELEASES_HEIGHT = 460;

/** Characters of each of the title's names. */
const NAME = 26;
/** Of UTC. */
const day = (at: Date): string => at.toISOString().slice(0, 10);

/**
 * One metric over releases in their order: a line, the gate, and a shape for each kind of release, explained above. What
 * production serves has a ring and its name.
 */
export function releasesChart(data: ReleasesChart): EChartsOption {
  const { releases, gate } = data;
  const marks = releases.map((release) => markOf(release, gate));
  const axis = valueAxis([...releases.map(({ value }) => value), gate?.value]);
  const names = axisNames(data, WIDTH - 2 * MARGIN - axis.width);
  return {
    ...pictureFrame(titleOf(data), subtitleOf(data), RELEASES_HEIGHT),
    legend: {
      ...{ left: MARGIN - 5, top: 94, itemWidth: 22, itemHeight: 20, itemGap: 24, selectedMode: false },
      textStyle: axisText,
      data: legendOf(marks, releases),
      formatter: (name) => (name === IN_PRODUCTION ? productionLabel(releases) : name),
    },
    grid: { left: MARGIN + axis.width, right: MARGIN + 14, top: 146, height: 240 },
    xAxis: {
      type: 'category',
      data: releases.map((_, index) => String(index)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: PALETTE.quiet, width: 2 }, onZero: false },
      axisLabel: {
        ...{ ...axisText, margin: 14, interval: names.isShown },
        ...(names.isLastLong && { alignMaxLabel: 'right' as const }),
        formatter: (index: string) => names.of[Number(index)] ?? '',
      },
    },
    yAxis: {
      ...{ type: 'value', min: axis.min, max: axis.max, interval: axis.interval },
      axisLabel: { ...axisText, formatter: axis.label },
      splitLine: { lineStyle: { color: PALETTE.grid } },
    },
    series: [
      lineOf(data),
      ...(Object.keys(MARKS) as MarkKind[]).map((kind) => shapesOf(kind, data, marks)),
      ringOf(data),
    ],
  };
}

function titleOf({ pipeline, metric }: ReleasesChart): string {
  return `${shortened(pipeline, NAME)}: ${shortened(metric.replaceAll('_', ' '), NAME)}`;
}

function subtitleOf({ releases }: ReleasesChart): string {
  const [first, last] = [releases[0], releases.at(-1)];
  if (!first || !last) return '';
  const rollbacks = releases.filter(({ rollbackTo }) => rollbackTo !== undefined).length;
  const parts = [
    counted(releases.length - rollbacks, 'release'),
    ...(rollbacks > 0 ? [counted(rollbacks, 'rollback')] : []),
    daysLabel(day(first.releasedAt), day(last.releasedAt)),
  ];
  return parts.join(', ');
}

const IN_PRODUCTION = 'in production';

/** Only what there is. */
function legendOf(marks: readonly MarkKind[], releases: readonly ChartRelease[]): string[] {
  const kinds = (Object.keys(MARKS) as MarkKind[]).toReversed().filter((kind) => marks.includes(kind));
  return releases.some(({ isProduction }) => isProduction) ? [...kinds, IN_PRODUCTION] : kinds;
}

function productionLabel(releases: readonly ChartRelease[]): string {
  const value = releases.find(({ isProduction }) => isProduction)?.value;
  return value === undefined ? `${IN_PRODUCTION}: no value` : `${IN_PRODUCTION}: ${figure(String(value))}`;
}

const point = (value: number | undefined): number | '-' => value ?? '-';

function lineOf({ releases, gate }: ReleasesChart): LineSeriesOption {
  return {
    ...{ type: 'line', name: 'value', symbol: 'none', silent: true, data: releases.map(({ value }) => point(value)) },
    lineStyle: { color: PALETTE.good, width: 3, opacity: 0.55 },
    ...(gate && { markLine: gateLine(gate, releases) }),
  };
}

/** Its words stand on the side of what misses it, where fewer values are in their way. */
function gateLine(gate: NonNullable<ReleasesChart['gate']>, releases: readonly ChartRelease[]) {
  const isLower = gate.better === 'lower';
  const covered = Math.ceil(releases.length / 4);
  const missing = (part: readonly ChartRelease[]) => part.filter((release) => misses(release, gate)).length;
  const isAtEnd = missing(releases.slice(-covered)) <= missing(releases.slice(0, covered));
  return {
    // ECharts would round it to two decimals, and draw a gate of 0.905 at 0.91.
    ...{ silent: true, symbol: 'none', precision: 20, data: [{ yAxis: gate.value }] },
    lineStyle: { color: PALETTE.gate, width: 3, type: [9, 6] },
    label: {
      ...{ ...HALO, fontWeight: 600 as const, color: PALETTE.gate },
      formatter: `gate: ${isLower ? 'at most' : 'at least'} ${figure(String(gate.value))}`,
      position: `inside${isAtEnd ? 'End' : 'Start'}${isLower ? 'Top' : 'Bottom'}` as const,
    },
  };
}

/** Letters stay legible where a line passes behind them. */
const HALO = { fontFamily: FONT, fontSize: SIZE.text, textBorderColor: PALETTE.background, textBorderWidth: 5 };

function shapesOf(kind: MarkKind, { releases }: ReleasesChart, marks: readonly MarkKind[]): ScatterSeriesOption {
  const { symbol, size, color, isNamed } = MARKS[kind];
  const scale = releases.length > 30 ? 0.75 : 1;
  return {
    ...{ type: 'scatter', name: kind, symbol, symbolSize: size * scale, z: 4, silent: true },
    itemStyle: { color, opacity: 1, borderColor: PALETTE.background, borderWidth: 2 },
    data: releases.map((release, index) => (marks[index] === kind ? point(release.value) : '-')),
    label: { ...HALO, show: isNamed, position: 'top', distance: 8, formatter: kind, color },
    labelLayout: { hideOverlap: true },
  };
}

/** Closed by itself: an arc of ECharts leaves a seam. */
const RING = 'path://M16 1 A15 15 0 0 1 16 31 A15 15 0 0 1 16 1 Z';

/** A ring around what production serves. */
function ringOf({ releases }: ReleasesChart): ScatterSeriesOption {
  return {
    ...{ type: 'scatter', name: IN_PRODUCTION, symbol: RING, symbolSize: 32, z: 3, silent: true },
    itemStyle: { color: PALETTE.background, opacity: 1, borderColor: PALETTE.text, borderWidth: 4 },
    data: releases.map(({ value, isProduction }) => (isProduction ? point(value) : '-')),
  };
}
