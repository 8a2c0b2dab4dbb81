import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { BatchGetBuildsCommand, type Build, CodeBuildClient, type PhaseContext } from '@aws-sdk/client-codebuild';
import { AwsError } from '../../../../infra/local/aws/aws-error';
import type { BuildSources } from '../../../../infra/local/aws/codebuild/build-source';
import { type CodeBuild, createCodeBuild } from '../../../../infra/local/aws/codebuild/codebuild';
import type { ProjectDefinition } from '../../../../infra/local/aws/codebuild/project';
import type { AwsEvent, FinishedBuild, PipelineBuildRequest } from '../../../../infra/local/aws/ports';
import { createAwsServer } from '../../../../infra/local/aws/wire/aws-server';
import { MovableClock } from '../../../../infra/local/clock';
import { checkEvent, conforming } from '../../../support/aws-schemas';

export const COMMIT = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
export const STACK_ENVIRONMENT = { AWS_ENDPOINT_URL: 'http://localhost/aws' };

export interface BenchBuild {
  finished: FinishedBuild;
  /** As the API shows it. */
  view: Build;
  log: string;
}

export interface BuildSetup {
  /** Files of the source by path. */
  files?: Record<string, string>;
  project?: Partial<ProjectDefinition>;
  request?: Partial<PipelineBuildRequest>;
}

/** CodeBuild on a real socket, with a folder of its own. */
export class BuildBench {
  readonly client: CodeBuildClient;

  private constructor(
    readonly directory: string,
    readonly codeBuild: CodeBuild,
    readonly events: AwsEvent[],
    readonly clock: MovableClock,
    /** Files by branch of the one repository, `penguins`. */
    readonly branches: Record<string, Record<string, string>>,
    private readonly server: Server,
  ) {
    this.client = conforming(
      new CodeBuildClient({
        endpoint: `${this.url}/aws`,
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      }),
      'codebuild',
    );
  }

  static async start(directory = mkdtempSync(join(tmpdir(), 'codebuild-')), limit = 60): Promise<BuildBench> {
    const clock = new MovableClock();
    const branches: Record<string, Record<string, string>> = {};
    const events: AwsEvent[] = [];
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const codeBuild = createCodeBuild({
      directory: join(directory, 'codebuild'),
      baseUrl: () => urlOf(server),
      emit: (event) => {
        checkEvent(event);
        events.push(event);
      },
      environment: STACK_ENVIRONMENT,
      clock,
      sources: sourcesOf(branches),
      concurrentBuildLimit: limit,
    });
    const aws = createAwsServer({ services: [codeBuild.service] });
    server.on('request', async (request, response) => {
      if (!(await codeBuild.logHandler(request, response))) await aws.handle(request, response);
    });
    return new BuildBench(directory, codeBuild, events, clock, branches, server);
  }

  get url(): string {
    return urlOf(this.server);
  }

  /** Starts a build of the given buildspec. @returns its id */
  begin(buildspec: string, { files = {}, project = {}, request = {} }: BuildSetup = {}): string {
    const sourceDirectory = mkdtempSync(join(this.directory, 'source-'));
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(sourceDirectory, path)), { recursive: true });
      writeFileSync(join(sourceDirectory, path), content);
    }
    const definition = { name: 'penguins-build', buildspec, ...project };
    this.codeBuild.createProject(definition);
    const { id } = this.codeBuild.builds.startForPipeline({
      projectName: definition.name,
      pipelineName: 'penguins',
      sourceDirectory,
      secondarySourceDirectories: {},
      resolvedSourceVersion: COMMIT,
      environmentVariables: [],
      ...request,
    });
    return id;
  }

  /** Executes a build of the given buildspec to its end. */
  async build(buildspec: string, setup: BuildSetup = {}): Promise<BenchBuild> {
    const id = this.begin(buildspec, setup);
    const finished = await this.codeBuild.builds.finished(id);
    return { finished, view: await this.view(id), log: await this.log(finished.logUrl) };
  }

  async view(id: string): Promise<Build> {
    const { builds } = await this.client.send(new BatchGetBuildsCommand({ ids: [id] }));
    if (!builds?.[0]) throw new Error(`no build ${id}`);
    return builds[0];
  }

  async log(url: string): Promise<string> {
    return (await fetch(url)).text();
  }

  /** Stops CodeBuild; its folder stays. */
  async stop(): Promise<void> {
    await this.codeBuild.close();
    this.client.destroy();
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** CodeCommit at the port: the tip of every branch is COMMIT. */
function sourcesOf(branches: Record<string, Record<string, string>>): BuildSources {
  let checkedOut: Record<string, string> = {};
  return {
    async resolve(repositoryName, reference) {
      const files = repositoryName === 'penguins' ? branches[reference] : undefined;
      if (!files) throw new AwsError('BranchDoesNotExistException', `Branch ${reference} does not exist`);
      checkedOut = files;
      const [authorDate, authorName, authorEmail] = ['1700000000 +0000', 'Emma', 'emma@example.com'];
      return { commitId: COMMIT, message: '', authorDate, committerDate: authorDate, authorName, authorEmail };
    },
    async checkout(_repositoryName, _commitId, directory) {
      for (const [path, content] of Object.entries(checkedOut)) writeFileSync(join(directory, path), content);
    },
  };
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A buildspec with the given commands in its phases. */
export function buildspecOf(phases: Record<string, string[] | Record<string, string | string[]>>, rest = ''): string {
  const asMappings = Object.entries(phases).map(([phase, commands]) => [
    phase,
    Array.isArray(commands) ? { commands } : commands,
  ]);
  return `version: 0.2\nphases: ${JSON.stringify(Object.fromEntries(asMappings))}\n${rest}\n`;
}

/** Phases of a build with their status, e.g. `BUILD FAILED`. */
export function phaseList({ phases = [] }: Build): string[] {
  return phases.map(({ phaseType, phaseStatus }) => `${phaseType}${phaseStatus ? ` ${phaseStatus}` : ''}`);
}

/** What commands have printed: the log without the lines of CodeBuild itself. */
export function printed(log: string): string[] {
  return log.split('\n').filter((line) => line !== '' && !line.startsWith('[Container]'));
}

/** What the phases of a build tell of their failures. */
export function contextsOf({ phases = [] }: Build): PhaseContext[] {
  return phases.flatMap(({ contexts = [] }) => contexts);
}
