import type { FinishIntentsDeps } from '../audit/finish-intents';
import { auditIdIn } from '../audit/signed-reason';
import { Refusal } from '../errors';
import type { ModelPackageFacts } from '../model-packages/model-package';
import type { PipelinePolicy, Policies } from '../policies/policy';
import type { ModelRegistry } from '../ports/model-registry';
import type { Approval, Decision, RegistryState } from './approval';

export interface AnswerRegistryDeps {
  policies: Policies;
  modelRegistry: ModelRegistry;
  onProblem: FinishIntentsDeps['onProblem'];
}

/** Undefined where the execution names no model package of a group that its pipeline claims: nothing is done then. */
export type AnswerRegistry = (
  approval: Approval,
  answer: { decision: Decision; summary: string },
) => Promise<RegistryState | undefined>;

/**
 * One decision answers both: the answer that CodePipeline has accepted is given to the model registry, too, in the same
 * words and with the same audit id. Doing it again changes nothing. It never rises: what cannot be done now is `behind`,
 * and reconcile does it later.
 */
export function answerRegistry({ policies, modelRegistry, onProblem }: AnswerRegistryDeps): AnswerRegistry {
  return async (approval, { decision, summary }) => {
    const policy = policies.find(approval.pipeline);
    const arn = policy && claimedPackage(approval, policy);
    if (!arn) return undefined;
    try {
      const facts = await modelRegistry.version(arn, policy);
      if (facts?.status !== 'pending') return registryState(arn, { decision, summary }, facts);
      const { acceptedSummary } = await modelRegistry.answer({ arn, decision, summary }, policy);
      if (acceptedSummary === summary) return { arn, state: 'answered' };
      return registryState(arn, { decision, summary }, await modelRegistry.version(arn, policy));
    } catch (error) {
      // A person cannot act on what is wrong with the bot; whoever reads its log can.
      if (!(error instanceof Refusal && error.isPassing)) onProblem({ what: `model package ${arn}`, error });
      return { arn, state: 'behind', detail: whyBehind(error) };
    }
  };
}

const whyBehind = (error: unknown): string =>
  `The model registry does not have this answer yet; it is tried again by itself. ${
    error instanceof Refusal ? error.userMessage : 'SageMaker does not tell what became of it.'
  }`;

/**
 * The model package that an execution names, if its group is the one that the pipeline claims: a build may name any
 * package at all, and whoever approves this pipeline's releases has no say in another one's.
 */
export const claimedPackage = (approval: Approval, policy: PipelinePolicy): string | undefined =>
  approval.kind === 'action' ? ofClaimedGroup(approval.evidence.model.packageArn, policy) : undefined;

/** The ARN itself, if the pipeline claims its group. */
export function ofClaimedGroup(
  packageArn: string | undefined,
  { modelPackageGroup }: PipelinePolicy,
): string | undefined {
  if (!packageArn || !modelPackageGroup) return undefined;
  // The names of groups keep their case, and their ARNs do not.
  const group = /^arn:[^:]+:sagemaker:[^:]*:[^:]*:model-package\/([^/]+)\/\d+$/.exec(packageArn)?.[1];
  return group?.toLowerCase() === modelPackageGroup.toLowerCase() ? packageArn : undefined;
}

/**
 * What the registry holds beside an answer that was given.
 * @param answer without words of ours where it was given elsewhere
 */
export function registryState(
  arn: string,
  { decision, summary }: { decision: Decision; summary?: string | undefined },
  facts: ModelPackageFacts | undefined,
): RegistryState {
  if (!facts) return { arn, state: 'gone', detail: 'The version is no longer in the model registry.' };
  if (facts.status === 'pending') {
    return { arn, state: 'differs', detail: 'The model registry still waits for an answer to this version.' };
  }
  const isOurs = summary !== undefined && auditIdIn(facts.reason) === auditIdIn(summary);
  if (facts.status === decision) {
    return { arn, state: 'answered', ...(summary !== undefined && !isOurs && { detail: inWords(facts) }) };
  }
  return { arn, state: 'differs', detail: inWords(facts) };
}

/** Characters of what somebody wrote in the registry. */
const QUOTED = 200;

/** Who answered in the registry, how and why: foreign words. */
function inWords({ status, modifiedBy, reason }: ModelPackageFacts): string {
  const by = modifiedBy ? ` by ${modifiedBy.split('/').at(-1)}` : '';
  const why = reason ? `: ${[...reason].slice(0, QUOTED).join('')}` : '.';
  return `In the model registry this version is ${status}${by}${why}`;
}
