import { chainOf } from '../../domain/audit/chains';
import { anchorsGiven } from '../../domain/audit/given-anchor';
import type { VerifyAudit } from '../../domain/audit/verify-audit';
import { visibleChains } from '../../domain/audit/visible-chains';
import type { Authorize } from '../../domain/policies/authorize';
import type { Policies } from '../../domain/policies/policy';
import type { Directory } from '../../domain/ports/directory';
import { md, section } from '../blocks';
import type { Verb } from '../command-router';
import { verifyAnswer } from './verify-answer';

export interface VerifyAuditCommandDeps {
  policies: Policies;
  authorize: Authorize;
  directory: Directory;
  verifyAudit: VerifyAudit;
}

type VerbCall = Parameters<Verb['run']>[0];

/**
 * `audit verify [<pipeline>] [--anchor …]`: whether anybody altered the record, as far as the person may see it. Long
 * chains take seconds, so it says at once that it has begun: a response address is good for half an hour.
 */
export function verifyAudit(deps: VerifyAuditCommandDeps) {
  return async ({ respond, caller, args }: VerbCall): Promise<void> => {
    const { pipeline } = args.words({ required: ['verify'], optional: ['pipeline'] });
    const chains =
      pipeline === undefined
        ? visibleChains(deps.policies, await deps.directory.person(caller.slackId))
        : [await chainNamed(pipeline)];
    const anchors = anchorsGiven(args.list('anchor'), chains);
    const begun = md`Verifying the record…`;
    await respond({ text: begun.text, blocks: [section(begun)] });
    await respond({ ...verifyAnswer(await deps.verifyAudit({ chains, anchors })), replace_original: true });

    async function chainNamed(name: string): Promise<string> {
      const scope = deps.policies.pipeline(name);
      await deps.authorize({ caller, role: 'viewer', scope, verb: 'audit' });
      return chainOf(scope);
    }
  };
}
