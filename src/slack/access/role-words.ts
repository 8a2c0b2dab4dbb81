import type { ExplainedScopes } from '../../domain/policies/explain-roles';
import type { Person } from '../../domain/ports/directory';
import { join, type Mrkdwn, md, mention } from '../blocks';

/** Names that are told of one set. */
const NAMED = 12;

/** A pipeline or project, or the first of those for which all is the same. */
export function scopeNames({ scopes }: ExplainedScopes, limit = NAMED): Mrkdwn {
  const shown = scopes
    .slice(0, limit)
    .map(({ kind, name }) => (kind === 'project' ? md`*${name}* (project)` : md`*${name}*`));
  const more = scopes.length > limit ? [md`and ${scopes.length - limit} more`] : [];
  return join([...shown, ...more], ', ');
}

/** What gives somebody a role. @param by `everyone`, their own id or that of a user group */
export function grantWords(person: Person, by: string): Mrkdwn {
  if (by === 'everyone') return md`every full member`;
  return by === person.slackId ? md`you are named` : md`you are in ${mention(by)}`;
}
