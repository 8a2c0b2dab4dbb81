import { randomUUID } from 'node:crypto';
import { codebuildGateway } from '../../src/aws/codebuild-gateway';
import type { Builds } from '../../src/domain/ports/builds';
import { ofPipeline } from '../../src/domain/ports/owner';
import { BuildBench, buildspecOf } from '../local/aws/codebuild/build-bench';
import { FakeBuilds } from '../support/fakes/fake-builds';

/** Builds whose test results a test decides. */
interface BuildsBench {
  builds: Builds;
  /** A project of the repository penguins that declares the variable ROWS, and secrets. @returns its name */
  project(...secrets: string[]): string;
  /** Waits for the end of a build. */
  ended(buildId: string): Promise<void>;
  /** A build with one report per list of test cases, named by how they ended. @returns its id */
  built(...reports: TestCase[][]): Promise<string>;
  /** A build that has exported this. @returns its id */
  exporting(variables: Record<string, string>): Promise<string>;
  close(): Promise<void>;
}

interface TestCase {
  name: string;
  ended: 'passed' | 'failed' | 'broken' | 'skipped';
}

const OWNER = ofPipeline('penguins');
const UNKNOWN_BUILD = 'penguins-build:11111111-2222-4333-8444-555555555555';

const cases = (ended: TestCase['ended'], ...names: string[]): TestCase[] => names.map((name) => ({ name, ended }));

describe('Builds, in memory', () => buildsContract(inMemory));

describe('Builds, over the CodeBuild stand-in', () => buildsContract(overTheStandIn));

function buildsContract(open: () => Promise<BuildsBench>): void {
  let bench: BuildsBench;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  it('adds up the tests of all reports of a build, and names those that failed', async () => {
    const unit = [...cases('passed', 'accuracy', 'f1'), ...cases('failed', 'recall'), ...cases('skipped', 'gpu')];
    const system = [...cases('passed', 'schema'), ...cases('broken', 'server')];

    const buildId = await bench.built(unit, system);

    expect(await bench.builds.testResults(buildId, OWNER)).toEqual({
      passed: 3,
      failed: 2,
      skipped: 1,
      failing: ['recall', 'server'],
    });
  });

  it('names no test where all have passed', async () => {
    const buildId = await bench.built(cases('passed', 'accuracy'));

    expect(await bench.builds.testResults(buildId, OWNER)).toEqual({ passed: 1, failed: 0, skipped: 0, failing: [] });
  });

  it('names ten failing tests at most, and counts all', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `test ${index}`);
    const buildId = await bench.built(cases('failed', ...names));

    const results = await bench.builds.testResults(buildId, OWNER);

    expect(results).toMatchObject({ failed: 120, failing: names.slice(0, 10) });
  });

  it('knows a project’s source and variables, and which of them are secrets', async () => {
    const project = bench.project('API_KEY');

    expect(await bench.builds.project(project)).toEqual({
      sourceType: 'CODECOMMIT',
      repository: 'penguins',
      variables: [
        { name: 'ROWS', isSecret: false },
        { name: 'API_KEY', isSecret: true },
      ],
    });
    expect(await bench.builds.project('whales-build')).toBeUndefined();
  });

  it('starts one build for one request, and knows it by the request later', async () => {
    const project = bench.project();
    const request = {
      project,
      requestId: randomUUID(),
      sourceVersion: 'main',
      variables: [{ name: 'ROWS', value: '3' }],
    };

    const { build } = await bench.builds.start(request);
    const again = await bench.builds.start(request);

    expect(again.build.buildId).toBe(build.buildId);
    expect(build).toMatchObject({ project, status: 'InProgress', sourceVersion: 'main', requestId: request.requestId });
    expect(await bench.builds.startedFor(project, request.requestId)).toMatchObject({ buildId: build.buildId });
    expect(await bench.builds.startedFor(project, randomUUID())).toBeUndefined();
    await bench.ended(build.buildId);
  });

  it('starts another build for another request, of the next number', async () => {
    const project = bench.project();
    const start = () => bench.builds.start({ project, requestId: randomUUID(), variables: [] });

    const [one, other] = [(await start()).build, (await start()).build];

    expect(other.buildId).not.toBe(one.buildId);
    expect(other.number).toBe((one.number ?? 0) + 1);
    await bench.ended(one.buildId);
    await bench.ended(other.buildId);
  });

  it('knows how builds ended, leaving out those that it does not know', async () => {
    const project = bench.project();
    const { build } = await bench.builds.start({ project, requestId: randomUUID(), variables: [] });
    await bench.ended(build.buildId);

    const facts = await bench.builds.facts([UNKNOWN_BUILD, build.buildId], OWNER);

    expect(facts).toMatchObject([{ buildId: build.buildId, status: 'Succeeded' }]);
    expect(facts[0]?.endedAt?.getTime()).toBeGreaterThan(0);
    expect(facts[0]?.phases).toContainEqual(expect.objectContaining({ name: 'BUILD', status: 'Succeeded' }));
    expect(facts[0]?.log).toMatchObject({ group: `/aws/codebuild/${project}`, url: expect.any(String) });
    expect(await bench.builds.facts([], OWNER)).toEqual([]);
  });

  it('knows what builds have exported, leaving out builds that it does not know', async () => {
    const one = await bench.exporting({ METRIC_ACCURACY: '0.97', MODEL_VERSION: '1.4.0' });
    const other = await bench.exporting({});

    expect(await bench.builds.exportedVariables([one, UNKNOWN_BUILD, other], OWNER)).toEqual({
      [one]: { METRIC_ACCURACY: '0.97', MODEL_VERSION: '1.4.0' },
      [other]: {},
    });
    expect(await bench.builds.exportedVariables([], OWNER)).toEqual({});
  });

  it('has no results of a build without reports, nor of one that it does not know', async () => {
    const buildId = await bench.built();

    expect(await bench.builds.testResults(buildId, OWNER)).toBeUndefined();
    expect(await bench.builds.testResults(UNKNOWN_BUILD, OWNER)).toBeUndefined();
  });
}

