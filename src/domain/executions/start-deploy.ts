import { hashOf } from '../audit/audit-chain';
import { type Acted, type AuditedDeps, afterEffect, assertInTime, audited, resume } from '../audit/audited';
import { pipelineChain } from '../audit/chains';
import type { PendingIntent } from '../audit/pending-intent';
import { executionCardKey } from '../cards';
import { Refusal, SameDeployUnderWay } from '../errors';
import type { Authorize, Caller } from '../policies/authorize';
import type { PipelinePolicy } from '../policies/policy';
import type { Executions } from '../ports/executions';
import type { Leases } from '../ports/leases';
import type { Notifier } from '../ports/notifier';
import type { Pipelines, StartRequest } from '../ports/pipelines';
import type { Repositories } from '../ports/repositories';
import type { AssertUnlocked } from '../releases/assert-unlocked';
import { assertDeclared, newestCommit, revisionAsked } from './asked-revision';
import { attributeExecution } from './introduce-execution';

export interface StartDeployDeps extends AuditedDeps {
  executions: Executions;
  pipelines: Pipelines;
  repositories: Repositories;
  leases: Leases;
  notifier: Notifier;
  authorize: Authorize;
  assertUnlocked: AssertUnlocked;
}

interface StartDeployInput {
  policy: PipelinePolicy;
  caller: Caller;
  /** Commit id, or its first 7 characters and more. */
  commit?: string | undefined;
  branch?: string | undefined;
  variables: Record<string, string>;
}

export type StartDeploy = (input: StartDeployInput) => Promise<{ executionId: string; commitId?: string | undefined }>;

/** Milliseconds within which the same deploy is taken for the same wish. */
const SAME_WISH_MS = 10_000;

/** Starts an execution, of a given commit or branch where one is named. Its events draw the card. */
export function startDeploy(deps: StartDeployDeps): StartDeploy {
  return async ({ policy, caller, commit, branch, variables }) => {
    const actor = await deps.authorize({ caller, role: 'operator', scope: policy, verb: 'deploy' });
    const structure = await deps.pipelines.structure(policy.name);
    assertDeclared(policy.name, structure.variables, variables);
    const revision = await revisionAsked(deps, policy.name, structure, { commit, branch });
    const commitId = revision?.commitId ?? (await newestCommit(deps, policy.name, structure));
    const intent = {
      chain: pipelineChain(policy.name),
      actor,
      action: 'pipeline.deploy',
      target: policy.name,
      request: { variables, ...(branch ? { branch } : {}), ...(revision ?? {}) },
    };
    const wish = `deploy#${policy.name}#${hashOf({ commitId: commitId ?? 'newest', variables })}`;
    const executionId = await audited(deps, intent, (pending) => startOnce(deps, pending, wish));
    return { executionId, commitId };
  };
}

/**
 * Finishes a deploy whose process died: the same request token gives the same execution. One that had not been let
 * through yet was never sent, and whatever holds the pipeline by now holds it as well.
 */
export function resumeDeploy(deps: StartDeployDeps): (pending: PendingIntent) => Promise<void> {
  return async (pending) => {
    await resume(deps, pending, async () => {
      const isLetThrough = (await deps.leases.holder(gateOf(pending), deps.now())) !== undefined;
      if (!isLetThrough) await letThrough(deps, pending);
      return start(deps, pending);
    });
  };
}

const gateOf = ({ auditId }: PendingIntent): string => `deploy-let-through#${auditId}`;

/** Milliseconds; by then its intent has its outcome, whatever became of it (finish-intents.ts). */
const LET_THROUGH_MS = 2 * 24 * 3_600_000;

/**
 * From here on it may have been sent: to whoever finishes it, a later lock is no reason to refuse what has happened.
 * A process that slept over its lease does not send it: another may have found it not let through, and refused it.
 */
async function letThrough({ assertUnlocked, leases, now }: StartDeployDeps, pending: PendingIntent): Promise<void> {
  await assertUnlocked({ name: pending.target });
  await leases.acquire(gateOf(pending), pending.auditId, now(), new Date(now().getTime() + LET_THROUGH_MS));
  assertInTime(pending, now());
}

/** @throws SameDeployUnderWay naming who was first; PipelineLocked or PipelineFrozen where a lock or a freeze holds */
async function startOnce(deps: StartDeployDeps, pending: PendingIntent, wish: string): Promise<Acted<string>> {
  const until = new Date(deps.now().getTime() + SAME_WISH_MS);
  if (!(await deps.leases.acquire(wish, pending.auditId, deps.now(), until))) {
    // Told first: somebody who deploys what is locked would take “a moment ago” for a promise.
    await deps.assertUnlocked({ name: pending.target });
    throw new SameDeployUnderWay(pending.target, await whoWasFirst(deps, pending, wish));
  }
  return letThroughAndStart(deps, pending).catch(async (error: unknown) => {
    // What AWS refused may be asked for again at once; what it may have done may not.
    if (error instanceof Refusal) await deps.leases.release(wish, pending.auditId);
    throw error;
  });
}

async function letThroughAndStart(deps: StartDeployDeps, pending: PendingIntent): Promise<Acted<string>> {
  await letThrough(deps, pending);
  return start(deps, pending);
}

async function whoWasFirst(deps: StartDeployDeps, { chain }: PendingIntent, wish: string): Promise<string[]> {
  const auditId = await deps.leases.holder(wish, deps.now());
  if (!auditId) return [];
  const [intent] = await deps.audit.find(chain, auditId, new Date(deps.now().getTime() - 2 * SAME_WISH_MS));
  return intent ? [intent.actor.id] : [];
}

async function start(deps: StartDeployDeps, pending: PendingIntent): Promise<Acted<string>> {
  const accepted = await deps.pipelines.start(startRequestOf(pending));
  const { executionId } = accepted;
  const asked = { requestedBy: pending.actor };
  await afterEffect(attributeExecution(deps, pending.target, executionId, deps.now(), asked));
  await deps.notifier.cardChanged(executionCardKey(pending.target, executionId));
  return { result: executionId, outcome: { executionId }, awsRequestId: accepted.requestId };
}

function startRequestOf(pending: PendingIntent): StartRequest {
  const { sourceAction, commitId, variables } = pending.request;
  const pinned = typeof sourceAction === 'string' && typeof commitId === 'string';
  return {
    pipeline: pending.target,
    requestToken: pending.auditId,
    revision: pinned ? { sourceAction, commitId } : undefined,
    variables: Object.entries(Object(variables)).map(([name, value]) => ({ name, value: String(value) })),
  };
}
