import type { Policies } from '../../domain/policies/policy';
import type { ExecuteRollback } from '../../domain/releases/execute-rollback';
import { configuredPipeline } from '../configured-pipeline';
import { readExecutionKey } from '../ids';
import type { ButtonClick, ChoiceMade, DialogSubmit } from '../interactions';
import { type OpenRollbackDeps, openRollback } from './open-rollback';
import { rollbackDialog } from './rollback-dialog';
import { problemsOf, readRollbackKey, typedInto } from './rollback-form';
import { waitsForApproval } from './rollback-reply';
import { readRollbackView } from './rollback-view';

export interface RollbackActionDeps extends OpenRollbackDeps {
  policies: Policies;
  executeRollback: ExecuteRollback;
}

/** The button after a refusal: the dialog, with the release chosen that could be restored instead. */
export function onOfferRollback(deps: RollbackActionDeps) {
  return async ({ ack, action, body, client, caller }: ButtonClick): Promise<void> => {
    await ack();
    const { pipeline, executionId } = readExecutionKey(action.value);
    const policy = configuredPipeline(deps.policies, pipeline);
    await openRollback(deps)({ client, triggerId: body.trigger_id, caller, policy, wantedId: executionId });
  };
}

/**
 * Another release was chosen: the dialog says what that one would do, by what is so now. Where it cannot be read the
 * dialog stays as it is, with everything that was typed, and cannot be sent for the new choice.
 */
export function onReleaseChosen(deps: RollbackActionDeps) {
  const read = readRollbackView(deps);
  return async ({ ack, view, client, caller }: ChoiceMade): Promise<void> => {
    await ack();
    const { pipeline, requestId, wantedId } = readRollbackKey(view);
    const policy = configuredPipeline(deps.policies, pipeline);
    const { isWhileLocked } = await deps.authorizeRollback({ policy, caller });
    const now = await read(policy, { ...typedInto(view), isWhileLocked, requestId, wantedId });
    await client.views.update({ view_id: view.id, view: rollbackDialog(now) });
  };
}

/** Its card is the answer; where it must be approved first, that is said to whoever has asked. */
export function onRollbackSubmit({
  policies,
  executeRollback,
}: Pick<RollbackActionDeps, 'policies' | 'executeRollback'>) {
  return async ({ ack, view, client, caller }: DialogSubmit): Promise<void> => {
    const key = readRollbackKey(view);
    const { chosenId, reason = '', rejectsPackage = false } = typedInto(view);
    const problems = problemsOf(key, { chosenId, reason });
    if (problems || !key.shown) {
      await ack({ response_action: 'errors', errors: problems ?? {} });
      return;
    }
    await ack();
    const { pipeline, requestId, productionId, shown } = key;
    const policy = configuredPipeline(policies, pipeline);
    const asked = { policy, caller, ...shown, productionId, reason, rejectPackage: rejectsPackage, requestId };
    const { result } = await executeRollback(asked);
    if (result === 'asked') await client.chat.postMessage({ channel: caller.slackId, ...waitsForApproval(policy) });
  };
}
