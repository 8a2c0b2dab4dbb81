import type { RichTextBlock, TableBlock } from '@slack/web-api';
import type { ReleasePage } from '../../domain/releases/list-releases';
import { isBad, type Release, releaseName } from '../../domain/releases/release';
import { clean, cut } from '../blocks';
import { figure, metricLabel } from '../figures';

/** A phone shows few columns; the rest of the metrics is on the approval card of each release. */
const METRICS = 4;
/** Characters of a cell. */
const CELL = 60;

type Cell = RichTextBlock | { type: 'raw_text'; text: string };

interface Column {
  title: string;
  of: (release: Release) => Cell;
  isNumber?: boolean;
}

/** The release history as a table. What nobody has said of any of these has no column. */
export function releaseTable(page: ReleasePage): TableBlock {
  const columns = columnsOf(page);
  return {
    type: 'table',
    column_settings: columns.map(({ isNumber }) => (isNumber ? { align: 'right' as const } : {})),
    rows: [
      columns.map(({ title }) => cell(title)),
      ...page.releases.map((release) => columns.map((column) => column.of(release))),
    ],
  };
}

function columnsOf(page: ReleasePage): Column[] {
  const { releases } = page;
  const metrics = [...new Set(releases.flatMap((release) => Object.keys(release.metrics)))].sort().slice(0, METRICS);
  return [
    { title: 'Release', of: (release) => cell(nameOf(release, page)) },
    { title: 'Released', of: moment },
    ...metrics.map((name) => ({
      title: metricLabel(name),
      of: (release: Release) => cell(figure(release.metrics[name] ?? '—')),
      isNumber: true,
    })),
    { title: 'Commit', of: (release) => cell(release.revision?.commitId.slice(0, 7) ?? '—') },
    ...(releases.some(({ approvedBy }) => approvedBy.length > 0)
      ? [{ title: 'Approved by', of: (release: Release) => cell(approversOf(release)) }]
      : []),
    ...(releases.some(({ mark }) => mark)
      ? [{ title: 'Marked', of: (release: Release) => cell(markOf(release)) }]
      : []),
  ];
}

function nameOf(release: Release, { productionId, restored }: ReleasePage): string {
  const { rollback, executionId } = release;
  const name = rollback ? `rollback to ${restored.get(rollback.targetId)}` : releaseName(release);
  const known = [...(executionId === productionId ? ['in production'] : []), ...(isBad(release) ? ['bad'] : [])];
  return [name, ...known].join(', ');
}

const markOf = ({ mark }: Release): string => (mark ? `${mark.as}, ${mark.by.name}: ${mark.reason}` : '—');

const approversOf = ({ approvedBy }: Release): string =>
  [...new Set(approvedBy.map(({ by }) => by.name))].join(', ') || '—';

/** A cell of raw text must not be empty (Slack, table block). */
const cell = (text: string): Cell => ({ type: 'raw_text', text: cut(clean(text), CELL) || ' ' });

/** In the reader's own time zone, which a cell of raw text cannot be. */
const moment = ({ releasedAt }: Release): Cell => ({
  type: 'rich_text',
  elements: [
    {
      type: 'rich_text_section',
      elements: [
        {
          type: 'date',
          timestamp: Math.floor(releasedAt.getTime() / 1000),
          format: '{date_short_pretty} {time}',
          fallback: releasedAt.toISOString().slice(0, 16).replace('T', ' '),
        },
      ],
    },
  ],
});
