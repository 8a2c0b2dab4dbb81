import type {
  BatchGetBuildsInput,
  BatchGetBuildsOutput,
  BatchGetProjectsInput,
  BatchGetProjectsOutput,
  BatchGetReportsInput,
  BatchGetReportsOutput,
  DescribeTestCasesInput,
  DescribeTestCasesOutput,
  ListBuildsForProjectInput,
  ListBuildsForProjectOutput,
  TestCase,
  TestCaseFilter,
} from '@aws-sdk/client-codebuild';
import { AwsError } from '../aws-error';
import type { AwsService } from '../wire/aws-service';
import { page } from '../wire/page';
import { describeViolations } from '../wire/violations';
import { buildId, codeBuildArn } from './build-record';
import type { BuildStore } from './build-store';
import { type BuildPlaces, buildView } from './build-view';
import { projectView } from './project';
import { reportView, testCaseViews } from './reports/report-view';

const PAGE_SIZE = 100;

/** The operations of CodeBuild that the local stack offers (AWS CodeBuild API Reference, 2016-10-06). */
export function createCodeBuildService(store: BuildStore, places: BuildPlaces): AwsService {
  const operations = {
    BatchGetBuilds({ ids = [] }: BatchGetBuildsInput): BatchGetBuildsOutput {
      const { found, missing } = lookUp(ids, (id) => store.build(id.replace(/^arn:aws:codebuild:[^/]*:build\//, '')));
      return { builds: found.map((build) => buildView(build, places)), buildsNotFound: missing };
    },

    BatchGetProjects({ names = [] }: BatchGetProjectsInput): BatchGetProjectsOutput {
      const { found, missing } = lookUp(names, (name) =>
        store.project(name.replace(/^arn:aws:codebuild:[^/]*:project\//, '')),
      );
      return { projects: found.map(projectView), projectsNotFound: missing };
    },

    BatchGetReports({ reportArns = [] }: BatchGetReportsInput): BatchGetReportsOutput {
      for (const arn of reportArns) refuseMalformedReportArn(arn);
      const { found, missing } = lookUp(reportArns, (arn) => store.report(arn));
      return { reports: found.length > 0 ? found.map(reportView) : undefined, reportsNotFound: missing };
    },

    DescribeTestCases(input: DescribeTestCasesInput): DescribeTestCasesOutput {
      const { reportArn = '', filter = {}, maxResults = PAGE_SIZE, nextToken } = input;
      refuseMalformedReportArn(reportArn);
      refuseUnknownTestStatus(filter);
      const report = store.report(reportArn);
      if (!report) throw new AwsError('ResourceNotFoundException', `Report ${reportArn} does not exist`);
      const numbered = testCaseViews(report).map((testCase, index) => ({ testCase, index }));
      const { items, nextToken: next } = page({
        items: numbered.filter(({ testCase }) => passes(testCase, filter)),
        keyOf: ({ index }) => String(index),
        maxResults,
        nextToken,
        bindTo: { reportArn, filter },
        invalidTokenCode: 'InvalidInputException',
      });
      return { testCases: items.map(({ testCase }) => testCase), ...(next && { nextToken: next }) };
    },

    ListBuildsForProject(input: ListBuildsForProjectInput): ListBuildsForProjectOutput {
      const { projectName = '', sortOrder = 'DESCENDING', nextToken } = input;
      if (!store.project(projectName)) throw projectNotFound(projectName);
      const ascending = store.buildsOf(projectName).map(buildId);
      const { items, nextToken: next } = page({
        items: sortOrder === 'ASCENDING' ? ascending : ascending.reverse(),
        keyOf: (id) => id,
        maxResults: PAGE_SIZE,
        nextToken,
        bindTo: { projectName, sortOrder },
        invalidTokenCode: 'InvalidInputException',
      });
      return { ids: items.length > 0 ? items : undefined, ...(next && { nextToken: next }) };
    },
  };
  return {
    name: 'codebuild',
    operations,
    refuseInput: (violations) => new AwsError('InvalidInputException', describeViolations(violations)),
  };
}

/** The error of every operation that needs a project. */
export function projectNotFound(name: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Project cannot be found: ${codeBuildArn(`project/${name}`)}`);
}

/** What is missing is undefined, not empty, where nothing is: the model allows no empty list there. */
function lookUp<T>(keys: readonly string[], find: (key: string) => T | undefined) {
  const found: T[] = [];
  const missing: string[] = [];
  for (const key of new Set(keys)) {
    const one = find(key);
    if (one === undefined) missing.push(key);
    else found.push(one);
  }
  return { found, missing: missing.length > 0 ? missing : undefined };
}

function refuseMalformedReportArn(arn: string): void {
  if (/^arn:aws[\w-]*:codebuild:[\w-]+:\d{12}:report\/[^/]+:[\da-f-]+$/.test(arn)) return;
  throw new AwsError('InvalidInputException', `Invalid report ARN: ${arn}`);
}

const TEST_STATUSES = ['SUCCEEDED', 'FAILED', 'ERROR', 'SKIPPED', 'UNKNOWN'];

function refuseUnknownTestStatus({ status }: TestCaseFilter): void {
  if (status === undefined || TEST_STATUSES.includes(status)) return;
  throw new AwsError(
    'InvalidInputException',
    `Invalid test case status: ${status}. Valid: ${TEST_STATUSES.join(', ')}`,
  );
}

function passes({ status, name = '' }: TestCase, filter: TestCaseFilter): boolean {
  return (filter.status === undefined || status === filter.status) && name.includes(filter.keyword ?? '');
}
