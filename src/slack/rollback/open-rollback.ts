import { randomUUID } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import { Refusal } from '../../domain/errors';
import type { Caller } from '../../domain/policies/authorize';
import type { PipelinePolicy } from '../../domain/policies/policy';
import type { AuthorizeRollback } from '../../domain/releases/authorize-rollback';
import { md } from '../blocks';
import { refusalText } from '../reply-refusals';
import { closedRollbackDialog, loadingRollbackDialog, rollbackDialog } from './rollback-dialog';
import { type ReadRollbackDeps, type RollbackAsked, readRollbackView } from './rollback-view';

export interface OpenRollbackDeps extends ReadRollbackDeps {
  authorizeRollback: AuthorizeRollback;
}

interface ToOpen extends Omit<RollbackAsked, 'requestId' | 'chosenId' | 'isWhileLocked'> {
  client: WebClient;
  triggerId: string;
  caller: Caller;
  policy: PipelinePolicy;
}

export type OpenRollback = (toOpen: ToOpen) => Promise<void>;

/**
 * The trigger lives three seconds (Slack, trigger_id) and AWS may not answer in three, so the dialog opens first and is
 * filled after. The role is checked before the releases are shown, and again when the dialog is sent.
 */
export function openRollback(deps: OpenRollbackDeps): OpenRollback {
  const read = readRollbackView(deps);
  return async ({ client, triggerId, caller, policy, ...asked }) => {
    const opened = await client.views.open({ trigger_id: triggerId, view: loadingRollbackDialog(policy) });
    const viewId = opened.view?.id;
    if (!viewId) throw new Error('Slack opened a dialog without an id');
    try {
      const { isWhileLocked } = await deps.authorizeRollback({ policy, caller });
      const view = await read(policy, { ...asked, isWhileLocked, requestId: randomUUID() });
      await client.views.update({ view_id: viewId, view: rollbackDialog(view) });
    } catch (error) {
      const said = error instanceof Refusal ? refusalText(error) : md`The releases could not be read just now.`;
      await client.views.update({ view_id: viewId, view: closedRollbackDialog(policy, said) });
      if (!(error instanceof Refusal)) throw error;
    }
  };
}
