import type { PullRequestChange, PullRequestListener } from './ports';

export interface PullRequestRule {
  /** Where pull requests are heard of. */
  pullRequests: { onPullRequest(listener: PullRequestListener): void };
  /** Starts a build as the rule's target; may throw or reject where it is refused. */
  startBuild: (build: { projectName: string; sourceVersion: string }) => unknown;
  repositoryName: string;
  /** CodeBuild project that tests the repository. */
  projectName: string;
  /** Told of builds that could not be started. EventBridge would try again for a day; this rule does not. */
  reportFailure: (error: unknown, change: PullRequestChange) => void;
}

/**
 * Tests pull requests as an EventBridge rule does on `pullRequestCreated` and `pullRequestSourceBranchUpdated`, whose
 * target is a CodeBuild project with `sourceVersion` from `$.detail.sourceCommit`. A build that cannot be started must
 * not fail the push that asked for it, as it could not on AWS.
 */
export function testPullRequests(rule: PullRequestRule): void {
  const { pullRequests, startBuild, repositoryName, projectName, reportFailure } = rule;
  pullRequests.onPullRequest(async (change) => {
    if (change.repositoryName !== repositoryName) return;
    try {
      await startBuild({ projectName, sourceVersion: change.sourceCommit });
    } catch (error) {
      reportFailure(error, change);
    }
  });
}
