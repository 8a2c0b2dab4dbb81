import { inWords } from '../../domain/notifications/in-words';
import type { MuteMentions } from '../../domain/notifications/mute-mentions';
import type { MutedMentions } from '../../domain/notifications/muted-mentions';
import type { Policies } from '../../domain/policies/policy';
import { code, context, type Mrkdwn, md, section } from '../blocks';
import type { Verb } from '../command-router';

export interface MuteCommandDeps {
  policies: Policies;
  muteMentions: MuteMentions;
}

/** `mute`: I am named, not mentioned, where a commit of mine fails. */
export function muteCommand(deps: MuteCommandDeps): Verb {
  return muteVerb(deps, { name: 'mute', muted: true, does: 'do not mention me any more, of one pipeline or of any' });
}

/** `unmute`: I am mentioned again. */
export function unmuteCommand(deps: MuteCommandDeps): Verb {
  return muteVerb(deps, { name: 'unmute', muted: false, does: 'mention me again, of one pipeline or of all' });
}

function muteVerb(
  { policies, muteMentions }: MuteCommandDeps,
  { name, muted, does }: Pick<Verb, 'name' | 'does'> & { muted: boolean },
): Verb {
  return {
    name,
    usage: '[<pipeline>]',
    does,
    role: 'everyone',
    on: 'pipeline',
    options: {},
    examples: [name, `${name} penguins`],
    run: async ({ respond, caller, args }) => {
      const typed = args.words({ optional: ['pipeline'] }).pipeline;
      const pipeline = typed === undefined ? undefined : policies.pipeline(typed).name;
      const said = mutedInWords(await muteMentions({ slackId: caller.slackId, pipeline, muted }));
      const opposite = [muted ? 'unmute' : 'mute', ...(pipeline === undefined ? [] : [pipeline])].join(' ');
      await respond({
        text: said.text,
        blocks: [
          section(said),
          context(
            md`This is about executions that you asked for, and failures of what you have committed: where I do not mention you, I name you.`,
            md`The other way round: ${code(`/mlpipeline ${opposite}`)}`,
          ),
        ],
      });
    },
  };
}

/** What holds for somebody. */
export function mutedInWords(mutes: MutedMentions | undefined): Mrkdwn {
  const { everywhere, except } = mutes ?? { everywhere: false, except: [] };
  const names = inWords(except);
  if (everywhere) return names ? md`I mention you for ${names} only.` : md`I mention you for no pipeline.`;
  return names ? md`I mention you for every pipeline but ${names}.` : md`I mention you for every pipeline.`;
}
