import { BadRequest } from '../../domain/errors';
import type { SubscribeChannel } from '../../domain/notifications/subscribe-channel';
import { INTERESTS, type Interest, interestsInWords } from '../../domain/notifications/subscriptions';
import type { Policies } from '../../domain/policies/policy';
import { code, context, md, section } from '../blocks';
import type { Arguments } from '../command-arguments';
import type { Verb } from '../command-router';

export interface SubscribeCommandDeps {
  policies: Policies;
  subscribeChannel: SubscribeChannel;
  unsubscribeChannel: SubscribeChannel;
}

/** `subscribe`: the channel in which it is typed gets cards of a pipeline, too. */
export const subscribeCommand = ({ policies, subscribeChannel }: SubscribeCommandDeps): Verb =>
  channelCommand(policies, subscribeChannel, {
    name: 'subscribe',
    does: 'let this channel get the cards of a pipeline too: all, or what you name',
    examples: ['subscribe penguins', 'subscribe penguins failures'],
    hint: 'Cards of what is open come at once.',
    opposite: ['To end it', 'unsubscribe'],
  });

/** `unsubscribe`: the channel gets no more of them. */
export const unsubscribeCommand = ({ policies, unsubscribeChannel }: SubscribeCommandDeps): Verb =>
  channelCommand(policies, unsubscribeChannel, {
    name: 'unsubscribe',
    does: 'let this channel get no more cards of a pipeline, or no more of what you name',
    examples: ['unsubscribe penguins', 'unsubscribe penguins releases'],
    hint: 'Cards that stand here already are kept true.',
    opposite: ['To get it again', 'subscribe'],
  });

interface ChannelCommand extends Pick<Verb, 'name' | 'does' | 'examples'> {
  hint: string;
  /** How to undo it: in words, and the verb. */
  opposite: readonly [words: string, verb: string];
}

function channelCommand(policies: Policies, change: SubscribeChannel, command: ChannelCommand): Verb {
  const { hint, opposite, ...told } = command;
  return {
    ...told,
    usage: `<pipeline> [${INTERESTS.join('|')}]`,
    role: 'operator',
    on: 'pipeline',
    options: {},
    run: async ({ respond, caller, channelId, args }) => {
      const { pipeline, what } = read(args, channelId);
      const policy = policies.pipeline(pipeline);
      const gets = await change({ policy, caller, channel: channelId, what });
      const said = md`This channel now gets ${interestsInWords(gets)} of *${policy.name}*.`;
      const [words, verb] = opposite;
      const undo = `/mlpipeline ${verb} ${policy.name}${what === 'everything' ? '' : ` ${what}`}`;
      await respond({ text: said.text, blocks: [section(said), context(md`${hint}`, md`${words}: ${code(undo)}`)] });
    },
  };
}

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
