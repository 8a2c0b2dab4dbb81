import { randomUUID } from 'node:crypto';
import { chainOf, WORKSPACE_CHAIN } from '../audit/chains';
import { NotAMember, Refusal } from '../errors';
import type { AuditLog } from '../ports/audit-log';
import type { Directory, Person } from '../ports/directory';
import type { Leases } from '../ports/leases';
import { assertMay, groupsToAsk } from './evaluate-policy';
import type { Actor, Role, Scope } from './policy';

export interface AuthorizeDeps {
  directory: Directory;
  audit: AuditLog;
  leases: Leases;
  now: () => Date;
}

/** A Slack user and team as Slack authenticated them. */
export interface Caller {
  slackId: string;
  team: string;
}

export type Authorize = (who: {
  caller: Caller;
  role: Role;
  /** What they want to do it to. */
  scope: Scope;
  /** What they tried, for the record: `approved`, `deploy`, `rollback`, … */
  verb: string;
  /** What must be true of them beside; throws a Refusal. */
  rule?: (person: Person) => Promise<void>;
}) => Promise<Actor>;

/** Refusals that are about who asked, by their codes: those go on record. */
const PERSONAL = ['not_allowed', 'not_a_member', 'four_eyes', 'gate_closed'];

/** Lets full members of the workspace in, to what needs no role. */
export type Admit = (who: { caller: Caller; verb: string }) => Promise<Person>;

/**
 * Who this is and whether they may. A refusal is recorded, once per person, verb and minute, so that nobody can fill
 * the audit table by clicking.
 * @throws NotAllowed, NotAMember, DirectoryUnavailable, and what the rule throws
 */
export function authorize(deps: AuthorizeDeps): Authorize {
  return async ({ caller, role, scope, verb, rule }) => {
    const known = await deps.directory.person(caller.slackId, groupsToAsk(caller.slackId, role, scope));
    const person = asCalling(known, caller);
    const actor = actorOf(person, caller);
    try {
      assertMay(person, role, scope);
      await rule?.(person);
    } catch (error) {
      if (error instanceof Refusal && PERSONAL.includes(error.code))
        await recordRefusal(deps, { actor, verb, chain: chainOf(scope), target: scope.name, role }, error);
      throw error;
    }
    return actor;
  };
}

/** @throws NotAMember, DirectoryUnavailable */
export function admit(deps: AuthorizeDeps): Admit {
  return async ({ caller, verb }) => {
    const person = asCalling(await deps.directory.person(caller.slackId, []), caller);
    if (person.isFullMember) return person;
    const refusal = new NotAMember('no full member of the workspace');
    const what = {
      actor: actorOf(person, caller),
      verb,
      chain: WORKSPACE_CHAIN,
      target: 'workspace',
      role: 'everyone',
    };
    await recordRefusal(deps, what, refusal);
    throw refusal;
  };
}

/**
 * A person, as Slack says that they are calling. An id of Slack's is unique together with its workspace only: the same one
 * of another workspace is somebody else, and no member.
 */
const asCalling = (person: Person, { team }: Caller): Person =>
  person.teams.includes(team) ? person : { ...person, name: person.slackId, isFullMember: false };

const actorOf = ({ slackId, name }: Person, { team }: Caller): Actor => ({ id: slackId, name, team });

interface Refused {
  actor: Actor;
  verb: string;
  chain: string;
  target: string;
  /** The role that was missing. */
  role: string;
}

async function recordRefusal(
  { audit, leases, now }: AuthorizeDeps,
  { actor, verb, chain, target, role }: Refused,
  refusal: Refusal,
): Promise<void> {
  const at = now();
  const auditId = randomUUID();
  // Each attempt is its own owner of the lease, so that whoever gets it first in this minute writes the one record.
  const key = `refusal#${actor.id}#${chain}#${verb}`;
  if (!(await leases.acquire(key, auditId, at, new Date(at.getTime() + 60_000)))) return;
  await audit.append({
    chain,
    auditId,
    phase: 'refused',
    at,
    actor,
    action: `refused.${verb}`,
    target,
    request: { role, scope: chain },
    outcome: { code: refusal.code, said: refusal.userMessage, people: [...refusal.people] },
  });
}
