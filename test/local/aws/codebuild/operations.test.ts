import {
  BatchGetBuildsCommand,
  BatchGetProjectsCommand,
  BatchGetReportsCommand,
  DescribeTestCasesCommand,
  ListBuildsForProjectCommand,
} from '@aws-sdk/client-codebuild';
import { unprovokedErrors } from '../../../support/aws-schemas';
import { BuildBench, buildspecOf, COMMIT } from './build-bench';

const UUID = '8745a7a9-c340-456a-9166-edf953571bec';
const UNKNOWN_REPORT = `arn:aws:codebuild:us-east-1:123456789012:report/penguins-build-unit:${UUID}`;

describe('the operations of CodeBuild', () => {
  let bench: BuildBench;
  beforeAll(async () => {
    bench = await BuildBench.start();
  });
  afterAll(() => bench.remove());

  const REFUSED: [string, string, () => Promise<unknown>][] = [
    ['BatchGetBuilds', 'InvalidInputException', () => bench.client.send(new BatchGetBuildsCommand({ ids: [] }))],
    ['BatchGetProjects', 'InvalidInputException', () => bench.client.send(new BatchGetProjectsCommand({ names: [] }))],
    [
      'BatchGetReports',
      'InvalidInputException',
      () => bench.client.send(new BatchGetReportsCommand({ reportArns: ['unit'] })),
    ],
    ['DescribeTestCases', 'InvalidInputException', () => testCases({ reportArn: 'unit' })],
    ['DescribeTestCases', 'InvalidInputException', () => testCases({ filter: { status: 'BROKEN' } })],
    ['DescribeTestCases', 'InvalidInputException', () => testCases({ maxResults: 101 })],
    ['DescribeTestCases', 'ResourceNotFoundException', () => testCases({})],
    ['ListBuildsForProject', 'InvalidInputException', () => builds({ nextToken: 'garbage' })],
    ['ListBuildsForProject', 'ResourceNotFoundException', () => builds({ projectName: 'whales' })],
  ];

  it.each(REFUSED)('%s answers %s', async (_operation, code, call) => {
    bench.codeBuild.createProject({ name: 'penguins-build' });

    await expect(call()).rejects.toMatchObject({ name: code });
  });

  it('answers every documented error somewhere', () => {
    expect(unprovokedErrors('codebuild', REFUSED)).toEqual([]);
  });

  it('finds builds by id and by ARN, and lists those it does not find', async () => {
    const { view } = await bench.build(buildspecOf({}));
    const unknown = `penguins-build:${UUID}`;

    const byId = await bench.client.send(new BatchGetBuildsCommand({ ids: [view.id ?? '', unknown] }));
    const byArn = await bench.client.send(new BatchGetBuildsCommand({ ids: [view.arn ?? ''] }));

    expect(byId.builds).toEqual([view]);
    expect(byId.buildsNotFound).toEqual([unknown]);
    expect(byArn.builds).toEqual([view]);
  });

  it('lists reports it does not find', async () => {
    const answer = await bench.client.send(new BatchGetReportsCommand({ reportArns: [UNKNOWN_REPORT] }));

    expect(answer.reports ?? []).toEqual([]);
    expect(answer.reportsNotFound).toEqual([UNKNOWN_REPORT]);
  });

  it('describes a finished build in full', async () => {
    const { view, finished } = await bench.build(buildspecOf({ build: ['true'] }));

    expect(view).toMatchObject({
      id: finished.id,
      arn: `arn:aws:codebuild:us-east-1:123456789012:build/${finished.id}`,
      initiator: 'codepipeline/penguins',
      currentPhase: 'COMPLETED',
      buildStatus: 'SUCCEEDED',
      buildComplete: true,
      resolvedSourceVersion: COMMIT,
      source: { type: 'CODEPIPELINE' },
      environment: { type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL' },
      timeoutInMinutes: 60,
      queuedTimeoutInMinutes: 480,
      logs: { deepLink: finished.logUrl },
    });
    const completed = view.phases?.at(-1);
    expect(completed).toEqual({ phaseType: 'COMPLETED', startTime: view.endTime });
    for (const phase of view.phases?.slice(0, -1) ?? []) {
      expect(phase).toMatchObject({ phaseStatus: 'SUCCEEDED', contexts: [], durationInSeconds: expect.any(Number) });
    }
  });

  it('lists the builds of a project by number, the newest first unless told otherwise', async () => {
    const project = { name: 'counted' };
    const setup = { project, request: { projectName: 'counted' } };
    bench.codeBuild.createProject(project);
    const none = await builds({ projectName: 'counted' });
    const ids = [await bench.build(buildspecOf({}), setup), await bench.build(buildspecOf({}), setup)].map(
      ({ view }) => view.id,
    );

    const descending = await builds({ projectName: 'counted' });
    const ascending = await builds({ projectName: 'counted', sortOrder: 'ASCENDING' });

    expect(none.ids ?? []).toEqual([]);
    expect(ascending.ids).toEqual(ids);
    expect(descending.ids).toEqual(ids.toReversed());
  });

  it('describes projects', async () => {
    bench.codeBuild.createProject({
      name: 'described',
      description: 'Trains',
      buildspec: 'spec.yml',
      timeoutInMinutes: 5,
    });

    const answer = await bench.client.send(new BatchGetProjectsCommand({ names: ['described', 'whales'] }));

    expect(answer.projectsNotFound).toEqual(['whales']);
    expect(answer.projects).toEqual([
      expect.objectContaining({
        name: 'described',
        arn: 'arn:aws:codebuild:us-east-1:123456789012:project/described',
        description: 'Trains',
        source: { type: 'CODEPIPELINE', buildspec: 'spec.yml' },
        timeoutInMinutes: 5,
      }),
    ]);
  });

  it.each([{ name: 'x' }, { name: '../outside' }, { name: 'fine', timeoutInMinutes: 4 }])(
    'refuses the project %j',
    (project) => {
      expect(() => bench.codeBuild.createProject(project)).toThrow(
        expect.objectContaining({ code: 'InvalidInputException' }),
      );
    },
  );

  it('does not start builds of unknown projects, nor wait for unknown builds', async () => {
    const unknown = { request: { projectName: 'whales' } };

    expect(() => bench.begin(buildspecOf({}), unknown)).toThrow(
      expect.objectContaining({ code: 'ResourceNotFoundException' }),
    );
    await expect(bench.codeBuild.builds.finished(`whales:${UUID}`)).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
  });

  it.each([
    ['GET', `/builds/penguins-build/${UUID}`, 404],
    ['GET', '/builds/..%2f..%2fprojects.json', 404],
    ['DELETE', `/builds/penguins-build/${UUID}`, 405],
  ])('answers %s %s with %d', async (method, path, status) => {
    const response = await fetch(`${bench.url}${path}`, { method });

    expect(response.status).toBe(status);
  });

  function testCases(input: Partial<ConstructorParameters<typeof DescribeTestCasesCommand>[0]>) {
    return bench.client.send(new DescribeTestCasesCommand({ reportArn: UNKNOWN_REPORT, ...input }));
  }

  function builds(input: Partial<ConstructorParameters<typeof ListBuildsForProjectCommand>[0]>) {
    return bench.client.send(new ListBuildsForProjectCommand({ projectName: 'penguins-build', ...input }));
  }
});
