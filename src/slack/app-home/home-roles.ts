import type { KnownBlock } from '@slack/web-api';
import type { ExplainedScopes } from '../../domain/policies/explain-roles';
import type { Person } from '../../domain/ports/directory';
import { grantWords, scopeNames } from '../access/role-words';
import { code, context, header, join, type Mrkdwn, md, sections } from '../blocks';
import type { HomePicture } from './home-picture';

/** Sets of roles, and pipelines that are named of one. */
const [MOST, NAMED] = [5, 4];

/** What this person may do and why, in few words: `whoami` has all of them. */
export function roleBlocks({ person, roles }: Pick<HomePicture, 'person' | 'roles'>): KnownBlock[] {
  const more = roles.length > MOST ? md`${roles.length - MOST} more sets of roles: ` : md``;
  return [
    header('What you may do'),
    ...sections(roles.slice(0, MOST).map((one) => rolesLine(person, one))),
    context(md`${more}${code('/mlpipeline whoami')} says it all, and who may do the rest.`),
  ];
}

function rolesLine(person: Person, explained: ExplainedScopes): Mrkdwn {
  const mine = explained.roles.flatMap(({ role, granted }) => {
    if (!granted) return [];
    // Every role includes looking.
    return granted.through === role ? [md`${role} (${grantWords(person, granted.by)})`] : [md`${role}`];
  });
  return md`${scopeNames(explained, NAMED)}: ${join(mine, ', ')}`;
}
