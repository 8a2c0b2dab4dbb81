import { randomUUID } from 'node:crypto';
import { chainOf } from '../audit/chains';
import { NotAllowed } from '../errors';
import type { AuditLog } from '../ports/audit-log';
import type { Directory } from '../ports/directory';
import type { Leases } from '../ports/leases';
import { assertMay } from './evaluate-policy';
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
}) => Promise<Actor>;

/**
 * Who this is and whether they may. A refusal is recorded, once per person, verb and minute, so that nobody can fill
 * the audit table by clicking.
 * @throws NotAllowed, DirectoryUnavailable
 */
export function authorize({ directory, audit, leases, now }: AuthorizeDeps): Authorize {
  return async ({ caller, role, scope, verb }) => {
    const person = await directory.person(caller.slackId);
    const actor = { id: person.slackId, name: person.name, team: caller.team };
    try {
      assertMay(person, role, scope);
    } catch (error) {
      if (error instanceof NotAllowed) await recordRefusal(actor, scope, verb, error);
      throw error;
    }
    return actor;
  };

  async function recordRefusal(actor: Actor, scope: Scope, verb: string, refusal: NotAllowed): Promise<void> {
    const at = now();
    const auditId = randomUUID();
    // Each attempt is its own owner of the lease, so that whoever gets it first in this minute writes the one record.
    const key = `refusal#${actor.id}#${chainOf(scope)}#${verb}`;
    if (!(await leases.acquire(key, auditId, at, new Date(at.getTime() + 60_000)))) return;
    await audit.append({
      chain: chainOf(scope),
      auditId,
      phase: 'refused',
      at,
      actor,
      action: `refused.${verb}`,
      target: scope.name,
      request: {},
      outcome: { code: refusal.code, said: refusal.userMessage },
    });
  }
}
