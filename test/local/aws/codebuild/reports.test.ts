import { BatchGetReportsCommand, DescribeTestCasesCommand, paginateDescribeTestCases } from '@aws-sdk/client-codebuild';
import { readJunit } from '../../../../infra/local/aws/codebuild/reports/junit';
import { ReportFormatError } from '../../../../infra/local/aws/codebuild/reports/test-case';
import { BuildBench, buildspecOf } from './build-bench';

const JUNIT = `<?xml version="1.0"?>
<testsuites>
  <testsuite name="pytest" tests="4">
    <testcase classname="tests.test_model" name="test_accuracy" time="0.25"/>
    <testcase classname="tests.test_model" name="test_recall" time="1.5">
      <failure message="assert 0.4 &gt;= 0.5">Traceback</failure>
    </testcase>
    <testcase classname="tests.test_model" name="test_server"><error>refused &lt;connection&gt;</error></testcase>
    <testcase classname="tests.test_model" name="test_gpu"><skipped/></testcase>
  </testsuite>
</testsuites>`;

describe('reading JUnit XML', () => {
  it('reads status, duration and message of each case', () => {
    const common = { suite: 'pytest', prefix: 'tests.test_model' };
    expect(readJunit(JUNIT)).toEqual([
      { ...common, name: 'test_accuracy', status: 'SUCCEEDED', durationInNanoSeconds: 250_000_000, message: '' },
      {
        ...common,
        name: 'test_recall',
        status: 'FAILED',
        durationInNanoSeconds: 1_500_000_000,
        message: 'assert 0.4 >= 0.5',
      },
      { ...common, name: 'test_server', status: 'ERROR', durationInNanoSeconds: 0, message: 'refused <connection>' },
      { ...common, name: 'test_gpu', status: 'SKIPPED', durationInNanoSeconds: 0, message: '' },
    ]);
  });

  it('reads suites in suites, and a suite as root', () => {
    const xml = `<testsuite name="outer"><testcase name="1"/><testsuite name="inner"><testcase name="2" time="1,000.5"/></testsuite></testsuite>`;

    expect(
      readJunit(xml).map(({ suite, name, durationInNanoSeconds }) => [suite, name, durationInNanoSeconds]),
    ).toEqual([
      ['outer', '1', 0],
      ['inner', '2', 1_000_500_000_000],
    ]);
  });

  it.each(['', '<testsuite>', '<html></html>', 'ok 1 - tap'])('refuses %j', (text) => {
    expect(() => readJunit(text)).toThrow(ReportFormatError);
  });
});

