import type { Mutes } from '../ports/mutes';
import { type MutedMentions, withMentions } from './muted-mentions';

interface MuteMentionsInput {
  slackId: string;
  /** Undefined: all there are. */
  pipeline?: string | undefined;
  muted: boolean;
}

/** @returns what holds from now on */
export type MuteMentions = (input: MuteMentionsInput) => Promise<MutedMentions | undefined>;

/**
 * Switches mentions of oneself off or on. Not on record: it is a setting of one's own, and whatever the bot has to say
 * is said all the same, with the name in place of the mention.
 */
export function muteMentions({ mutes }: { mutes: Mutes }): MuteMentions {
  return (input) => mutes.update(input.slackId, (known) => withMentions(known, input));
}
