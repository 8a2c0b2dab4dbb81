import { createHash } from 'node:crypto';
import { type SageMakerClient, UpdateModelPackageCommand } from '@aws-sdk/client-sagemaker';
import { ApprovalNoLongerOpen } from '../domain/approvals/approval-errors';
import { RegistryBusy } from '../domain/errors';
import type { ModelPackageFacts } from '../domain/model-packages/model-package';
import type { PackageAnswer } from '../domain/ports/model-registry';
import type { AnsweredApproval } from '../domain/ports/pipelines';
import { awsErrorName, isUnknownPackage, refusalFrom } from './aws-errors';
import { effectAfter, isUnknownEffect } from './unknown-effect';

interface AnswerPackageDeps {
  /** Sends a call once: after a fault the truth is read before anything else. */
  once: SageMakerClient;
  version: (arn: string) => Promise<ModelPackageFacts | undefined>;
}

/**
 * UpdateModelPackage for a version that waits. If the effect is unknown, the registry tells; only if the version still
 * waits the call is repeated, once, with the same token. What is read back afterwards tells whose answer stands.
 */
export async function answerPackage(deps: AnswerPackageDeps, answer: PackageAnswer): Promise<AnsweredApproval> {
  const before = await deps.version(answer.arn);
  if (!before) throw new ApprovalNoLongerOpen('there is no such version in the registry');
  if (!isAnswerable(before, answer)) return { acceptedSummary: before.reason ?? '' };
  try {
    return await put(deps, answer);
  } catch (fault) {
    const held = await answeredAfter(deps, answer, fault);
    if (held) return { acceptedSummary: held.reason ?? '' };
  }
  try {
    return await put(deps, answer);
  } catch (fault) {
    const held = await answeredAfter(deps, answer, fault);
    if (held) return { acceptedSummary: held.reason ?? '' };
    throw fault;
  }
}

const isAnswerable = ({ status }: ModelPackageFacts, { overrules }: PackageAnswer): boolean =>
  status === 'pending' || status === overrules;

/** The version as it was answered, after a fault that may hide it. Any other fault rises. */
async function answeredAfter({ version }: AnswerPackageDeps, answer: PackageAnswer, fault: unknown) {
  if (!isUnknownEffect(fault)) throw translated(fault);
  return effectAfter(fault, async () => {
    const now = await version(answer.arn);
    return now && isAnswerable(now, answer) ? undefined : now;
  });
}

async function put(deps: AnswerPackageDeps, answer: PackageAnswer): Promise<AnsweredApproval> {
  const { arn: ModelPackageArn, decision, summary } = answer;
  const { $metadata } = await deps.once.send(
    new UpdateModelPackageCommand({
      ModelPackageArn,
      ModelApprovalStatus: decision === 'approved' ? 'Approved' : 'Rejected',
      ApprovalDescription: summary,
      ClientToken: tokenOf(answer),
    }),
  );
  return { acceptedSummary: await heldNow(deps, answer), requestId: $metadata.requestId };
}

/** Somebody may have written at the same moment. A registry that does not show the answer yet holds ours. */
async function heldNow({ version }: AnswerPackageDeps, answer: PackageAnswer): Promise<string> {
  const held = await version(answer.arn).catch((error: unknown) => {
    // Never a refusal, which would say that nothing was done: reconcile looks again.
    throw new Error('the registry has taken an answer and does not tell which one it holds', { cause: error });
  });
  return !held || isAnswerable(held, answer) ? answer.summary : (held.reason ?? '');
}

/** The same answer has the same token, so that whoever repeats it changes nothing (1 to 36 characters of [a-zA-Z0-9-]). */
const tokenOf = (answer: PackageAnswer): string =>
  createHash('sha256')
    .update(JSON.stringify([answer.arn, answer.decision, answer.summary]))
    .digest('hex')
    .slice(0, 36);

function translated(error: unknown): unknown {
  if (awsErrorName(error) === 'ConflictException') return new RegistryBusy('conflict', { cause: error });
  if (isUnknownPackage(error)) return new ApprovalNoLongerOpen('the version was deleted', { cause: error });
  return refusalFrom(error) ?? error;
}
