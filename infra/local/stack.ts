import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AwsError } from './aws/aws-error';
import { createCodeBuild } from './aws/codebuild/codebuild';
import { createCodeCommit } from './aws/codecommit/codecommit';
import { createCodePipeline } from './aws/codepipeline/create-codepipeline';
import type { EventSink } from './aws/ports';
import { testPullRequests } from './aws/pull-request-rule';
import { createAwsServer } from './aws/wire/aws-server';
import { MovableClock } from './clock';
import { Closers } from './closers';
import { EventFeed } from './event-feed';
import { withFaults } from './faults/call-faults';
import { stackControl } from './faults/control';
import { withEventFaults } from './faults/event-faults';
import { Faults } from './faults/fault';
import { lockFolder } from './folder-lock';
import { JsonFile } from './json-file';
import { awsEnvironment, exportLines, type LocalEndpoints, localEnvironment } from './local-env';
import { createModelHost } from './models/model-host';
import { PENGUINS, penguinsPipeline, penguinsProjects, pullRequestProject } from './pipelines';
import { startQueue } from './queue';
import { router } from './routes';
import { createSlackWorkspace } from './slack/server';
import { listen, type StackServer, type UpgradeHandler } from './stack-server';
import { startTables } from './tables';
import { startTicking } from './tick';

export interface StackOptions {
  /** 0 for a free one. */
  port: number;
  /** Folder with everything the stack remembers; made if it is not there. */
  state: string;
  /** Forget everything first. */
  reset?: boolean;
}

export interface RunningStack {
  port: number;
  /** Where everything is, for programs: `http://127.0.0.1:<port>`. */
  url: string;
  /** Absolute path of the state folder. */
  state: string;
  /** What a bot must find in its environment to work on this stack; `local.env` in the state folder says the same. */
  environment: Record<string, string>;
  events: EventFeed;
  close(): Promise<void>;
}

/** What the stack writes into its folder. Nothing else is ever deleted: --state may name a folder with other things. */
const WRITTEN = [
  ...['slack.json', 'slack-files', 'codepipeline.json', 'artifacts', 'codebuild', 'codecommit', 'dynamodb', 'models'],
  ...['seed.json', 'seed', 'local.env', 'bot.log', 'clock.json'],
];

/**
 * Starts all stand-ins behind one port and joins them.
 * @throws FolderInUse, PortUnavailable
 */
export async function startStack({ port, state, reset = false }: StackOptions): Promise<RunningStack> {
  const directory = resolve(state);
  const closers = new Closers();
  try {
    closers.add(lockFolder(directory));
    if (reset) for (const name of WRITTEN) rmSync(join(directory, name), { recursive: true, force: true });
    const server = await listen(port);
    closers.add(() => server.close());
    return await compose(directory, server, closers);
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

async function compose(directory: string, server: StackServer, closers: Closers): Promise<RunningStack> {
  const place = (name: string) => join(directory, name);
  const url = `http://127.0.0.1:${server.port}`;
  const queue = await startQueue();
  closers.add(() => queue.close());
  const tables = await startTables(place('dynamodb'));
  closers.add(() => tables.close());
  const endpoints = { stack: url, queue: queue.endpoint, queueUrl: queue.url, tables: tables.endpoint };
  const events = new EventFeed((error) => console.error('An event did not reach the queue:', error));
  const faults = new Faults();
  const lead = new JsonFile(place('clock.json'), () => ({ aheadMs: 0 }));
  const clock = new MovableClock(lead.read().aheadMs, (aheadMs) => lead.write({ aheadMs }));
  events.connect(withEventFaults(faults, clock, (event) => queue.send(event)));
  closers.add(() => events.close());

  const { handle, handleUpgrade } = await startStandIns(
    place,
    server.port,
    endpoints,
    { emit: events.emit, clock, faults },
    closers,
  );
  server.open(handle, handleUpgrade);
  closers.add(startTicking(events.emit, clock.now));
  const environment = localEnvironment(endpoints);
  writeFileSync(place('local.env'), exportLines(environment));
  return { port: server.port, url, state: directory, environment, events, close: () => closers.closeAll() };
}

async function startStandIns(
  place: (name: string) => string,
  port: number,
  endpoints: LocalEndpoints,
  { emit, clock, faults }: { emit: EventSink; clock: MovableClock; faults: Faults },
  closers: Closers,
) {
  const baseUrl = () => `http://localhost:${port}`;
  const deployToken = randomBytes(24).toString('hex');
  const models = createModelHost({ directory: place('models'), token: deployToken });
  closers.add(() => models.close());
  await models.resume();

  const codecommit = createCodeCommit({ directory: place('codecommit'), baseUrl, emit, clock: clock.now });
  closers.add(() => codecommit.close());
  const modelHost = { MODEL_HOST_URL: endpoints.stack, MODEL_HOST_TOKEN: deployToken };
  const environment = { ...awsEnvironment(endpoints), ...modelHost };
  const codebuild = createCodeBuild({
    directory: place('codebuild'),
    baseUrl,
    emit,
    environment,
    clock,
    sources: codecommit.sources,
  });
  closers.add(() => codebuild.close());
  for (const project of penguinsProjects()) codebuild.createProject(project);

  const codepipeline = createCodePipeline({
    builds: codebuild.builds,
    sources: codecommit.sources,
    emit,
    stateFile: place('codepipeline.json'),
    artifactDirectory: place('artifacts'),
    clock,
  });
  closers.add(() => codepipeline.close());
  await unless('RepositoryNameExistsException', () =>
    codecommit.createRepository(PENGUINS.repository, 'Tells three species of penguins apart'),
  );
  const pullRequests = pullRequestProject(codecommit.cloneUrl(PENGUINS.repository));
  codebuild.createProject(pullRequests);
  testPullRequests({
    pullRequests: codecommit,
    startBuild: (build) => codebuild.startByRule(build, pullRequests.name),
    repositoryName: PENGUINS.repository,
    projectName: pullRequests.name,
    reportFailure: (error, change) => console.error('A pull request is not tested:', change, error),
  });
  await unless('PipelineNameInUseException', () => codepipeline.createPipeline(penguinsPipeline()));

  const slack = createSlackWorkspace({ baseUrl, stateFile: place('slack.json'), clock });
  closers.add(() => slack.close());
  const aws = createAwsServer({ services: [codepipeline.service, codebuild.service, codecommit.service] });
  const handle = router([
    {
      prefix: '/aws',
      handle: withFaults(faults, (request, response) => aws.handle(request, response).then(() => true)),
    },
    { prefix: '/api/', handle: withFaults(faults, (request, response) => slack.handle(request, response)) },
    { prefix: '/stack', handle: stackControl(faults, clock) },
    { prefix: '/git/', handle: (request, response) => codecommit.gitHandler(request, response) },
    { prefix: '/builds/', handle: (request, response) => codebuild.logHandler(request, response) },
    { prefix: '/models', handle: (request, response) => models.handle(request, response) },
    { prefix: '/', handle: (request, response) => slack.handle(request, response) },
  ]);
  const handleUpgrade: UpgradeHandler = (request, socket, head) => slack.handleUpgrade(request, socket, head);
  return { handle, handleUpgrade };
}

/** Creates something unless an earlier start did. */
async function unless(exists: string, create: () => unknown): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== exists) throw error;
  }
}
