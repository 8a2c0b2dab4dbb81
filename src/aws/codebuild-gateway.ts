import {
  BatchGetBuildsCommand,
  BatchGetReportsCommand,
  type CodeBuildClient,
  paginateDescribeTestCases,
} from '@aws-sdk/client-codebuild';
import type { Builds } from '../domain/ports/builds';
import { rethrow } from './aws-errors';

/** Names of failing tests on a card: enough to know where to look. */
const FAILING_SHOWN = 10;

/** CodeBuild behind the Builds port. */
export function codebuildGateway({ client }: { client: CodeBuildClient }): Builds {
  return {
    async testResults(buildId) {
      const { builds } = await client.send(new BatchGetBuildsCommand({ ids: [buildId] })).catch(rethrow);
      const reportArns = builds?.[0]?.reportArns ?? [];
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
