import { approvalCardKey } from '../cards';
import type { ModelPackageFacts } from '../model-packages/model-package';
import type { PipelinePolicy } from '../policies/policy';
import type { Approvals } from '../ports/approvals';
import type { Notifier } from '../ports/notifier';
import { type AnswerRegistryDeps, answerRegistry, claimedPackage, registryState } from './answer-registry';
import type { Approval, Decision, RegistryState } from './approval';
import { decisionSummary } from './decision-summary';

export interface CompareRegistryDeps extends AnswerRegistryDeps {
  approvals: Approvals;
  notifier: Notifier;
}

/**
 * Drift between CodePipeline and the model registry: a decision of ours that the registry does not hold yet is given to
 * it; an answer that was given elsewhere, in CodePipeline only, is shown and nothing is done, for nobody has decided here.
 * Costs one query per pipeline, and one or two calls for each answer that is behind.
 * @returns how many were
 */
export async function compareRegistry(deps: CompareRegistryDeps, policy: PipelinePolicy): Promise<number> {
  let fixes = 0;
  for (const approval of await deps.approvals.registryBehind(policy.name)) {
    try {
      if (await storeRegistry(deps, approval, await registryNow(deps, policy, approval))) fixes += 1;
    } catch (error) {
      deps.onProblem({ what: `model package of approval ${approval.approvalId}`, error });
    }
  }
  return fixes;
}

/** Undefined where the configuration says that the registry is none of our business. */
async function registryNow(
  deps: CompareRegistryDeps,
  policy: PipelinePolicy,
  approval: Approval,
): Promise<RegistryState | undefined> {
  const { decision: decided, ending } = approval;
  const arn = claimedPackage(approval, policy);
  if (!arn) return undefined;
  if (decided) {
    return answerRegistry(deps)(approval, { decision: decided.decision, summary: decisionSummary(decided) });
  }
  if (!ending?.decision) return undefined;
  return registryState(arn, { decision: ending.decision }, await deps.modelRegistry.version(arn, policy));
}

/** A version was answered, or answered anew, after its approval has ended: the card shows where the two differ. */
export async function noteRegistry(
  deps: CompareRegistryDeps,
  approval: Approval | undefined,
  facts: ModelPackageFacts,
): Promise<void> {
  const answer = approval && answerOf(approval);
  if (!approval || !answer) return;
  // What it still waits for is given to it, or shown, by compareRegistry.
  if (facts.status === 'pending') return;
  const registry = registryState(facts.arn, answer, facts);
  if (approval.registry === undefined && registry.state === 'answered') return;
  await storeRegistry(deps, approval, registry);
}

function answerOf({ decision, ending }: Approval): { decision: Decision; summary?: string } | undefined {
  if (decision) return { decision: decision.decision, summary: decisionSummary(decision) };
  return ending?.decision && { decision: ending.decision };
}

async function storeRegistry(
  { approvals, notifier }: CompareRegistryDeps,
  approval: Approval,
  registry: RegistryState | undefined,
): Promise<boolean> {
  if (isSame(approval.registry, registry)) return false;
  const card = approvalCardKey(approval.approvalId);
  await notifier.cardWillChange(card);
  await approvals.update(approval.approvalId, (current) =>
    !current || isSame(current.registry, registry) ? current : { ...current, registry },
  );
  await notifier.cardChanged(card);
  return true;
}

const isSame = (one: RegistryState | undefined, other: RegistryState | undefined): boolean =>
  one?.state === other?.state && one?.detail === other?.detail;
