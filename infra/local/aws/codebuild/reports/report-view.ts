import type { Report, TestCase } from '@aws-sdk/client-codebuild';
import type { TestReport } from './test-report';

/** "Test reports expire 30 days after they are created" (AWS CodeBuild User Guide). */
const LIFETIME_MS = 30 * 24 * 3_600_000;

/** A report as BatchGetReports shows it. */
export function reportView({
  testCases,
  createdAt,
  arn,
  name,
  reportGroupArn,
  executionId,
  status,
  truncated,
}: TestReport): Report {
  const statusCounts = { SUCCEEDED: 0, FAILED: 0, ERROR: 0, SKIPPED: 0, UNKNOWN: 0 };
  for (const testCase of testCases) statusCounts[testCase.status]++;
  return {
    ...{ arn, name, reportGroupArn, executionId, status, truncated },
    type: 'TEST',
    created: new Date(createdAt),
    expired: expiryOf(createdAt),
    exportConfig: { exportConfigType: 'NO_EXPORT' },
    testSummary: {
      total: testCases.length,
      statusCounts,
      durationInNanoSeconds: testCases.reduce((sum, testCase) => sum + testCase.durationInNanoSeconds, 0),
    },
  };
}

/** The test cases of a report as DescribeTestCases shows them. */
export function testCaseViews({ arn, createdAt, testCases }: TestReport): TestCase[] {
  return testCases.map(({ rawDataPath, prefix, name, status, durationInNanoSeconds, message, suite }) => ({
    reportArn: arn,
    testRawDataPath: rawDataPath,
    ...{ prefix, name, status, durationInNanoSeconds, message },
    expired: expiryOf(createdAt),
    testSuiteName: suite,
  }));
}

function expiryOf(createdAt: string): Date {
  return new Date(Date.parse(createdAt) + LIFETIME_MS);
}
