import { randomUUID } from 'node:crypto';
import { Refusal } from '../../domain/errors';
import type { Authorize } from '../../domain/policies/authorize';
import type { Policies } from '../../domain/policies/policy';
import type { AssertUnlocked } from '../../domain/releases/assert-unlocked';
import type { PlanRollback } from '../../domain/releases/plan-rollback';
import { md } from '../blocks';
import type { Verb } from '../command-router';
import { refusalText } from '../reply-refusals';
import { closedRollbackDialog, loadingRollbackDialog, rollbackDialog } from './rollback-dialog';

export interface RollbackCommandDeps {
  policies: Policies;
  authorize: Authorize;
  assertUnlocked: AssertUnlocked;
  planRollback: PlanRollback;
  now: () => Date;
}

/**
 * `rollback`: the trigger lives three seconds and AWS may not answer in three, so the dialog opens first and is filled
 * after. The role is checked before the releases are shown, and again when the dialog is sent.
 */
export function rollbackCommand({ policies, authorize, assertUnlocked, planRollback, now }: RollbackCommandDeps): Verb {
  return {
    name: 'rollback',
    usage: '<pipeline> [release]',
    does: 'restore an earlier release: choose it in a dialog, with its metrics beside today’s',
    role: 'operator',
    on: 'pipeline',
    options: {},
    examples: ['rollback penguins', 'rollback penguins 1.4.0'],
    run: async ({ triggerId, client, caller, args }) => {
      const { pipeline, release: wanted } = args.words({ required: ['pipeline'], optional: ['release'] });
      const policy = policies.pipeline(pipeline);
      const opened = await client.views.open({
        trigger_id: triggerId,
        view: loadingRollbackDialog(policy),
      });
      const viewId = opened.view?.id;
      if (!viewId) throw new Error('Slack opened a dialog without an id');
      try {
        await authorize({ caller, role: 'operator', scope: policy, verb: 'rollback' });
        await assertUnlocked(policy);
        const plan = await planRollback(policy);
        await client.views.update({
          view_id: viewId,
          view: rollbackDialog({ policy, plan, wanted, requestId: randomUUID(), now: now() }),
        });
      } catch (error) {
        const said = error instanceof Refusal ? refusalText(error) : md`The releases could not be read just now.`;
        await client.views.update({ view_id: viewId, view: closedRollbackDialog(policy, said) });
        if (!(error instanceof Refusal)) throw error;
      }
    },
  };
}
