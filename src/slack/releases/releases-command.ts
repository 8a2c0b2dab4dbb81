import type { RichTextBlock, TableBlock } from '@slack/web-api';
import type { Authorize } from '../../domain/policies/authorize';
import type { Policies } from '../../domain/policies/policy';
import type { ListReleases, ReleasePage } from '../../domain/releases/list-releases';
import { type Release, releaseName } from '../../domain/releases/release';
import { clean, cut, header, md, section } from '../blocks';
import type { Verb } from '../command-router';
import { figure, metricLabel } from '../figures';
import { PAGE_OPTION, pageAsked, pageButtons } from '../pages';

export interface ReleasesDeps {
  policies: Policies;
  authorize: Authorize;
  listReleases: ListReleases;
}

/** Releases on a page: each costs a call for its metrics. */
const PAGE = 10;
/** A phone shows few columns; the rest of the metrics is on the approval card of each release. */
const METRICS = 4;

/** `releases`: the release history as a table, newest first, with what each release reported. */
export function releasesCommand({ policies, authorize, listReleases }: ReleasesDeps): Verb {
  return {
    name: 'releases',
    usage: '<pipeline> [--page N]',
    does: 'what was released when, with its metrics',
    role: 'viewer',
    on: 'pipeline',
    options: PAGE_OPTION,
    examples: ['releases penguins'],
    run: async ({ respond, caller, args }) => {
      const policy = policies.pipeline(args.words({ required: ['pipeline'] }).pipeline);
      await authorize({ caller, role: 'viewer', scope: policy, verb: 'releases' });
      const number = pageAsked(args);
      const page = await listReleases(policy, { from: (number - 1) * PAGE, size: PAGE });
      const of = Math.max(1, Math.ceil(page.total / PAGE));
      const text = `Releases of ${policy.name}`;
      await respond({
        text,
        blocks: [
          header(text),
          page.releases.length > 0 ? releaseTable(page) : section(md`${nothing(page, of)}`),
          ...pageButtons({ number: Math.min(number, of), of }, `releases ${policy.name}`),
        ],
      });
    },
  };
}

const nothing = ({ total }: ReleasePage, of: number): string =>
  total === 0 ? 'Nothing has been released yet.' : `There are only ${of} pages.`;

type Cell = RichTextBlock | { type: 'raw_text'; text: string };

function releaseTable({ releases, productionId }: ReleasePage): TableBlock {
  const metrics = [...new Set(releases.flatMap((release) => Object.keys(release.metrics)))].sort().slice(0, METRICS);
  const rows = releases.map((release) => [
    cell(release.executionId === productionId ? `${releaseName(release)}, in production` : releaseName(release)),
    moment(release),
    ...metrics.map((name) => cell(figure(release.metrics[name] ?? '—'))),
    cell(release.revision?.commitId.slice(0, 7) ?? '—'),
  ]);
  return {
    type: 'table',
    column_settings: [{}, {}, ...metrics.map(() => ({ align: 'right' as const })), {}],
    rows: [['Release', 'Released', ...metrics.map(metricLabel), 'Commit'].map(cell), ...rows],
  };
}

/** A cell of raw text must not be empty (Slack, table block). */
const cell = (text: string): Cell => ({ type: 'raw_text', text: cut(clean(text), 60) || ' ' });

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
