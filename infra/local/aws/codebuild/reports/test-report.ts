import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildRecord, buildId, codeBuildArn } from '../build-record';
import type { ReportDeclaration } from '../buildspec';
import { expandVariables, FileSelectionError, selectFiles } from '../file-selection';
import { readTestFile } from './formats';
import { type ReadTestCase, ReportFormatError } from './test-case';

/** A test report as it is kept on disk. */
export interface TestReport {
  arn: string;
  name: string;
  reportGroupArn: string;
  /** ARN of the build. */
  executionId: string;
  /** ISO 8601. */
  createdAt: string;
  status: 'SUCCEEDED' | 'FAILED' | 'INCOMPLETE';
  /** Whether there were more test cases than a report can hold. */
  truncated: boolean;
  testCases: ReportedTestCase[];
}

export interface ReportedTestCase extends ReadTestCase {
  /** Report file inside the source. */
  rawDataPath: string;
}

export interface ReportSources {
  build: BuildRecord;
  sourceDirectory: string;
  environment: Readonly<Record<string, string>>;
  at: Date;
}

const MAX_TEST_CASES = 500;
const MAX_NAME_LENGTH = 1000;
const MAX_MESSAGE_LENGTH = 5000;

/**
 * Makes one report of the files that a declaration selects. Missing or unreadable files make it INCOMPLETE ("the path to
 * the test cases … might be incorrect"); the build goes on (AWS CodeBuild User Guide, "Test report statuses").
 */
export async function generateReport(declaration: ReportDeclaration, sources: ReportSources) {
  const { build, environment, at } = sources;
  const group = reportGroup(expandVariables(declaration.group, environment), build);
  const { testCases, problem } = await readTestCases(declaration, sources);
  const name = `${group}:${randomUUID()}`;
  const report: TestReport = {
    arn: codeBuildArn(`report/${name}`),
    name,
    reportGroupArn: codeBuildArn(`report-group/${group}`),
    executionId: codeBuildArn(`build/${buildId(build)}`),
    createdAt: at.toISOString(),
    status: problem ? 'INCOMPLETE' : testCases.some(hasFailed) ? 'FAILED' : 'SUCCEEDED',
    truncated: testCases.length > MAX_TEST_CASES,
    testCases: withinLimit(testCases),
  };
  return { report, problem };
}

/** "If more than 500 test cases are run, CodeBuild prioritizes tests with the status FAILED." */
function withinLimit(testCases: readonly ReportedTestCase[]): ReportedTestCase[] {
  if (testCases.length <= MAX_TEST_CASES) return [...testCases];
  const rest = testCases.filter((testCase) => !hasFailed(testCase));
  return [...testCases.filter(hasFailed), ...rest].slice(0, MAX_TEST_CASES);
}

/** "If you specify a name …, the report group's name is <project>-<name>"; an ARN names its group itself. */
function reportGroup(nameOrArn: string, { projectName }: BuildRecord): string {
  return nameOrArn.startsWith('arn:') ? nameOrArn.slice(nameOrArn.indexOf('/') + 1) : `${projectName}-${nameOrArn}`;
}

function hasFailed({ status }: ReadTestCase): boolean {
  return status === 'FAILED' || status === 'ERROR';
}

async function readTestCases(declaration: ReportDeclaration, { sourceDirectory, environment }: ReportSources) {
  const testCases: ReportedTestCase[] = [];
  try {
    const { baseDirectory, paths } = await selectFiles(declaration, sourceDirectory, environment);
    if (paths.length === 0) return { testCases, problem: 'no matching report paths found' };
    for (const path of paths) {
      const read = readTestFile(declaration.format, await readFile(join(baseDirectory, path), 'utf8'));
      testCases.push(...read.map((one) => ({ ...one, ...shortened(one), rawDataPath: path })));
    }
    return { testCases, problem: undefined };
  } catch (error) {
    if (!(error instanceof FileSelectionError || error instanceof ReportFormatError)) throw error;
    return { testCases, problem: error.message };
  }
}

function shortened({ name, message }: ReadTestCase) {
  return { name: name.slice(0, MAX_NAME_LENGTH), message: message.slice(0, MAX_MESSAGE_LENGTH) };
}