describe('the reports of a build', () => {
  let bench: BuildBench;
  beforeAll(async () => {
    bench = await BuildBench.start();
  });
  afterAll(() => bench.remove());

  async function reportsOf(files: Record<string, string>, rest: string, phases: Record<string, string[]> = {}) {
    const { view, finished } = await bench.build(buildspecOf(phases, rest), { files });
    const { reports = [] } = await bench.client.send(new BatchGetReportsCommand({ reportArns: view.reportArns }));
    return { view, finished, reports };
  }
  const casesXml = (count: number, failing: number) =>
    `<testsuite name="s">${Array.from({ length: count }, (_, index) => `<testcase name="case ${index}${index === failing ? 'n'.repeat(1000) : ''}">${index === failing ? `<failure message="${'x'.repeat(6000)}"/>` : ''}</testcase>`).join('')}</testsuite>`;

  it('are FAILED where a test failed, without failing the build', async () => {
    const { view, finished, reports } = await reportsOf(
      { 'out/unit.xml': JUNIT },
      "reports: { unit: { files: 'out/*.xml' } }",
    );

    expect(finished.status).toBe('SUCCEEDED');
    expect(reports).toEqual([
      {
        arn: expect.stringMatching(
          /^arn:aws:codebuild:us-east-1:123456789012:report\/penguins-build-unit:[\da-f-]{36}$/,
        ),
        name: expect.stringMatching(/^penguins-build-unit:/),
        reportGroupArn: 'arn:aws:codebuild:us-east-1:123456789012:report-group/penguins-build-unit',
        executionId: view.arn,
        type: 'TEST',
        status: 'FAILED',
        truncated: false,
        created: expect.any(Date),
        expired: expect.any(Date),
        exportConfig: { exportConfigType: 'NO_EXPORT' },
        testSummary: {
          total: 4,
          statusCounts: { SUCCEEDED: 1, FAILED: 1, ERROR: 1, SKIPPED: 1, UNKNOWN: 0 },
          durationInNanoSeconds: 1_750_000_000,
        },
      },
    ]);
  });

  it('are read from Cucumber JSON where file-format says so, in whatever case', async () => {
    const steps = [{ result: { status: 'passed', duration: 7 } }];
    const file = JSON.stringify([{ name: 'Serving', elements: [{ name: 'answers', steps }] }]);
    const { reports } = await reportsOf(
      { 'a.json': file },
      "reports: { bdd: { files: '*.json', file-format: CucumberJson } }",
    );

    expect(reports).toMatchObject([{ status: 'SUCCEEDED', testSummary: { total: 1, durationInNanoSeconds: 7 } }]);
  });

  it('are made although BUILD failed', async () => {
    const { reports, view } = await reportsOf({ 'a.xml': JUNIT }, 'reports: { unit: { files: a.xml } }', {
      build: ['false'],
    });

    expect(view.buildStatus).toBe('FAILED');
    expect(reports).toHaveLength(1);
  });

  it.each([
    ['no file matches', {}],
    ['a file cannot be read', { 'a.xml': '<testsuite>' }],
  ])('are INCOMPLETE where %s, and the build goes on', async (_what, files: Record<string, string>) => {
    const { reports, view } = await reportsOf(files, "reports: { unit: { files: '*.xml' } }");

    expect(view.buildStatus).toBe('SUCCEEDED');
    expect(reports.map(({ status }) => status)).toEqual(['INCOMPLETE']);
  });

  it('belong to the group that an ARN or a variable names', async () => {
    const arn = 'arn:aws:codebuild:us-east-1:123456789012:report-group/shared';
    const { reports } = await reportsOf(
      { 'a.xml': casesXml(1, -1) },
      `reports: { "${arn}": { files: a.xml }, "$KIND": { files: a.xml } }`,
      { build: ['export KIND=system'] },
    );

    expect(reports.map(({ reportGroupArn, status }) => [reportGroupArn, status])).toEqual([
      [arn, 'SUCCEEDED'],
      ['arn:aws:codebuild:us-east-1:123456789012:report-group/penguins-build-system', 'SUCCEEDED'],
    ]);
  });

  it('hold 500 test cases, failures first, with names of 1000 and messages of 5000 characters', async () => {
    const { reports } = await reportsOf({ 'a.xml': casesXml(501, 500) }, 'reports: { unit: { files: a.xml } }');

    expect(reports[0]).toMatchObject({ truncated: true, testSummary: { total: 500 } });
    const { testCases = [] } = await testCasesOf({ reportArn: reports[0]?.arn });
    expect(testCases[0]).toMatchObject({ name: expect.stringMatching(/^case 500/), status: 'FAILED' });
    expect(testCases[0]?.name).toHaveLength(1000);
    expect(testCases[0]?.message).toHaveLength(5000);
  });

  it('tell their test cases by page, status and keyword', async () => {
    const { reports } = await reportsOf({ 'a.xml': JUNIT }, 'reports: { unit: { files: a.xml } }');
    const [{ arn: reportArn } = {}] = reports;

    const pages: (string | undefined)[][] = [];
    for await (const page of paginateDescribeTestCases({ client: bench.client, pageSize: 3 }, { reportArn })) {
      pages.push((page.testCases ?? []).map(({ name }) => name));
    }
    const failed = await testCasesOf({ reportArn, filter: { status: 'FAILED' } });
    const named = await testCasesOf({ reportArn, filter: { keyword: 'accur' } });

    expect(pages).toEqual([['test_accuracy', 'test_recall', 'test_server'], ['test_gpu']]);
    expect(failed.testCases).toEqual([
      {
        reportArn,
        testRawDataPath: 'a.xml',
        prefix: 'tests.test_model',
        testSuiteName: 'pytest',
        name: 'test_recall',
        status: 'FAILED',
        durationInNanoSeconds: 1_500_000_000,
        message: 'assert 0.4 >= 0.5',
        expired: expect.any(Date),
      },
    ]);
    expect(named.testCases?.map(({ name }) => name)).toEqual(['test_accuracy']);
  });

  function testCasesOf(input: ConstructorParameters<typeof DescribeTestCasesCommand>[0]) {
    return bench.client.send(new DescribeTestCasesCommand(input));
  }
});
