import { isMutedAnywhere } from '../../domain/notifications/muted-mentions';
import { NO_GROUPS } from '../../domain/policies/evaluate-policy';
import { explainRoles, type RoleExplanation } from '../../domain/policies/explain-roles';
import { isGroup } from '../../domain/policies/grant';
import type { Policies } from '../../domain/policies/policy';
import type { Directory, Person } from '../../domain/ports/directory';
import type { Mutes } from '../../domain/ports/mutes';
import { code, context, join, type Mrkdwn, md, mention, section, sections } from '../blocks';
import type { Verb } from '../command-router';
import { mutedInWords } from '../notifications/mute-commands';
import { PAGE_OPTION, pageAsked, pageButtons, pageOf } from '../pages';
import { grantWords, scopeNames } from './role-words';

/** Sets of roles on a page; usually one or two are all there are. */
const PAGE = 6;
/** Names, or people, that are told of one set. */
const NAMED = 12;

export interface WhoamiDeps {
  policies: Policies;
  directory: Directory;
  mutes: Mutes;
}

/** `whoami`: my roles, each explained by the rule that gave it, and what would give me the others. */
export function whoamiCommand({ policies, directory, mutes }: WhoamiDeps): Verb {
  return {
    name: 'whoami',
    usage: '[--page N]',
    does: 'my roles, and why, and what I have muted',
    role: 'everyone',
    on: 'pipeline',
    options: PAGE_OPTION,
    examples: [],
    run: async ({ respond, caller, args }) => {
      args.words({});
      const [person, muted] = await Promise.all([directory.person(caller.slackId), mutes.get(caller.slackId)]);
      const explained = explainRoles(person, [...policies.pipelines(), ...policies.projects()]);
      const mine = explained.filter(({ roles }) => roles.some(({ granted }) => granted !== undefined));
      const page = pageOf(mine, pageAsked(args), PAGE);
      const others = explained.filter((one) => !mine.includes(one)).flatMap(({ scopes }) => scopes).length;
      const said = md`You are ${mention(person.slackId)}, a full member of this workspace.`;
      await respond({
        text: said.text,
        blocks: [
          section(said),
          ...page.items.flatMap((one) =>
            sections([scopeNames(one), ...one.roles.map((role) => roleLine(person, role))]),
          ),
          ...pageButtons(page, 'whoami'),
          ...(isMutedAnywhere(muted) ? [context(mutedInWords(muted))] : []),
          ...(others > 0 ? [context(noRoleIn(others))] : []),
          ...(Object.values(person.untold).includes('unavailable') ? [context(md`${NO_GROUPS}`)] : []),
          context(
            md`Roles are given in mlpipeline.yaml, by whoever deploys mlpipeline, and through user groups, by whoever manages them in Slack.`,
          ),
        ],
      });
    },
  };
}

function roleLine(person: Person, explanation: RoleExplanation): Mrkdwn {
  const { role, granted, said, key } = explanation;
  if (granted && granted.through !== role) return md`:white_check_mark: *${role}*: every role includes it`;
  const mark = granted === undefined ? ':heavy_minus_sign:' : ':white_check_mark:';
  const line = said === 'nowhere' ? md`` : md`  ${code(said === 'here' ? `its own ${key}` : key)}`;
  return md`${mark} *${role}*: ${granted === undefined ? whoInstead(explanation) : grantWords(person, granted.by)}${line}`;
}

function whoInstead({ key, grant }: RoleExplanation): Mrkdwn {
  const holders = grant === 'everyone' ? [] : grant;
  if (holders.length === 0) return md`nobody: ${code(key)} is not filled`;
  const shown = holders.slice(0, NAMED).map(mention);
  const more = holders.length > NAMED ? [md`and ${holders.length - NAMED} more`] : [];
  const groups = holders.some(isGroup) ? md` (being in such a group gives it)` : md``;
  return md`not you, but ${join([...shown, ...more], ', ')}${groups}`;
}

function noRoleIn(others: number): Mrkdwn {
  const which = others === 1 ? 'one pipeline or project' : `${others} pipelines or projects`;
  return md`You have no role in ${which} not named here.`;
}
