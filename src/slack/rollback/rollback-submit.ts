import type { Policies } from '../../domain/policies/policy';
import type { ExecuteRollback } from '../../domain/releases/execute-rollback';
import type { DialogSubmit } from '../interactions';
import { readRollbackDialog } from './rollback-dialog';

export function onRollbackSubmit({
  policies,
  executeRollback,
}: {
  policies: Policies;
  executeRollback: ExecuteRollback;
}) {
  return async ({ ack, view, caller }: DialogSubmit): Promise<void> => {
    const { pipeline, problem, ...asked } = readRollbackDialog(view);
    if (problem) {
      await ack({ response_action: 'errors', errors: problem });
      return;
    }
    await ack();
    await executeRollback({ ...asked, policy: policies.pipeline(pipeline), caller });
  };
}
