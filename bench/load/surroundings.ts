import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CHANNELS, PEOPLE, TOKENS } from '../../infra/local/identity';
import { localEnvironment } from '../../infra/local/local-env';
import { PIPELINE, startCodePipelineForLoad } from './codepipeline-for-load';
import { type SlackForLoad, startSlackForLoad } from './slack-for-load';

export const SIGNING_SECRET = 'a signing secret of this bench';

/** All that a bot needs around it: SQS and DynamoDB in a process each, Slack and CodePipeline in this one. */
export interface Surroundings {
  slack: SlackForLoad;
  sqs: string;
  tables: string;
  codepipeline: string;
  /** What a bot finds in its environment. */
  environment: Record<string, string>;
  close(): Promise<void>;
}

export async function startSurroundings(): Promise<Surroundings> {
  const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-load-'));
  const [slack, codepipeline, queue, tables] = await Promise.all([
    startSlackForLoad(),
    startCodePipelineForLoad(),
    startStandIn('queue'),
    startStandIn('tables', join(folder, 'tables')),
  ]);
  const configuration = join(folder, 'mlpipeline.yaml');
  writeFileSync(configuration, CONFIGURATION);
  const { url: stack } = codepipeline;
  const places = { stack, queue: queue.endpoint, queueUrl: queue.url, tables: tables.endpoint, console: stack };
  const { SLACK_APP_TOKEN: _ours, ...environment } = localEnvironment(places, configuration);
  const aws = Object.entries(environment).map(([name, value]) => [name, value.replace(`${stack}/aws`, stack)]);
  return {
    slack,
    ...{ sqs: queue.endpoint, tables: tables.endpoint, codepipeline: stack },
    environment: { ...Object.fromEntries(aws), SLACK_API_URL: `${slack.url}/api/` },
    async close() {
      await Promise.all([slack.close(), codepipeline.close(), queue.close(), tables.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** How Slack reaches an app. */
export const REACHED_BY = {
  socket: { SLACK_APP_TOKEN: TOKENS.app },
  http: { SLACK_SIGNING_SECRET: SIGNING_SECRET },
} as const;

/** One pipeline, and no limit of Slack's to wait for. */
const CONFIGURATION = `roles:
  viewer: everyone
  approver: [${PEOPLE.map(({ id }) => id).join(', ')}]
pipelines:
  ${PIPELINE}:
    channel: ${CHANNELS[0].id}
digest:
  daily: false
timing:
  tasks: 1
  updatesPerMinute: 100000
  postsPerMinute: 100000
`;

interface StandIn {
  endpoint: string;
  /** Of the queue. */
  url: string;
  close(): Promise<void>;
}

async function startStandIn(...what: string[]): Promise<StandIn> {
  const program = join(__dirname, 'stand-in-process.ts');
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', program, ...what], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout ?? process.stdin }), 'line');
  return {
    ...JSON.parse(String(line)),
    async close() {
      const ended = once(child, 'exit');
      child.stdin?.end();
      await ended;
    },
  };
}
