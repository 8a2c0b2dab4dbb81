import { BadRequest } from '../../domain/errors';
import type { Authorize } from '../../domain/policies/authorize';
import type { Policies } from '../../domain/policies/policy';
import type { ListReleases, ReleasePage } from '../../domain/releases/list-releases';
import type { MarkRelease } from '../../domain/releases/mark-release';
import { releaseName } from '../../domain/releases/release';
import { code, header, md, section } from '../blocks';
import type { Verb } from '../command-router';
import { PAGE_OPTION, pageAsked, pageButtons } from '../pages';
import { releaseTable } from './release-table';

export interface ReleasesDeps {
  policies: Policies;
  authorize: Authorize;
  listReleases: ListReleases;
  markRelease: MarkRelease;
}

type Call = Parameters<Verb['run']>[0];

/** Releases on a page. */
const PAGE = 10;

/** `releases`: the release history, newest first, with what each release reported; `--mark` says what became of one. */
export function releasesCommand(deps: ReleasesDeps): Verb {
  return {
    name: 'releases',
    usage: '<pipeline> [--page N] [--mark bad|good <release> <reason>]',
    does: 'what was released when, by whom, with its metrics; operators say which one is bad',
    role: 'viewer',
    on: 'pipeline',
    options: {
      ...PAGE_OPTION,
      mark: { type: 'string', value: 'bad|good', does: 'say that a release has failed in production, or has not' },
    },
    examples: ['releases penguins', 'releases penguins --mark bad 1.4.0 drift on the southern islands'],
    run: (call) => (call.args.text('mark') === undefined ? showReleases(deps, call) : sayMark(deps, call)),
  };
}

async function showReleases({ policies, authorize, listReleases }: ReleasesDeps, call: Call): Promise<void> {
  const { respond, caller, args } = call;
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
