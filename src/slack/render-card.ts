import type { ModelFacts } from '../domain/approvals/evidence';
import { cardSubject } from '../domain/cards';
import type { Execution } from '../domain/executions/execution';
import type { Policies } from '../domain/policies/policy';
import type { Approvals } from '../domain/ports/approvals';
import type { Executions } from '../domain/ports/executions';
import type { Pipelines } from '../domain/ports/pipelines';
import { modelFacts } from '../domain/releases/release';
import { approvalCard } from './approvals/approval-card';
import type { RenderCard } from './card-drawer';
import { executionCard } from './executions/execution-card';

export interface RenderCardDeps {
  policies: Policies;
  approvals: Approvals;
  executions: Executions;
  pipelines: Pipelines;
  now: () => Date;
}

/** From a card's key to its message, by the state as it is now. */
export function renderCard({ policies, approvals, executions, pipelines, now }: RenderCardDeps): RenderCard {
  return async (key) => {
    const subject = cardSubject(key);
    if (subject?.kind === 'approval') {
      const approval = await approvals.get(subject.approvalId);
      const policy = approval && policies.find(approval.pipeline);
      return approval && policy && approvalCard(approval, policy);
    }
    if (subject?.kind === 'execution') {
      const execution = await executions.get(subject.pipeline, subject.executionId);
      const policy = policies.find(subject.pipeline);
      if (!execution || !policy) return undefined;
      return executionCard({ execution, policy, model: await modelOf(execution), now: now() });
    }
    return undefined;
  };

  /** A rollback ships what its target shipped: CodePipeline runs only the deploy stage again. */
  function modelOf(execution: Execution): Promise<ModelFacts> {
    return modelFacts(pipelines, execution.pipeline, execution.rollbackOf ?? execution.executionId);
  }
}
