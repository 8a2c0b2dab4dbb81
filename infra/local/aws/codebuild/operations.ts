import type {
  BatchGetBuildsInput,
  BatchGetBuildsOutput,
  BatchGetProjectsInput,
  BatchGetProjectsOutput,
  BatchGetReportsInput,
  BatchGetReportsOutput,
  CreateProjectInput,
  CreateProjectOutput,
  DescribeTestCasesInput,
  DescribeTestCasesOutput,
  ListBuildsForProjectInput,
  ListBuildsForProjectOutput,
  ListBuildsInput,
  ListBuildsOutput,
  ListProjectsInput,
  ListProjectsOutput,
  RetryBuildInput,
  RetryBuildOutput,
  StartBuildInput,
  StartBuildOutput,
  StopBuildInput,
  StopBuildOutput,
  TestCase,
  TestCaseFilter,
} from '@aws-sdk/client-codebuild';
import { AwsError } from '../aws-error';
import type { AwsService, Caller } from '../wire/aws-service';
import { page } from '../wire/page';
import { describeViolations } from '../wire/violations';
import { planOfBuild } from './build-plan';
import { type BuildRecord, buildId, codeBuildArn, type Idempotency } from './build-record';
import type { BuildStarter } from './build-starter';
import type { BuildStore } from './build-store';
import { type BuildPlaces, buildView } from './build-view';
import { declaredProject } from './create-project';
import { repeatedStart } from './idempotency';
import { buildProject, projectView } from './project';
import { reportView, testCaseViews } from './reports/report-view';
import { startPlan } from './start-overrides';

const PAGE_SIZE = 100;

/** The operations of CodeBuild that the local stack offers (AWS CodeBuild API Reference, 2016-10-06). */
export function createCodeBuildService(
  store: BuildStore,
  places: BuildPlaces,
  starter: BuildStarter,
  now: () => Date,
): AwsService {
  const operations = {
    StartBuild({ idempotencyToken: token, ...request }: StartBuildInput, caller: Caller): StartBuildOutput {
      const { projectName = '' } = request;
      const project = store.project(projectName);
      if (!project) throw projectNotFound(projectName);
      const build = once(token, request, (idempotency) =>
        starter.start({ plan: startPlan(project, request), initiator: userName(caller), ...idempotency }),
      );
      return { build: buildView(build, places) };
    },

    RetryBuild({ idempotencyToken: token, id = '' }: RetryBuildInput, caller: Caller): RetryBuildOutput {
      const { status, ...earlier } = existingBuild(id);
      // Which sentence AWS has for a build that goes on is not documented.
      if (status === 'IN_PROGRESS') throw new AwsError('InvalidInputException', `Build ${id} has not completed`);
      const build = once(token, { retried: withoutArn(id) }, (idempotency) =>
        starter.start({ plan: planOfBuild(earlier), initiator: userName(caller), ...idempotency }),
      );
      return { build: buildView(build, places) };
    },

    StopBuild({ id = '' }: StopBuildInput): StopBuildOutput {
      const build = existingBuild(id);
      starter.execution(buildId(build))?.stop();
      return { build: buildView(build, places) };
    },

    CreateProject(input: CreateProjectInput): CreateProjectOutput {
      const definition = declaredProject(input);
      if (store.project(definition.name)) {
        const arn = codeBuildArn(`project/${definition.name}`);
        throw new AwsError('ResourceAlreadyExistsException', `Project already exists: ${arn}`);
      }
      const project = buildProject(definition, undefined, now());
      store.saveProject(project);
      return { project: projectView(project) };
    },

    ListProjects({ sortBy = 'NAME', sortOrder = 'ASCENDING', nextToken }: ListProjectsInput): ListProjectsOutput {
      const by = { NAME: 'name', CREATED_TIME: 'createdAt', LAST_MODIFIED_TIME: 'modifiedAt' } as const;
      const key = by[sortBy];
      const names = store
        .allProjects()
        .sort((one, other) => (one[key] < other[key] ? -1 : 1))
        .map(({ name }) => name);
      const { items, next } = pageOf(names, sortOrder, nextToken, { sortBy });
      return { projects: items, ...next };
    },

    ListBuilds({ sortOrder = 'DESCENDING', nextToken }: ListBuildsInput): ListBuildsOutput {
      const { items, next } = pageOf(byStart(store.allBuilds()), sortOrder, nextToken, {});
      return { ids: items, ...next };
    },

    BatchGetBuilds({ ids = [] }: BatchGetBuildsInput): BatchGetBuildsOutput {
      const { found, missing } = lookUp(ids, (id) => store.build(withoutArn(id)));
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
      const { items, next } = pageOf(store.buildsOf(projectName).map(buildId), sortOrder, nextToken, { projectName });
      return { ids: items, ...next };
    },
  };

  function existingBuild(idOrArn: string): BuildRecord {
    const id = withoutArn(idOrArn);
    if (!/^[\w-]+:[\w-]+$/.test(id)) throw new AwsError('InvalidInputException', `Invalid build ID: ${idOrArn}`);
    const build = store.build(id);
    if (!build) throw new AwsError('ResourceNotFoundException', `Build ${id} does not exist`);
    return build;
  }

  function once(
    token: string | undefined,
    request: unknown,
    start: (with_: { idempotency?: Idempotency }) => BuildRecord,
  ) {
    if (token === undefined) return start({});
    return repeatedStart(store.allBuilds(), { token, request }, now()) ?? start({ idempotency: { token, request } });
  }

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

/** One page of names in ascending order; none is undefined, since the model allows no empty list. */
function pageOf(ascending: readonly string[], sortOrder: string, nextToken: string | undefined, listing: object) {
  const { items, nextToken: next } = page({
    items: sortOrder === 'ASCENDING' ? ascending : ascending.toReversed(),
    keyOf: (name) => name,
    maxResults: PAGE_SIZE,
    nextToken,
    bindTo: { ...listing, sortOrder },
    invalidTokenCode: 'InvalidInputException',
  });
  return { items: items.length > 0 ? items : undefined, next: next && { nextToken: next } };
}

function byStart(builds: readonly BuildRecord[]): string[] {
  return [...builds].sort((one, other) => (one.startedAt < other.startedAt ? -1 : 1)).map(buildId);
}

function withoutArn(idOrArn: string): string {
  return idOrArn.replace(/^arn:aws:codebuild:[^/]*:build\//, '');
}

function userName({ arn }: Caller): string {
  return arn.slice(arn.indexOf('/') + 1);
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
