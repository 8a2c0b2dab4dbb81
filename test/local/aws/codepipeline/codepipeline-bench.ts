import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CodePipelineClient,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
  PutApprovalResultCommand,
  type StageState,
  StartPipelineExecutionCommand,
  type StartPipelineExecutionInput,
} from '@aws-sdk/client-codepipeline';
import { createCodePipeline } from '../../../../infra/local/aws/codepipeline/create-codepipeline';
import type { PipelineDeclaration } from '../../../../infra/local/aws/codepipeline/state';
import { createAwsServer } from '../../../../infra/local/aws/wire/aws-server';
import { MovableClock } from '../../../../infra/local/clock';
import { conforming } from '../../../support/aws-schemas';
import { EventLog } from './event-log';
import { HeldBuilds } from './held-builds';
import { MemorySources } from './memory-sources';
import { PIPELINE } from './pipelines';

/** A CodePipeline stand-in behind a real socket, an SDK client that checks its traffic, and builds that wait to be told. */
export interface CodePipelineBench {
  client: CodePipelineClient;
  endpoint: string;
  builds: HeldBuilds;
  sources: MemorySources;
  events: EventLog;
  clock: MovableClock;
  stateFile: string;
  artifactDirectory: string;
  createPipeline(declaration: PipelineDeclaration): void;
  /** Ends the process, so to speak, and starts it again over the same files; builds are cut off. */
  restart(): Promise<void>;
  /** Starts the pipeline; returns the execution's id. */
  start(input?: Partial<StartPipelineExecutionInput>): Promise<string>;
  /** Commits, starts, and lets the training succeed: the execution then waits at its approval, or in front of it. */
  startTrained(message: string): Promise<{ executionId: string; commitId: string }>;
  /** Commits and starts a pipeline whose source is followed by an approval, and waits until the source is fetched. */
  startFetched(message: string): Promise<string>;
  /** Starts and approves, and lets the deployment succeed. */
  release(message: string): Promise<{ executionId: string; commitId: string }>;
  /** Answers the open approval of the stage Approve. */
  answer(status: 'Approved' | 'Rejected', summary?: string): Promise<void>;
  /** Token of the approval that a stage is waiting for. */
  openToken(stageName: string): Promise<string>;
  /** Statuses of all executions by their ids. */
  statuses(): Promise<Record<string, string>>;
  /** The stage as GetPipelineState shows it. */
  stage(stageName: string): Promise<StageState | undefined>;
  close(): Promise<void>;
}

/** Starts a bench with the pipeline of `pipelines.ts`, not yet executed. */
export async function startBench(declaration: PipelineDeclaration = PIPELINE): Promise<CodePipelineBench> {
  const directory = await mkdtemp(join(tmpdir(), 'codepipeline-'));
  const stateFile = join(directory, 'codepipeline.json');
  const artifactDirectory = join(directory, 'artifacts');
  const builds = new HeldBuilds(join(directory, 'builds'));
  const sources = new MemorySources();
  const events = new EventLog();
  const clock = new MovableClock();
  const start = () =>
    createCodePipeline({ builds, sources, emit: events.emit, stateFile, artifactDirectory, links: LINKS, clock });
  let codePipeline = start();
  codePipeline.createPipeline(declaration);

  let awsServer = createAwsServer({ services: [codePipeline.service] });
  const server = createServer((request, response) => void awsServer.handle(request, response));
  const endpoint = `http://127.0.0.1:${await listen(server)}/aws`;
  const client = conforming(
    new CodePipelineClient({ endpoint, region: 'us-east-1', credentials: CREDENTIALS }),
    'codepipeline',
  );

  const { name } = declaration;
  const bench: CodePipelineBench = {
    client,
    endpoint,
    builds,
    sources,
    events,
    clock,
    stateFile,
    artifactDirectory,
    createPipeline: (another) => codePipeline.createPipeline(another),
    async restart() {
      await codePipeline.close();
      builds.cutOff();
      codePipeline = start();
      awsServer = createAwsServer({ services: [codePipeline.service] });
    },
    async start(input) {
      const { pipelineExecutionId } = await client.send(new StartPipelineExecutionCommand({ name, ...input }));
      return pipelineExecutionId ?? '';
    },
    async startTrained(message) {
      const commitId = sources.commit('penguins', 'main', message);
      const executionId = await bench.start();
      await events.until({ 'execution-id': executionId, action: 'train', state: 'STARTED' });
      await builds.finish('train', {
        files: { 'model.json': message },
        exportedVariables: { METRIC_ACCURACY: '0.97' },
      });
      await events.until({ 'execution-id': executionId, action: undefined, stage: 'Build', state: 'SUCCEEDED' });
      return { executionId, commitId };
    },
    async startFetched(message) {
      sources.commit('penguins', 'main', message);
      const executionId = await bench.start();
      await events.until({ 'execution-id': executionId, action: undefined, stage: 'Source', state: 'SUCCEEDED' });
      return executionId;
    },
    async release(message) {
      const started = await bench.startTrained(message);
      await bench.answer('Approved');
      await builds.finish('deploy');
      await events.until({ 'execution-id': started.executionId, stage: undefined, state: 'SUCCEEDED' });
      return started;
    },
    async answer(status, summary = '') {
      const where = { pipelineName: name, stageName: 'Approve', actionName: 'Decide' };
      const token = await bench.openToken('Approve');
      await client.send(new PutApprovalResultCommand({ ...where, token, result: { status, summary } }));
    },
    async openToken(stageName) {
      const { stageStates = [] } = await client.send(new GetPipelineStateCommand({ name }));
      const actions = stageStates.find((stage) => stage.stageName === stageName)?.actionStates ?? [];
      const token = actions.map((action) => action.latestExecution?.token).find((open) => open !== undefined);
      if (token === undefined) throw new Error(`no open approval in stage ${stageName}`);
      return token;
    },
    async statuses() {
      const { pipelineExecutionSummaries = [] } = await client.send(
        new ListPipelineExecutionsCommand({ pipelineName: name }),
      );
      return Object.fromEntries(
        pipelineExecutionSummaries.map(({ pipelineExecutionId, status }) => [pipelineExecutionId, status]),
      );
    },
    async stage(stageName) {
      const { stageStates = [] } = await client.send(new GetPipelineStateCommand({ name }));
      return stageStates.find((stage) => stage.stageName === stageName);
    },
    async close() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await codePipeline.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return bench;
}

const CREDENTIALS = { accessKeyId: 'tester', secretAccessKey: 'not-secret' };

/** Who the bench's client is to the stand-in. */
export const CALLER_ARN = 'arn:aws:iam::123456789012:user/tester';

const LINKS = {
  commit: (repositoryName: string, commitId: string) => `http://localhost/${repositoryName}/commit/${commitId}`,
  branch: (repositoryName: string, branchName: string) => `http://localhost/${repositoryName}/tree/${branchName}`,
  buildProject: (projectName: string) => `http://localhost/projects/${projectName}`,
};

async function listen(server: Server): Promise<number> {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return (server.address() as AddressInfo).port;
}
