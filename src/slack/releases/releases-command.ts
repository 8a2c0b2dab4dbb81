import { BadRequest } from '../../domain/errors';
import type { Authorize } from '../../domain/policies/authorize';
import type { PipelinePolicy, Policies } from '../../domain/policies/policy';
import type { Charts } from '../../domain/ports/charts';
import { CHARTED, chartableMetrics, chartOfReleases, metricNamed } from '../../domain/releases/chart-of-releases';
import type { ListReleases, ReleasePage } from '../../domain/releases/list-releases';
import type { MarkRelease } from '../../domain/releases/mark-release';
import { releaseName } from '../../domain/releases/release';
import { nearest } from '../../nearest';
import { code, header, md, section } from '../blocks';
import type { Verb } from '../command-router';
import { metricLabel } from '../figures';
import { PAGE_OPTION, pageAsked, pageButtons } from '../pages';
import type { Pictures } from '../pictures';
import { releaseTable } from './release-table';

export interface ReleasesDeps {
  policies: Policies;
  authorize: Authorize;
  listReleases: ListReleases;
  markRelease: MarkRelease;
  charts: Charts;
  pictures: Pictures;
}

type Call = Parameters<Verb['run']>[0];

/** Releases on a page. */
const PAGE = 10;

/**
 * `releases`: the release history, newest first, with what each release reported, and a picture of one metric;
 * `--mark` says what became of one.
 */
export function releasesCommand(deps: ReleasesDeps): Verb {
  return {
    name: 'releases',
    usage: '<pipeline> [--metric NAME] [--page N] [--mark bad|good <release> <reason>]',
    does: 'what was released when, by whom, with its metrics and a chart of one; operators say which release is bad',
    role: 'viewer',
    on: 'pipeline',
    options: {
      ...PAGE_OPTION,
      metric: {
        type: 'string',
        value: 'NAME',
        does: 'the metric that the chart shows; the first gate’s where none is named',
      },
      mark: { type: 'string', value: 'bad|good', does: 'say that a release has failed in production, or has not' },
    },
    examples: [
      'releases penguins',
      'releases penguins --metric macro_f1',
      'releases penguins --mark bad 1.4.0 drift on the southern islands',
    ],
    run: (call) => (call.args.text('mark') === undefined ? showReleases(deps, call) : sayMark(deps, call)),
  };
}

async function showReleases(deps: ReleasesDeps, call: Call): Promise<void> {
  const { policies, authorize, listReleases } = deps;
  const { respond, caller, args } = call;
  const policy = policies.pipeline(args.words({ required: ['pipeline'] }).pipeline);
  await authorize({ caller, role: 'viewer', scope: policy, verb: 'releases' });
  const number = pageAsked(args);
  const read = await listReleases(policy, { from: (number - 1) * PAGE, size: number === 1 ? CHARTED : PAGE });
  const metric = metricToShow(policy, read, call);
  const page = { ...read, releases: read.releases.slice(0, PAGE) };
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
  if (metric !== undefined) await showChart(deps, call, policy, read, metric);
}

/**
 * Only with the first answer: a button to another page puts its table in place of the one before, and there the picture
 * stands already.
 * @throws BadRequest where the metric that was asked for is not there
 */
function metricToShow(policy: PipelinePolicy, page: ReleasePage, { args }: Call): string | undefined {
  const [asked, isFirst] = [args.text('metric'), args.text('page') === undefined];
  if (asked !== undefined && !isFirst) throw new BadRequest('The chart comes with the first page: leave out --page.');
  const metrics = chartableMetrics(policy, page);
  if (asked !== undefined) return metricNamed(metrics, asked, nearest);
  return isFirst && page.releases.length > 1 ? metrics[0] : undefined;
}

/** A message of its own, so that nobody waits for it to read the table. */
async function showChart(
  { charts, pictures }: ReleasesDeps,
  { respond }: Call,
  policy: PipelinePolicy,
  page: ReleasePage,
  metric: string,
): Promise<void> {
  await pictures.post(
    () => charts.releases(chartOfReleases(policy, page, metric)),
    async (blocks) => {
      if (blocks.length > 0) await respond({ text: `Chart of ${metricLabel(metric)} of ${policy.name}`, blocks });
    },
  );
}

async function sayMark({ policies, markRelease }: ReleasesDeps, { respond, caller, args }: Call): Promise<void> {
  const as = args.text('mark');
  if (as !== 'bad' && as !== 'good')
    throw new BadRequest('A release is marked bad or good: releases <pipeline> --mark bad <release> <reason>.');
  const { pipeline, release, reason } = args.wordAndReason('pipeline', 'release');
  const policy = policies.pipeline(pipeline);
  const marked = await markRelease({ policy, caller, release, as, reason });
  const said = md`Marked ${code(releaseName(marked))} of *${policy.name}* as ${as}: ${marked.mark?.reason ?? ''}`;
  await respond({ text: said.text, blocks: [section(said)] });
}

const nothing = ({ total }: ReleasePage, of: number): string =>
  total === 0 ? 'Nothing has been released yet.' : `There are only ${of} pages.`;
