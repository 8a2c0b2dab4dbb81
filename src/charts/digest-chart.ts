import type { BarSeriesOption, EChartsOption, LineSeriesOption } from 'echarts';
import { duration } from '../domain/figures';
import type { DigestChart } from '../domain/ports/charts';
import { counted, dayLabel, daysLabel } from './days-in-words';
import { type DigestSummary, heldOn, summarize } from './digest-summary';
import { shortened } from './drawable-text';
import { leadTimeAxis } from './lead-time-axis';
import { PALETTE } from './palette';
import { axisText, FONT, MARGIN, pictureFrame, SIZE } from './picture-frame';

export const DIGEST_HEIGHT = 506;

/** Characters of a title that leave room for its figures. */
const NAME = 24;
/** Labels of days that fit beside one another. */
const LABELS = 7;
/** Spaces between the lines of the counts. */
const SPACES = 4;
const COUNTS = { top: 142, height: 150 };
const TIMES = { top: 356, height: 92 };
const SIDES = { left: MARGIN + 50, right: MARGIN };

/**
 * How much was shipped, how much broke, whether it gets faster: counts per day above (what went back below their line, so
 * that it is told by its place too), lead times below, day under day.
 */
export function digestChart(data: DigestChart): EChartsOption {
  const { days } = data;
  const summary = summarize(data);
  const [first, last] = [days[0]?.date ?? '', days.at(-1)?.date ?? ''];
  const lead = leadTimeAxis(days.flatMap(({ leadTimeMs }) => leadTimeMs ?? []));
  const labels = { ...axisText, interval: (index: number) => isLabelled(index, days.length) };
  const xAxis = {
    type: 'category' as const,
    data: days.map(({ date }) => dayLabel(date)),
    axisTick: { show: false },
    axisLine: { show: false },
  };
  return {
    ...pictureFrame(titleOf(data, summary), daysLabel(first, last), DIGEST_HEIGHT),
    legend: {
      ...{ right: MARGIN, top: 98, itemWidth: 22, itemHeight: 20, itemGap: 22, selectedMode: false },
      textStyle: axisText,
      data: barsOf(data).map(({ name }) => name as string),
    },
    grid: [
      { ...SIDES, ...COUNTS },
      { ...SIDES, ...TIMES },
    ],
    xAxis: [
      { ...xAxis, gridIndex: 0, axisLabel: { show: false } },
      { ...xAxis, gridIndex: 1, axisLabel: { ...labels, margin: 14 } },
    ],
    yAxis: [
      countAxis(data),
      {
        ...{ gridIndex: 1, ...lead.scale },
        axisLabel: { ...axisText, formatter: lead.label, show: lead.isShown },
        splitLine: { lineStyle: { color: PALETTE.grid } },
        ...heading(leadTimeHeading(summary)),
      },
    ],
    series: [...barsOf(data), leadTimeLine(data, summary, lead.unitMs)],
  };
}

function titleOf({ of }: DigestChart, { releases, failures, rollbacks }: DigestSummary): string {
  const failed = failures > 0 ? [`${failures} failed`] : [];
  const back = rollbacks > 0 ? [counted(rollbacks, 'rollback')] : [];
  return `${shortened(of, NAME)}: ${[counted(releases, 'release'), ...failed, ...back].join(', ')}`;
}

function leadTimeHeading({ leadTime: { first, second } }: DigestSummary): string {
  if (first === undefined && second === undefined) return 'Lead time: nothing was released';
  if (first === undefined || second === undefined) return `Lead time: ${duration(first ?? second ?? 0)}`;
  return `Lead time: ${duration(first)} in the first half, ${duration(second)} in the second`;
}

/** Above its axis, at the left edge of the picture. */
const heading = (name: string) => ({
  name,
  nameLocation: 'end' as const,
  nameGap: 18,
  nameTextStyle: {
    ...{ fontFamily: FONT, fontSize: SIZE.text, fontWeight: 600 as const, color: PALETTE.text },
    ...{ align: 'left' as const, padding: [0, 0, 0, MARGIN - SIDES.left] },
  },
});

/** Whole numbers, and as many below the line as the rollbacks need. */
function countAxis({ days }: DigestChart) {
  const most = Math.max(1, ...days.map((day) => heldOn(day) + day.failures));
  const back = Math.max(0, ...days.map(({ rollbacks }) => rollbacks));
  const interval = wholeStep((most + back) / SPACES);
  return {
    ...{ gridIndex: 0, type: 'value' as const, interval },
    ...{ min: -Math.ceil(back / interval) * interval, max: Math.ceil(most / interval) * interval },
    axisLabel: { ...axisText, formatter: (value: number) => String(Math.abs(value)) },
    splitLine: { lineStyle: { color: PALETTE.grid } },
    ...heading('Releases a day'),
  };
}

/** The least of 1, 2, 5, 10, 20, 50 … that is no less. */
function wholeStep(least: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(least)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least) ?? 10 * power;
}

/** Always the newest day, and as many before as fit. */
const isLabelled = (index: number, days: number): boolean => (days - 1 - index) % Math.ceil(days / LABELS) === 0;

const STRIPES = {
  ...{ symbol: 'rect', symbolSize: 1, rotation: -Math.PI / 4, color: PALETTE.background },
  ...{ dashArrayX: [1, 0], dashArrayY: [3, 7] },
};

function barsOf({ days }: DigestChart): BarSeriesOption[] {
  const bar = {
    type: 'bar' as const,
    stack: 'day',
    barMaxWidth: 44,
    barCategoryGap: '28%',
    xAxisIndex: 0,
    yAxisIndex: 0,
  };
  return [
    { ...bar, name: 'held', itemStyle: { color: PALETTE.good }, data: days.map(heldOn) },
    {
      ...{ ...bar, name: 'failed', data: days.map(({ failures }) => failures) },
      itemStyle: { color: PALETTE.bad, decal: STRIPES },
    },
    {
      ...{ ...bar, name: 'rolled back', data: days.map(({ rollbacks }) => -rollbacks) },
      itemStyle: { color: PALETTE.back },
      markLine: {
        ...{ silent: true, symbol: 'none', data: [{ yAxis: 0 }], label: { show: false } },
        lineStyle: { color: PALETTE.quiet, width: 2, type: 'solid' as const },
      },
    },
  ];
}

/** A gap where nothing was released; a thin line for the middle of each half. */
function leadTimeLine({ days }: DigestChart, { leadTime, half }: DigestSummary, unitMs: number): LineSeriesOption {
  const middle = (from: number, to: number, time: number | undefined) =>
    time === undefined || from > to ? [] : [[from, to].map((day) => ({ xAxis: day, yAxis: time / unitMs }))];
  const middles = [...middle(0, half - 1, leadTime.first), ...middle(half, days.length - 1, leadTime.second)];
  return {
    ...{ type: 'line', name: 'lead time', xAxisIndex: 1, yAxisIndex: 1, connectNulls: false, showAllSymbol: true },
    ...{ symbol: 'circle', symbolSize: 12, itemStyle: { color: PALETTE.line } },
    lineStyle: { color: PALETTE.line, width: 4 },
    data: days.map(({ leadTimeMs }) => (leadTimeMs === undefined ? '-' : leadTimeMs / unitMs)),
    markLine: {
      ...{ silent: true, symbol: 'none', label: { show: false } },
      lineStyle: { color: PALETTE.quiet, width: 2, type: [7, 6] },
      data: middles as never,
    },
  };
}
