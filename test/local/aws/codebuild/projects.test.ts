import {
  CreateProjectCommand,
  type CreateProjectInput,
  ListBuildsCommand,
  ListProjectsCommand,
  type ListProjectsInput,
} from '@aws-sdk/client-codebuild';
import { unprovokedErrors } from '../../../support/aws-schemas';
import { buildspecOf } from './build-bench';
import { LOCATION, LoneBuilds } from './lone-builds';

describe('projects, and lists of projects and builds', () => {
  let builds: LoneBuilds;
  beforeEach(async () => {
    builds = await LoneBuilds.begin();
  });
  afterEach(() => builds.end());

  it('ListBuilds lists the builds of all projects, the newest first unless told otherwise', async () => {
    const nothing = await builds.bench.client.send(new ListBuildsCommand({}));
    const ids: (string | undefined)[] = [(await builds.build()).view.id];
    builds.bench.clock.advance(1000);
    ids.push((await builds.bench.build(buildspecOf({}))).view.id);

    const descending = await builds.bench.client.send(new ListBuildsCommand({}));
    const ascending = await builds.bench.client.send(new ListBuildsCommand({ sortOrder: 'ASCENDING' }));

    expect(nothing.ids ?? []).toEqual([]);
    expect(ascending.ids).toEqual(ids);
    expect(descending.ids).toEqual(ids.toReversed());
  });

  const COMPLETE: CreateProjectInput = {
    name: 'created',
    description: 'Tests requests',
    source: { type: 'CODECOMMIT', location: LOCATION, buildspec: buildspecOf({ build: ['echo "$A"'] }) },
    sourceVersion: 'topic',
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/standard:7.0',
      computeType: 'BUILD_GENERAL1_SMALL',
      environmentVariables: [{ name: 'A', value: 'of the project', type: 'PLAINTEXT' }],
    },
    serviceRole: 'arn:aws:iam::123456789012:role/builds',
    timeoutInMinutes: 10,
  };

  it('CreateProject creates a project that can be built', async () => {
    const { project } = await builds.bench.client.send(new CreateProjectCommand(COMPLETE));

    const { view, lines } = await builds.build({ projectName: 'created' });

    expect(project).toMatchObject(COMPLETE);
    expect(lines).toEqual(['of the project']);
    expect(view).toMatchObject({ sourceVersion: 'topic', timeoutInMinutes: 10 });
  });

  it('CreateProject wants source and artifacts both of a pipeline, or neither', async () => {
    const artifacts = { type: 'CODEPIPELINE' } as const;

    await expect(builds.bench.client.send(new CreateProjectCommand({ ...COMPLETE, artifacts }))).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
  });

  it('ListProjects lists by name, creation or change, in both directions', async () => {
    builds.bench.clock.advance(1000);
    builds.bench.codeBuild.createProject({ name: 'after' });
    const list = async (input: ListProjectsInput) =>
      (await builds.bench.client.send(new ListProjectsCommand(input))).projects;

    expect(await list({})).toEqual(['after', 'alone', 'piped']);
    expect(await list({ sortOrder: 'DESCENDING' })).toEqual(['piped', 'alone', 'after']);
    expect((await list({ sortBy: 'CREATED_TIME' }))?.at(-1)).toBe('after');
    expect((await list({ sortBy: 'LAST_MODIFIED_TIME', sortOrder: 'DESCENDING' }))?.[0]).toBe('after');
  });

  it('CreateProject refuses by name what a project here cannot have', async () => {
    await expect(create({ vpcConfig: { vpcId: 'vpc-1' } })).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringContaining('vpcConfig'),
    });
  });

  const REFUSED: [string, string, () => Promise<unknown>][] = [
    [
      'ListBuilds',
      'InvalidInputException',
      () => builds.bench.client.send(new ListBuildsCommand({ nextToken: 'garbage' })),
    ],
    [
      'ListProjects',
      'InvalidInputException',
      () => builds.bench.client.send(new ListProjectsCommand({ nextToken: 'no' })),
    ],
    ['CreateProject', 'InvalidInputException', () => create({ name: '-' })],
    ['CreateProject', 'ResourceAlreadyExistsException', () => create({ name: 'alone' })],
  ];

  it.each(REFUSED)('%s answers %s', async (_operation, code, call) => {
    await expect(call()).rejects.toMatchObject({ name: code });
  });

  it('answers every documented error somewhere, but for a limit on projects', () => {
    expect(unprovokedErrors('codebuild', REFUSED)).toEqual(['CreateProject AccountLimitExceededException']);
  });

  function create(input: Partial<CreateProjectInput>) {
    return builds.bench.client.send(new CreateProjectCommand({ ...COMPLETE, ...input }));
  }
});
