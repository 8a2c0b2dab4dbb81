import { BadRequest } from '../../domain/errors';
import type { SubscribeChannel } from '../../domain/notifications/subscribe-channel';
import { INTERESTS, type Interest, type Interests, interestsInWords } from '../../domain/notifications/subscriptions';
import type { Policies } from '../../domain/policies/policy';
import { code, context, md, section } from '../blocks';
import type { Arguments } from '../command-arguments';
import type { Verb } from '../command-router';

export interface SubscribeCommandDeps {
  policies: Policies;
  subscribeChannel: SubscribeChannel;
  unsubscribeChannel: SubscribeChannel;
}

const USAGE = `<pipeline> [${INTERESTS.join('|')}]`;

/** `subscribe`: the channel in which it is typed gets cards of a pipeline, too. */
export function subscribeCommand({ policies, subscribeChannel }: SubscribeCommandDeps): Verb {
  return {
    name: 'subscribe',
    usage: USAGE,
    does: 'let this channel get the cards of a pipeline too: all, or what you name',
    role: 'operator',
    on: 'pipeline',
    options: {},
    examples: ['subscribe penguins', 'subscribe penguins failures'],
    run: async ({ respond, caller, channelId, args }) => {
      const { pipeline, what } = read(args, channelId);
      const policy = policies.pipeline(pipeline);
      const gets = await subscribeChannel({ policy, caller, channel: channelId, what });
      const said = nowGets(policy.name, gets);
      await respond({
        text: said.text,
        blocks: [
          section(said),
          context(
            md`Cards of what is open come at once.`,
            md`To end it: ${code(`/mlpipeline unsubscribe ${policy.name}${what === 'everything' ? '' : ` ${what}`}`)}`,
          ),
        ],
      });
    },
  };
}

/** `unsubscribe`: the channel gets no more of them. */
export function unsubscribeCommand({ policies, unsubscribeChannel }: SubscribeCommandDeps): Verb {
  return {
    name: 'unsubscribe',
    usage: USAGE,
    does: 'let this channel get no more cards of a pipeline, or no more of what you name',
    role: 'operator',
    on: 'pipeline',
    options: {},
    examples: ['unsubscribe penguins', 'unsubscribe penguins releases'],
    run: async ({ respond, caller, channelId, args }) => {
      const { pipeline, what } = read(args, channelId);
      const policy = policies.pipeline(pipeline);
      const gets = await unsubscribeChannel({ policy, caller, channel: channelId, what });
      const said = nowGets(policy.name, gets);
      await respond({
        text: said.text,
        blocks: [
          section(said),
          context(
            md`Cards that stand here already are kept true.`,
            md`To get it again: ${code(`/mlpipeline subscribe ${policy.name}${what === 'everything' ? '' : ` ${what}`}`)}`,
          ),
        ],
      });
    },
  };
}

const nowGets = (pipeline: string, gets: Interests | undefined) =>
  md`This channel now gets ${interestsInWords(gets)} of *${pipeline}*.`;

/** @throws BadRequest */
function read(args: Arguments, channelId: string): { pipeline: string; what: Interest | 'everything' } {
  const { pipeline, what = 'everything' } = args.words({ required: ['pipeline'], optional: ['what'] });
  if (!isInterest(what) && what !== 'everything') {
    throw new BadRequest(`A channel gets ${INTERESTS.join(', ')} or, where nothing is named, everything.`);
  }
  // Conversations with the app or with a person begin with a D.
  if (!/^[CG]/.test(channelId)) {
    throw new BadRequest('Channels get cards, and this is none: please type it in the channel that is to get them.');
  }
  return { pipeline, what };
}

const isInterest = (typed: string): typed is Interest => INTERESTS.some((interest) => interest === typed);