async function inMemory(): Promise<BuildsBench> {
  const builds = new FakeBuilds();
  let count = 0;
  return {
    builds,
    project(...secrets) {
      const variables = [{ name: 'ROWS', isSecret: false }, ...secrets.map((name) => ({ name, isSecret: true }))];
      builds.declares('penguins-alone', { variables });
      return 'penguins-alone';
    },
    async ended(buildId) {
      builds.passes(buildId, 'BUILD');
      builds.ends(buildId, 'Succeeded');
    },
    async built(...reports) {
      count += 1;
      const buildId = `penguins-build:${count}`;
      if (reports.length === 0) return buildId;
      const all = reports.flat();
      const failing = all.filter(({ ended }) => ended === 'failed' || ended === 'broken').map(({ name }) => name);
      builds.finished(buildId, {
        passed: all.filter(({ ended }) => ended === 'passed').length,
        failed: failing.length,
        skipped: all.filter(({ ended }) => ended === 'skipped').length,
        failing: failing.slice(0, 10),
      });
      return buildId;
    },
    async exporting(variables) {
      count += 1;
      builds.exports(`penguins-build:${count}`, variables);
      return `penguins-build:${count}`;
    },
    close: async () => undefined,
  };
}

async function overTheStandIn(): Promise<BuildsBench> {
  const bench = await BuildBench.start();
  return {
    builds: codebuildGateway({ client: bench.client }),
    project(...secrets) {
      bench.branches.main = {};
      bench.codeBuild.createProject({
        name: 'penguins-alone',
        source: { type: 'CODECOMMIT', location: 'https://git-codecommit.us-east-1.amazonaws.com/v1/repos/penguins' },
        buildspec: buildspecOf({ build: ['true'] }),
        environmentVariables: [
          { name: 'ROWS', value: '1' },
          ...secrets.map((name) => ({ name, value: 'penguins:key', type: 'SECRETS_MANAGER' as const })),
        ],
      });
      return 'penguins-alone';
    },
    async ended(buildId) {
      await bench.codeBuild.builds.finished(buildId);
    },
    async built(...reports) {
      const names = reports.map((_, index) => `report-${index}`);
      const files = Object.fromEntries(reports.map((report, index) => [`report-${index}.xml`, junit(report)]));
      const section = names.map((name) => `  ${name}: { files: ${name}.xml }`).join('\n');
      const { finished } = await bench.build(buildspecOf({}, names.length > 0 ? `reports:\n${section}` : ''), {
        files,
      });
      return finished.id;
    },
    async exporting(variables) {
      const names = Object.keys(variables);
      const commands = names.map((name) => `export ${name}=${variables[name]}`);
      const section = names.length > 0 ? `env: { exported-variables: [${names}] }` : '';
      const { finished } = await bench.build(buildspecOf({ build: ['true', ...commands] }, section));
      return finished.id;
    },
    close: () => bench.remove(),
  };
}

const ELEMENTS = { passed: '', failed: '<failure/>', broken: '<error/>', skipped: '<skipped/>' };

function junit(report: TestCase[]): string {
  const elements = report.map(({ name, ended }) => `<testcase name="${name}">${ELEMENTS[ended]}</testcase>`);
  return `<testsuite name="penguins">${elements.join('')}</testsuite>`;
}
