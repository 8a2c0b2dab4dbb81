import type { TableBlock } from '@slack/web-api';
import { type Compared, compareDora, type DoraComparison } from '../../domain/digest/compare-dora';
import type { PipelineDigest } from '../../domain/digest/digest';
import type { DoraMeasures } from '../../domain/digest/dora-measures';
import { briefLine } from '../blocks';
import { age, percent } from './digest-words';

/** Rows that fit in a digest; see digest-message.ts. */
export const TABLE_ROWS = 8;

interface Row {
  measure: keyof DoraComparison;
  label: string;
  /** The figure and what it is made of. */
  of: (measures: DoraMeasures) => { figure: string; samples: string };
}

const NONE = '–';

/** DORA's five (dora.dev, DORA's software delivery performance metrics), in its order. */
const ROWS: readonly Row[] = [
  {
    measure: 'changeLeadTime',
    label: 'Change lead time',
    of: ({ changeLeadTime: { medianMs, samples, isHeadCommitOnly } }) => ({
      figure: `${isHeadCommitOnly ? 'at least ' : ''}${timeOr(medianMs)}`,
      samples: counted(samples, 'commit'),
    }),
  },
  {
    measure: 'deploymentFrequency',
    label: 'Deployment frequency',
    of: ({ deploymentFrequency: { perDay, releases } }) => ({
      figure: releases === 0 ? 'none' : perDay >= 1 ? `${short(perDay)} a day` : `${short(perDay * 7)} a week`,
      samples: counted(releases, 'release'),
    }),
  },
  {
    measure: 'recoveryTime',
    label: 'Failed deployment recovery time',
    of: ({ recoveryTime: { medianMs, recovered, open } }) => ({
      figure: timeOr(medianMs),
      samples: `${recovered} recovered${open > 0 ? `, ${open} open` : ''}`,
    }),
  },
  {
    measure: 'changeFailRate',
    label: 'Change fail rate',
    of: ({ changeFailRate: { rate, failed, of } }) => ({ figure: shareOr(rate), samples: `${failed} of ${of}` }),
  },
  {
    measure: 'reworkRate',
    label: 'Deployment rework rate',
    of: ({ reworkRate: { rate, rework, of } }) => ({ figure: shareOr(rate), samples: `${rework} of ${of}` }),
  },
];

/** One pipeline: a row per measure, now beside before. Several: a row per pipeline, since they are never blended (DORA). */
export function doraTable(pipelines: readonly PipelineDigest[]): TableBlock {
  const [only, ...others] = pipelines;
  return only && others.length === 0 ? tableOfOne(only) : tableOfMany(pipelines.slice(0, TABLE_ROWS));
}

function tableOfOne({ trend: { now, before } }: PipelineDigest): TableBlock {
  const changes = compareDora(now, before);
  return table(
    [`DORA, ${now.days} days`, 'Now', `The ${before.days} before`, 'Trend'],
    ROWS.map(({ label, measure, of }) => [label, whole(of(now)), whole(of(before)), trendOf(changes[measure])]),
  );
}

function tableOfMany(pipelines: readonly PipelineDigest[]): TableBlock {
  return table(
    ['DORA, 28 days', ...ROWS.map(({ label }) => label)],
    pipelines.map(({ pipeline, trend: { now, before } }) => {
      const changes = compareDora(now, before);
      return [pipeline, ...ROWS.map(({ of, measure }) => `${whole(of(now))}${inBrackets(changes[measure])}`)];
    }),
  );
}

const whole = ({ figure, samples }: { figure: string; samples: string }): string => `${figure}, ${samples}`;

/** Words and not colours: an arrow alone does not say whether up is good. */
const trendOf = ({ trend }: Compared): string => trend;

const inBrackets = ({ trend }: Compared): string =>
  trend === 'not enough data' || trend === 'same' ? '' : ` (${trend})`;

const table = (head: string[], rows: string[][]): TableBlock => ({
  type: 'table',
  column_settings: head.map(() => ({ is_wrapped: true })),
  rows: [head, ...rows].map((cells) =>
    cells.map((text) => ({ type: 'raw_text' as const, text: briefLine(text, 60) || '–' })),
  ),
});

const timeOr = (ms: number | undefined): string => (ms === undefined ? NONE : age(ms));
const shareOr = (share: number | undefined): string => (share === undefined ? NONE : percent(share));
const short = (number: number): string => String(Number(number.toPrecision(2)));
const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
