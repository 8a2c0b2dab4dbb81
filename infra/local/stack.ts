import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { verbNames } from '../../src/build-slack';
import { slackManifest } from '../../src/slack/manifest';
import { Notifications } from './aws/notifications/notifications';
import { NotificationSwitches } from './aws/notifications/switches';
import { ELSEWHERE, HOME } from './aws/place';
import type { EventSink } from './aws/ports';
import { createSts } from './aws/sts/sts';
import { createAwsServer } from './aws/wire/aws-server';
import { startAwsPlace } from './aws-place';
import { MovableClock } from './clock';
import { Closers } from './closers';
import { uploadConfiguration } from './configuration-object';
import { createConsole, linksIn } from './console/console';
import { EventFeed } from './event-feed';
import { withFaults } from './faults/call-faults';
import { stackControl } from './faults/control';
import { withEventFaults } from './faults/event-faults';
import { Faults } from './faults/fault';
import { lockFolder } from './folder-lock';
import { JsonFile } from './json-file';
import { awsEnvironment, credentialsIn, exportLines, type LocalEndpoints, localEnvironment } from './local-env';
import { createModelHost } from './models/model-host';
import { penguinsPipeline, ROLE_ELSEWHERE, trainingPipeline } from './pipelines';
import { startQueue } from './queue';
import { below, router } from './routes';
import { createSlackWorkspace } from './slack/server';
import { listen, type StackServer, type UpgradeHandler } from './stack-server';
import { startTables } from './tables';
import { startTicking } from './tick';

export interface StackOptions {
  /** 0 for a free one. */
  port: number;
  /** Folder with everything the stack remembers; made if it is not there. */
  state: string;
  /** Path of the bot's configuration. */
  configuration: string;
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
  ...['cloudwatch.json', 'sagemaker.json', 'elsewhere', 'notifications.json'],
  ...['seed.json', 'seed', 'local.env', 'bot.log', 'clock.json'],
];

/**
 * Starts all stand-ins behind one port and joins them.
 * @throws FolderInUse, PortUnavailable
 */
export async function startStack({ port, state, configuration, reset = false }: StackOptions): Promise<RunningStack> {
  const directory = resolve(state);
  const closers = new Closers();
  try {
    closers.add(lockFolder(directory));
    if (reset) for (const name of WRITTEN) rmSync(join(directory, name), { recursive: true, force: true });
    const server = await listen(port);
    closers.add(() => server.close());
    return await compose(directory, configuration, server, closers);
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

async function compose(
  directory: string,
  configuration: string,
  server: StackServer,
  closers: Closers,
): Promise<RunningStack> {
  const place = (name: string) => join(directory, name);
  const url = `http://127.0.0.1:${server.port}`;
  const queue = await startQueue();
  closers.add(() => queue.close());
  await uploadConfiguration(queue.endpoint, configuration);
  const tables = await startTables(place('dynamodb'));
  closers.add(() => tables.close());
  const endpoints = {
    stack: url,
    queue: queue.endpoint,
    queueUrl: queue.url,
    tables: tables.endpoint,
    console: `http://localhost:${server.port}/console`,
  };
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
    { publish: events.emit, clock, faults },
    closers,
  );
  server.open(handle, handleUpgrade);
  closers.add(startTicking(events.emit, clock.now));
  const environment = localEnvironment(endpoints, configuration);
  writeFileSync(place('local.env'), exportLines(environment));
  return { port: server.port, url, state: directory, environment, events, close: () => closers.closeAll() };
}

async function startStandIns(
  within: (name: string) => string,
  port: number,
  endpoints: LocalEndpoints,
  { publish, clock, faults }: { publish: EventFeed['emit']; clock: MovableClock; faults: Faults },
  closers: Closers,
) {
  const baseUrl = () => `http://localhost:${port}`;
  const deployToken = randomBytes(24).toString('hex');
  const models = createModelHost({ directory: within('models'), token: deployToken });
  closers.add(() => models.close());
  await models.resume();

  const switches = new NotificationSwitches(within('notifications.json'));
  const notifications = new Notifications({ switches, publish, now: clock.now });
  const emit: EventSink = (event) => {
    publish(event);
    notifications.tell(event);
  };
  const modelHost = { MODEL_HOST_URL: endpoints.stack, MODEL_HOST_TOKEN: deployToken };
  const home = await startAwsPlace(
    {
      place: HOME,
      directory: within('.'),
      baseUrl,
      links: linksIn(HOME, baseUrl),
      ...{ emit, clock },
      environment: { ...awsEnvironment(endpoints), ...modelHost },
      pipeline: penguinsPipeline(),
    },
    closers,
  );
  const elsewhere = await startAwsPlace(
    {
      place: ELSEWHERE,
      directory: within('elsewhere'),
      baseUrl: () => `${baseUrl()}/elsewhere`,
      links: linksIn(ELSEWHERE, baseUrl),
      ...{ emit, clock },
      environment: { ...awsEnvironment(endpoints), ...credentialsIn(ELSEWHERE) },
      pipeline: trainingPipeline(),
    },
    closers,
  );
  notifications.know(HOME, home.pipelineFacts);
  notifications.know(ELSEWHERE, elsewhere.pipelineFacts);
  const sts = createSts({ roles: [{ arn: ROLE_ELSEWHERE }], clock });

  const manifest = slackManifest({ verbs: verbNames() });
  const slack = createSlackWorkspace({
    ...{ baseUrl, hooksUrl: () => endpoints.stack, stateFile: within('slack.json'), clock, manifest },
    socketFault: (type) => faults.ofEnvelope(type),
  });
  closers.add(() => slack.close());
  const aws = createAwsServer({ services: [...home.services, ...elsewhere.services, sts.service], clock });
  const handle = router([
    {
      prefix: '/aws',
      handle: withFaults(faults, (request, response) => aws.handle(request, response).then(() => true)),
    },
    { prefix: '/api/', handle: withFaults(faults, (request, response) => slack.handle(request, response)) },
    { prefix: '/stack', handle: stackControl(faults, clock, switches) },
    { prefix: '/git/', handle: home.codecommit.gitHandler },
    { prefix: '/builds/', handle: home.codebuild.logHandler },
    { prefix: '/elsewhere/git/', handle: below('/elsewhere', elsewhere.codecommit.gitHandler) },
    { prefix: '/elsewhere/builds/', handle: below('/elsewhere', elsewhere.codebuild.logHandler) },
    {
      prefix: '/console/',
      handle: createConsole([
        { place: HOME, services: home.services, codecommit: home.codecommit },
        { place: ELSEWHERE, services: elsewhere.services, codecommit: elsewhere.codecommit },
      ]),
    },
    { prefix: '/models', handle: (request, response) => models.handle(request, response) },
    { prefix: '/', handle: (request, response) => slack.handle(request, response) },
  ]);
  const handleUpgrade: UpgradeHandler = (request, socket, head) => slack.handleUpgrade(request, socket, head);
  return { handle, handleUpgrade };
}
