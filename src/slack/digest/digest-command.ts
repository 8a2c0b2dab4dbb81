import { WebAPIPlatformError } from '@slack/web-api';
import { countPeriod, type PeriodCounts, REACH_MS } from '../../domain/digest/count-period';
import { countReleases, type ReleaseCounts } from '../../domain/digest/count-releases';
import type { Period } from '../../domain/digest/period';
import { BadRequest } from '../../domain/errors';
import { hasRole } from '../../domain/policies/evaluate-policy';
import type { PipelinePolicy, Policies } from '../../domain/policies/policy';
import type { Approvals } from '../../domain/ports/approvals';
import type { Directory } from '../../domain/ports/directory';
import type { Executions } from '../../domain/ports/executions';
import type { Releases } from '../../domain/ports/releases';
import { dayOf } from '../../domain/zoned-time';
import { channelLink, context, header, type Mrkdwn, md, mention, moment, section, sections } from '../blocks';
import type { Verb } from '../command-router';

export interface DigestCommandDeps {
  policies: Policies;
  directory: Directory;
  executions: Executions;
  approvals: Approvals;
  releases: Releases;
  now: () => Date;
}

/** Releases among which those of the period are. */
const HISTORY = 200;

type PeriodName = 'today' | 'yesterday' | 'week';

const PERIODS: Record<PeriodName, (now: Date, timeZone: string) => Period> = {
  today: (now, timeZone) => ({ from: dayOf(now, timeZone).from, to: now }),
  yesterday: (now, timeZone) => dayOf(now, timeZone, -1),
  week: (now, timeZone) => ({ from: dayOf(now, timeZone, -6).from, to: now }),
};

/** Slack: errors of chat.postMessage. */
const OUTSIDE = ['not_in_channel', 'channel_not_found', 'is_archived'];

/** `digest`: what happened, in numbers, in days of the reader's own time zone; privately, or for the whole channel. */
export function digestCommand(deps: DigestCommandDeps): Verb {
  return {
    name: 'digest',
    usage: '[today | yesterday | week] [--here]',
    does: 'what happened: releases, failures, rollbacks, what waits',
    role: 'viewer',
    on: 'pipeline',
    options: { here: { type: 'boolean', does: 'post it in this channel instead of showing it to you alone' } },
    examples: ['digest today', 'digest week --here'],
    run: async ({ respond, client, channelId, caller, args }) => {
      const { period: typed = 'today' } = args.words({ optional: ['period'] });
      if (!isPeriod(typed)) throw new BadRequest('A digest is of today, yesterday or week.');
      const person = await deps.directory.person(caller.slackId);
      const visible = deps.policies.pipelines().filter((policy) => hasRole(person, 'viewer', policy));
      if (visible.length === 0) throw new BadRequest('There is no pipeline that you may see.');
      const period = PERIODS[typed](deps.now(), person.timeZone);
      const lines = await Promise.all(visible.map((policy) => pipelineLine(deps, policy, period)));
      const here = args.flag('here');
      const text = `mlpipeline: ${typed === 'week' ? 'the last seven days' : typed}`;
      const blocks = [
        header(text),
        ...sections(lines),
        context(
          md`From ${moment(period.from)} to ${moment(period.to)}`,
          ...(here ? [md`Asked for by ${mention(caller.slackId)}`] : []),
        ),
      ];
      if (!here) {
        await respond({ text, blocks });
        return;
      }
      await client.chat.postMessage({ channel: channelId, text, blocks }).catch(explained);
      const said = md`Posted in ${channelLink(channelId)}.`;
      await respond({ text: said.text, blocks: [section(said)] });
    },
  };
}

/** Where the app is not a member of the channel, whoever asked can change that. */
function explained(error: unknown): never {
  const isOutside = error instanceof WebAPIPlatformError && OUTSIDE.includes(error.data.error);
  if (!isOutside) throw error;
  throw new BadRequest('I am not in this channel: invite me first, with /invite @mlpipeline.', { cause: error });
}

const isPeriod = (typed: string): typed is PeriodName => Object.hasOwn(PERIODS, typed);

async function pipelineLine(deps: DigestCommandDeps, policy: PipelinePolicy, period: Period): Promise<Mrkdwn> {
  const [executions, open, history, production] = await Promise.all([
    deps.executions.startedSince(policy.name, new Date(period.from.getTime() - REACH_MS)),
    deps.approvals.open(policy.name),
    deps.releases.newest(policy.name, HISTORY),
    deps.releases.production(policy.name),
  ]);
  const released = history.filter(({ stage }) => stage === production?.stage);
  const counts = { ...countPeriod(executions, period), ...countReleases(released, period) };
  return md`*${policy.name}*  ${inWords(counts, open.length)}`;
}

function inWords(counts: PeriodCounts & ReleaseCounts, waiting: number): string {
  const { started, rollbacks, failures, others } = counts;
  const parts = [
    releasesInWords(counts),
    plural(failures, 'failure', 'failures'),
    plural(rollbacks, 'rollback', 'rollbacks'),
    plural(others, 'stopped or superseded', 'stopped or superseded'),
    plural(waiting, 'waits for approval', 'wait for approval'),
  ].filter((part) => part !== undefined);
  const happened = `${started === 1 ? '1 execution' : `${started || 'no'} executions`} started`;
  return [happened, ...parts].join(', ');
}

/** With the change fail rate, where there is one to tell. */
function releasesInWords({ releases, failed }: ReleaseCounts): string | undefined {
  const counted = plural(releases, 'release', 'releases');
  if (!counted || failed === 0) return counted;
  return `${counted}, of which ${failed} failed in production (${Math.round((100 * failed) / releases)} %)`;
}

/** A count in words; nothing for none. */
const plural = (count: number, one: string, many: string): string | undefined =>
  count === 0 ? undefined : `${count} ${count === 1 ? one : many}`;
