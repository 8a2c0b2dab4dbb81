import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createCodeBuild } from './aws/codebuild/codebuild';
import { createCodeCommit } from './aws/codecommit/codecommit';
import { createCodePipeline } from './aws/codepipeline/create-codepipeline';
import { createAwsServer } from './aws/wire/aws-server';
import { Closers } from './closers';
import { EventFeed } from './event-feed';
import { lockFolder } from './folder-lock';
import { exportLines, localEnvironment } from './local-env';
import { createModelHost } from './models/model-host';
import { PENGUINS, penguinsPipeline, penguinsProjects } from './pipelines';
import { type Queue, startQueue } from './queue';
import { router } from './routes';
import { createSlackWorkspace } from './slack/workspace';
import { listen, type StackServer } from './stack-server';
import { startTables, type Tables } from './tables';
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
const REMEMBERED = ['slack.json', 'codepipeline.json', 'artifacts', 'codebuild', 'codecommit', 'dynamodb', 'models'];
const WRITTEN = [...REMEMBERED, 'seed.json', 'seed', 'local.env', 'bot.log'];

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
  const [queue, tables] = await openStores(place('dynamodb'), closers);
  const environment = localEnvironment({
    ...{ stack: url, queue: queue.endpoint, queueUrl: queue.url, tables: tables.endpoint },
  });
  const events = new EventFeed((error) => console.error('An event did not reach the queue:', error));
  events.connect((event) => queue.send(event));
  closers.add(() => events.close());

  const browserUrl = () => `http://localhost:${server.port}`;
  const modelToken = randomBytes(24).toString('hex');
  const models = createModelHost({ directory: place('models'), token: modelToken });
  closers.add(() => models.close());
  const codecommit = createCodeCommit({ directory: place('codecommit'), baseUrl: browserUrl, emit: events.emit });
  closers.add(() => codecommit.close());
  const codebuild = createCodeBuild({
    directory: place('codebuild'),
    baseUrl: browserUrl,
    emit: events.emit,
    environment: { ...buildEnvironment(environment), MODEL_HOST_URL: url, MODEL_HOST_TOKEN: modelToken },
  });
  closers.add(() => codebuild.close());
  await models.resume();
  await declare(codecommit, codebuild);
  const codepipeline = createCodePipeline({
    builds: codebuild.builds,
    sources: codecommit.sources,
    emit: events.emit,
    stateFile: place('codepipeline.json'),
    artifactDirectory: place('artifacts'),
  });
  closers.add(() => codepipeline.close());
  ignoring('PipelineNameInUseException', () => codepipeline.createPipeline(penguinsPipeline()));
  const slack = createSlackWorkspace({ baseUrl: browserUrl, stateFile: place('slack.json') });
  closers.add(() => slack.close());
  const aws = createAwsServer({ services: [codepipeline.service, codebuild.service, codecommit.service] });

  server.open(
    router([
      { prefix: '/aws', handle: (request, response) => aws.handle(request, response).then(() => true) },
      { prefix: '/git/', handle: codecommit.gitHandler },
      { prefix: '/builds/', handle: codebuild.logHandler },
      { prefix: '/models', handle: models.handle },
      { prefix: '/', handle: (request, response) => slack.handle(request, response) },
    ]),
    (request, socket, head) => slack.handleUpgrade(request, socket, head),
  );
  closers.add(startTicking(events.emit));
  writeFileSync(place('local.env'), exportLines(environment));
  return { port: server.port, url, state: directory, environment, events, close: () => closers.closeAll() };
}
