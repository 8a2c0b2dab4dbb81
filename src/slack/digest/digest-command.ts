import { WebAPIPlatformError } from '@slack/web-api';
import type { Period } from '../../domain/digest/period';
import type { ReadDigest } from '../../domain/digest/read-digest';
import { BadRequest } from '../../domain/errors';
import { hasRole } from '../../domain/policies/evaluate-policy';
import type { PipelinePolicy, Policies } from '../../domain/policies/policy';
import type { Charts } from '../../domain/ports/charts';
import type { Directory } from '../../domain/ports/directory';
import { dayOf } from '../../domain/zoned-time';
import { channelLink, md, mention, moment, section } from '../blocks';
import type { Verb } from '../command-router';
import type { Pictures, Shown } from '../pictures';
import { dayTitle, digestMessage } from './digest-message';
import { drawDigest } from './draw-digest';

export interface DigestCommandDeps {
  policies: Policies;
  directory: Directory;
  readDigest: ReadDigest;
  charts: Charts;
  pictures: Pictures;
  now: () => Date;
}

type PeriodName = 'today' | 'yesterday' | 'week';

const PERIODS: Record<PeriodName, (now: Date, timeZone: string) => Period> = {
  today: (now, timeZone) => ({ from: dayOf(now, timeZone).from, to: now }),
  yesterday: (now, timeZone) => dayOf(now, timeZone, -1),
  week: (now, timeZone) => ({ from: dayOf(now, timeZone, -6).from, to: now }),
};

/** Slack: errors of chat.postMessage. */
const OUTSIDE = ['not_in_channel', 'channel_not_found', 'is_archived'];

/** `digest`: what the daily one tells, now, in days of the reader's own time zone; privately, or for the whole channel. */
export function digestCommand(deps: DigestCommandDeps): Verb {
  return {
    name: 'digest',
    usage: '[today | yesterday | week] [--here]',
    does: 'what happened and where it is going: releases, failures, what waits, DORA’s measures',
    role: 'viewer',
    on: 'pipeline',
    options: { here: { type: 'boolean', does: 'post it in this channel instead of showing it to you alone' } },
    examples: ['digest today', 'digest week --here'],
    run: async ({ respond, client, channelId, caller, args }) => {
      const { period: typed = 'today' } = args.words({ optional: ['period'] });
      if (!isPeriod(typed)) throw new BadRequest('A digest is of today, yesterday or week.');
      const person = await deps.directory.person(caller.slackId);
      const isHere = args.flag('here');
      const visible = deps.policies.pipelines().filter((policy) => hasRole(person, 'viewer', policy));
      if (visible.length === 0) throw new BadRequest('There is no pipeline that you may see.');
      const pipelines = isHere ? visible.filter((policy) => isForAll(policy, channelId)) : visible;
      if (pipelines.length === 0) throw new BadRequest(NOT_FOR_ALL);
      const { timeZone } = person;
      const period = PERIODS[typed](deps.now(), timeZone);
      const digest = await deps.readDigest({ pipelines, period, timeZone });
      const withPicture = (picture: Shown) =>
        digestMessage({
          title: typed === 'week' ? 'the last seven days' : `${typed}, ${dayTitle(period.from, timeZone)}`,
          digest,
          picture,
          footnotes: [
            md`From ${moment(period.from)} to ${moment(period.to)}`,
            ...(isHere ? [md`Asked for by ${mention(caller.slackId)}`] : []),
          ],
          now: deps.now(),
        });
      const post = (shown: Shown): Promise<unknown> =>
        isHere ? client.chat.postMessage({ channel: channelId, ...withPicture(shown) }) : respond(withPicture(shown));
      await deps.pictures.post(() => drawDigest(deps.charts, digest), post).catch(explained);
      if (!isHere) return;
      const said = md`Posted in ${channelLink(channelId)}.`;
      await respond({ text: said.text, blocks: [section(said)] });
    },
  };
}

/** Everybody in a channel reads it: what not everybody may see stays in the channel that is its own. */
const isForAll = ({ roles, channel }: PipelinePolicy, channelId: string): boolean =>
  roles.viewer === 'everyone' || channel === channelId;

const NOT_FOR_ALL =
  'What you may see is not for everybody in this channel. Leave out --here, or post it in the channel of its pipeline.';

/** Where the app is not a member of the channel, whoever asked can change that. */
function explained(error: unknown): never {
  const isOutside = error instanceof WebAPIPlatformError && OUTSIDE.includes(error.data.error);
  if (!isOutside) throw error;
  throw new BadRequest('I am not in this channel: invite me first, with /invite @mlpipeline.', { cause: error });
}

const isPeriod = (typed: string): typed is PeriodName => Object.hasOwn(PERIODS, typed);
