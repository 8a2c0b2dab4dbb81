import {
  BatchGetBuildsCommand,
  BatchGetProjectsCommand,
  BatchGetReportsCommand,
  type Build,
  type CodeBuildClient,
  ListBuildsForProjectCommand,
  paginateDescribeTestCases,
  StartBuildCommand,
} from '@aws-sdk/client-codebuild';
import type { Builds } from '../domain/ports/builds';
import { ofProject } from '../domain/ports/owner';
import { rethrow } from './aws-errors';
import { factsOf, projectOf, REQUEST_VARIABLE } from './codebuild-shapes';
import { finishedBuilds } from './finished-builds';

/** Names of failing tests on a card: enough to know where to look. */
const FAILING_SHOWN = 10;

/** CodeBuild API Reference, BatchGetBuilds. */
const BATCH = 100;

/** CodeBuild behind the Builds port. */
export function codebuildGateway({ client }: { client: CodeBuildClient }): Builds {
  const leavings = finishedBuilds(found);
  const gateway: Builds = {
    async project(name) {
      const { projects } = await client.send(new BatchGetProjectsCommand({ names: [name] })).catch(rethrow);
      return projects?.[0] && projectOf(projects[0]);
    },

    async facts(buildIds) {
      return (await found(buildIds)).map(factsOf);
    },

    async exportedVariables(buildIds) {
      return Object.fromEntries((await leavings(buildIds)).map(({ buildId, variables }) => [buildId, variables]));
    },

    async start({ project, requestId, sourceVersion, sourceLocation, variables }) {
      const given = [...variables, { name: REQUEST_VARIABLE, value: requestId }];
      const { build, $metadata } = await client
        .send(
          // The role may send these overrides and no other (infra/aws/permissions/build-overrides.ts).
          new StartBuildCommand({
            projectName: project,
            idempotencyToken: requestId,
            sourceVersion,
            ...(sourceLocation && {
              sourceTypeOverride: 'CODECOMMIT',
              sourceLocationOverride: sourceLocation,
              artifactsOverride: { type: 'NO_ARTIFACTS' },
            }),
            environmentVariablesOverride: given.map((variable) => ({ ...variable, type: 'PLAINTEXT' })),
          }),
        )
        .catch(rethrow);
      if (!build) throw new Error('StartBuild answered without a build');
      return { build: factsOf(build), requestId: $metadata.requestId };
    },

    async startedFor(projectName, requestId) {
      const { ids = [] } = await client.send(new ListBuildsForProjectCommand({ projectName })).catch(rethrow);
      return (await gateway.facts(ids, ofProject(projectName))).find((build) => build.requestId === requestId);
    },

    async testResults(buildId) {
      const reportArns = (await leavings([buildId])).flatMap(({ reports }) => reports);
      if (reportArns.length === 0) return undefined;
      const { reports } = await client.send(new BatchGetReportsCommand({ reportArns })).catch(rethrow);
      const tests = (reports ?? []).filter((report) => report.type === 'TEST');
      if (tests.length === 0) return undefined;
      const count = (...statuses: string[]): number =>
        tests
          .flatMap((report) => statuses.map((status) => report.testSummary?.statusCounts?.[status] ?? 0))
          .reduce((sum, one) => sum + one, 0);
      const failed = count('FAILED', 'ERROR');
      const failing = failed > 0 ? await Promise.all(tests.map(({ arn }) => failingTests(arn))) : [];
      return {
        passed: count('SUCCEEDED'),
        failed,
        skipped: count('SKIPPED'),
        failing: failing.flat().slice(0, FAILING_SHOWN),
      };
    },
  };
  return gateway;

  async function found(buildIds: readonly string[]): Promise<Build[]> {
    const all: Build[] = [];
    for (let from = 0; from < buildIds.length; from += BATCH) {
      const ids = buildIds.slice(from, from + BATCH);
      const { builds = [] } = await client.send(new BatchGetBuildsCommand({ ids })).catch(rethrow);
      all.push(...builds);
    }
    return all;
  }

  async function failingTests(reportArn: string | undefined): Promise<string[]> {
    const names: string[] = [];
    try {
      for (const status of ['FAILED', 'ERROR']) {
        const request = { reportArn, filter: { status } };
        for await (const page of paginateDescribeTestCases({ client, pageSize: 100 }, request)) {
          names.push(...(page.testCases ?? []).flatMap(({ name }) => name ?? []));
          if (names.length >= FAILING_SHOWN) break;
        }
      }
    } catch (error) {
      rethrow(error);
    }
    return names;
  }
}
