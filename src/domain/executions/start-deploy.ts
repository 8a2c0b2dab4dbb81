import { type Acted, type AuditedDeps, audited, resume } from '../audit/audited';
import { pipelineChain } from '../audit/chains';
import type { PendingIntent } from '../audit/pending-intent';
import { executionCardKey } from '../cards';
import { BadRequest } from '../errors';
import type { Authorize, Caller } from '../policies/authorize';
import type { PipelinePolicy } from '../policies/policy';
import type { Executions } from '../ports/executions';
import type { Notifier } from '../ports/notifier';
import type { ActionStructure, Pipelines, StartRequest } from '../ports/pipelines';
import type { Repositories } from '../ports/repositories';
import { attributeExecution } from './introduce-execution';

export interface StartDeployDeps extends AuditedDeps {
  executions: Executions;
  pipelines: Pipelines;
  repositories: Repositories;
  notifier: Notifier;
  authorize: Authorize;
}

interface StartDeployInput {
  policy: PipelinePolicy;
  caller: Caller;
  /** Full 40-character commit id. */
  commit?: string | undefined;
  branch?: string | undefined;
  variables: Record<string, string>;
}

export type StartDeploy = (input: StartDeployInput) => Promise<{ executionId: string; commitId?: string | undefined }>;

/** Starts an execution, of a given commit or branch where one is named. Its events draw the card. */
export function startDeploy(deps: StartDeployDeps): StartDeploy {
  return async ({ policy, caller, commit, branch, variables }) => {
    const actor = await deps.authorize({ caller, role: 'operator', scope: policy, verb: 'deploy' });
    const revision = commit || branch ? await pinnedRevision(deps, policy, { commit, branch }) : undefined;
    const intent = {
      chain: pipelineChain(policy.name),
      actor,
      action: 'pipeline.deploy',
      target: policy.name,
      request: { variables, ...(branch ? { branch } : {}), ...(revision ?? {}) },
    };
    const executionId = await audited(deps, intent, (pending) => start(deps, pending));
    return { executionId, commitId: revision?.commitId };
  };
}

/** Finishes a deploy whose process died: the same request token gives the same execution. */
export function resumeDeploy(deps: StartDeployDeps): (pending: PendingIntent) => Promise<void> {
  return async (pending) => {
    await resume(deps, pending, () => start(deps, pending));
  };
}

async function start(deps: StartDeployDeps, pending: PendingIntent): Promise<Acted<string>> {
  const accepted = await deps.pipelines.start(startRequestOf(pending));
  const { executionId } = accepted;
  await attributeExecution(deps, pending.target, executionId, deps.now(), { requestedBy: pending.actor });
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

async function pinnedRevision(
  { pipelines, repositories }: StartDeployDeps,
  policy: PipelinePolicy,
  { commit, branch }: Pick<StartDeployInput, 'commit' | 'branch'>,
): Promise<{ sourceAction: string; commitId: string }> {
  const { stages } = await pipelines.structure(policy.name);
  const sources = stages.flatMap((stage) => stage.actions).filter((action) => action.category === 'Source');
  const [source] = sources;
  if (!source || sources.length > 1) {
    throw new BadRequest(
      `${policy.name} has ${sources.length} source actions, so one revision cannot be pinned. Deploy it without --commit or --branch.`,
    );
  }
  if (commit) return { sourceAction: source.name, commitId: await knownCommit(repositories, source, commit) };
  if (!source.repository || !branch) {
    throw new BadRequest(
      `The source of ${policy.name} cannot be read from here, so a branch has no commit. Name the commit: --commit SHA.`,
    );
  }
  return { sourceAction: source.name, commitId: await repositories.branchTip(source.repository, branch) };
}

/** A typo in a commit id is told now rather than by a failed source action later. */
async function knownCommit(repositories: Repositories, source: ActionStructure, commit: string): Promise<string> {
  if (!source.repository) return commit;
  const known = await repositories.commit(source.repository, commit);
  if (!known)
    throw new BadRequest(`The repository ${source.repository} has no commit ${commit}. Give the full 40-character id.`);
  return known.commitId;
}
