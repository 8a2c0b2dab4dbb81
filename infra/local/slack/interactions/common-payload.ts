import { type LocalPerson, TEAM } from '../../identity';

/** Deprecated by Slack for a decade and still in every payload; nothing may trust it. */
export const VERIFICATION_TOKEN = 'local-verification-token';

export const teamView = { id: TEAM.id, domain: TEAM.domain };

/** The acting person as interactive payloads name them. */
export function userView({ id, name }: LocalPerson) {
  const handle = name.toLowerCase();
  return { id, username: handle, name: handle, team_id: TEAM.id };
}
