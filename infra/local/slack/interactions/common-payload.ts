import { TEAM } from '../../identity';
import type { Member } from '../model';
import { teamOf } from '../people';

/** Deprecated by Slack for a decade and still in every payload; nothing may trust it. */
export const VERIFICATION_TOKEN = 'local-verification-token';

export const teamView = { id: TEAM.id, domain: TEAM.domain };

/** The acting person as interactive payloads name them. */
export function userView(person: Member) {
  const handle = person.name.toLowerCase();
  return { id: person.id, username: handle, name: handle, team_id: teamOf(person) };
}
