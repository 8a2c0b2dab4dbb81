import { type Acted, type AuditedDeps, afterEffect, assertInTime, audited, resume } from '../audit/audited';
import { chainOf } from '../audit/chains';
import type { PendingIntent } from '../audit/pending-intent';
import { BadRequest } from '../errors';
import { assertGiveable, type GivenVariables } from '../given-variables';
import type { Authorize, Caller } from '../policies/authorize';
import type { ProjectPolicy } from '../policies/policy';
import type { BuildRequest, ProjectFacts } from '../ports/builds';
import type { BuildFacts } from './build';
import { type SourceAskedDeps, sourceAsked } from './source-asked';
import { followBuild, type TrackBuildDeps } from './track-build';

export interface StartBuildDeps extends AuditedDeps, TrackBuildDeps, SourceAskedDeps {
  authorize: Authorize;
}

interface StartBuildInput {
  policy: ProjectPolicy;
  caller: Caller;
  /** Commit id, or its first 7 characters and more. */
  commit?: string | undefined;
  branch?: string | undefined;
  variables: Record<string, string>;
}

export type StartBuild = (input: StartBuildInput) => Promise<BuildFacts>;

/**
 * Starts a build outside every pipeline. All that is ever sent is StartBuild of a configured project: what that project
 * does is its buildspec's business, so one that deploys must not be configured. Its build is no execution, and so can
 * never become a release.
 */
export function startBuild(deps: StartBuildDeps): StartBuild {
  return async ({ policy, caller, commit, branch, variables }) => {
    const actor = await deps.authorize({ caller, role: 'operator', scope: policy, verb: 'build' });
    const project = await deps.builds.project(policy.name);
    if (!project) throw new BadRequest(`CodeBuild has no project ${policy.name}, though mlpipeline.yaml names it.`);
    assertMayGive(policy.name, project.variables, variables);
    const source = await sourceAsked(deps, policy, project, { commit, branch });
    const intent = {
      chain: chainOf(policy),
      actor,
      action: 'project.build',
      target: policy.name,
      request: { variables, ...source },
    };
    return audited(deps, intent, (pending) => {
      // CodeBuild forgets a request id after five minutes: a process that slept must not wake into a second build.
      assertInTime(pending, deps.now());
      return start(deps, pending);
    });
  };
}

/** Finishes a build whose process died: the build that it started, or one with the same request id. */
export function resumeBuild(deps: StartBuildDeps): (pending: PendingIntent) => Promise<void> {
  return async (pending) => {
    await resume(deps, pending, async () => {
      const build = await deps.builds.startedFor(pending.target, pending.auditId);
      return build ? follow(deps, pending, build) : start(deps, pending);
    });
  };
}

async function start(deps: StartBuildDeps, pending: PendingIntent): Promise<Acted<BuildFacts>> {
  const { build, requestId } = await deps.builds.start(requestOf(pending));
  return { ...(await follow(deps, pending, build)), awsRequestId: requestId };
}

async function follow(deps: StartBuildDeps, pending: PendingIntent, build: BuildFacts): Promise<Acted<BuildFacts>> {
  const { branch, variables } = pending.request;
  const asked = {
    requestedBy: pending.actor,
    variables: Object.keys(Object(variables)),
    ...(typeof branch === 'string' && { branch }),
  };
  await afterEffect(followBuild(deps, build, asked));
  return { result: build, outcome: { buildId: build.buildId } };
}

function requestOf({ target, auditId, request }: PendingIntent): BuildRequest {
  const { sourceVersion, sourceLocation, variables } = request;
  return {
    project: target,
    requestId: auditId,
    ...(typeof sourceVersion === 'string' && { sourceVersion }),
    ...(typeof sourceLocation === 'string' && { sourceLocation }),
    variables: Object.entries(Object(variables)).map(([name, value]) => ({ name, value: String(value) })),
  };
}

/**
 * Any name but the declared ones (`BASH_ENV`, `AWS_ENDPOINT_URL`) could make a build do anything.
 * @throws BadRequest
 */
function assertMayGive(project: string, declared: ProjectFacts['variables'], given: GivenVariables): void {
  const secret = declared.find((variable) => variable.isSecret && Object.hasOwn(given, variable.name));
  if (secret) throw new BadRequest(`${secret.name} is a secret of ${project}: it cannot be given from here.`);
  const open = declared.filter((variable) => !variable.isSecret);
  assertGiveable(
    project,
    open.map(({ name }) => name),
    given,
  );
}
