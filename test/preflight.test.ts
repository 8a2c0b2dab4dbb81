import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { TOKENS } from '../infra/local/identity';
import { Environment } from '../src/config/environment';
import { createLog } from '../src/log';
import { CannotStart, preflight } from '../src/preflight';
import { slackManifest } from '../src/slack/manifest';
import { type RunningWorkspace, startWorkspace, temporaryFolder } from './local/slack/support';
import { closedAddress } from './support/closed-port';
import { type DynamoDb, startDynalite } from './support/dynamodb';
import { createFaultProxy, type FaultProxy } from './support/fault-proxy';
import { QUEUES_START_LIMIT_MS, type RealQueues, startRealQueues } from './support/real-queues';

const log = createLog('silent');

let tables: DynamoDb;
let queues: RealQueues;
let slack: RunningWorkspace;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let dynamo: FaultProxy;
let sqs: FaultProxy;
let whole: Record<string, string>;

beforeAll(async () => {
  folder = await temporaryFolder();
  [tables, queues, slack] = await Promise.all([
    startDynalite(),
    startRealQueues(),
    startWorkspace({ stateFile: join(folder.path, 'slack.json'), manifest: slackManifest({}) }),
  ]);
  [dynamo, sqs] = await Promise.all([createFaultProxy(tables.endpoint), createFaultProxy(queues.endpoint)]);
  const [{ state, audit }, { url }] = await Promise.all([tables.createTables(), queues.create('events')]);
  whole = {
    SLACK_API_URL: `${slack.baseUrl}/api/`,
    SLACK_BOT_TOKEN: TOKENS.bot,
    SLACK_APP_TOKEN: TOKENS.app,
    MLPIPELINE_CONFIG: 'mlpipeline.yaml',
    MLPIPELINE_QUEUE_URL: url,
    MLPIPELINE_STATE_TABLE: state.tableName,
    MLPIPELINE_AUDIT_TABLE: audit.tableName,
    AWS_REGION: 'us-east-1',
  };
}, QUEUES_START_LIMIT_MS);

// Where the SDK looks: in the environment of the process, each test file's own.
beforeEach(() => {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.url,
    AWS_ENDPOINT_URL_SQS: sqs.url,
  });
});

afterAll(async () => {
  await Promise.all([dynamo.close(), sqs.close()]);
  await Promise.all([tables.close(), queues.close(), slack.stop()]);
  await folder.remove();
});

/** What keeps a bot with this environment from starting. */
async function troublesWith(changed: Record<string, string> = {}, limitMs?: number): Promise<readonly string[]> {
  try {
    await preflight(Environment.parse({ ...whole, ...changed }), log, limitMs);
    return [];
  } catch (error) {
    if (error instanceof CannotStart) return error.troubles;
    throw error;
  }
}

describe('before a start', () => {
  it('nothing is said where everything answers, and nothing is written', async () => {
    const before = [dynamo.seen.length, sqs.seen.length];

    expect(await troublesWith()).toEqual([]);

    const asked = [...dynamo.seen.slice(before[0]), ...sqs.seen.slice(before[1])].map(({ operation }) => operation);
    expect(asked.sort()).toEqual(['GetItem', 'GetQueueAttributes', 'Query', 'Query']);
  });

  it('everything that is absent or refused is told at once, each with its variable and its region', async () => {
    const troubles = await troublesWith({
      SLACK_BOT_TOKEN: 'xoxb-of-another-app',
      SLACK_APP_TOKEN: 'xapp-of-another-app',
      MLPIPELINE_STATE_TABLE: 'no-state',
      MLPIPELINE_AUDIT_TABLE: 'no-audit',
      MLPIPELINE_QUEUE_URL: `${whole.MLPIPELINE_QUEUE_URL}-gone`,
    });

    expect(troubles).toEqual([
      'SLACK_BOT_TOKEN: Slack refuses the token (invalid_auth): copy the Bot User OAuth Token of the page OAuth & Permissions',
      'SLACK_APP_TOKEN: Slack refuses the token (invalid_auth): copy an app-level token with the scope connections:write from Basic Information, and switch Socket Mode on',
      'MLPIPELINE_STATE_TABLE: there is no table no-state in us-east-1: name the one that the data stack made, and its region in AWS_REGION',
      'MLPIPELINE_AUDIT_TABLE: there is no table no-audit in us-east-1: name the one that the data stack made, and its region in AWS_REGION',
      expect.stringMatching(/^MLPIPELINE_QUEUE_URL: there is no queue \S+events-gone in us-east-1: name the one/),
    ]);
    expect(troubles.join()).not.toContain('another-app');
  });

  it('one token in the place of the other is told', async () => {
    const swapped = { SLACK_APP_TOKEN: 'xapp-1', SLACK_BOT_TOKEN: TOKENS.bot };

    expect(await troublesWith(swapped)).toEqual([expect.stringMatching(/^SLACK_APP_TOKEN: Slack refuses the token/)]);
  });

  it('a table with keys of another kind is told apart from one that is ours', async () => {
    const strangers = ['strangers-1', 'strangers-2'];
    for (const TableName of strangers) {
      await tables.document.send(
        new CreateTableCommand({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        }),
      );
    }
    const [MLPIPELINE_STATE_TABLE = '', MLPIPELINE_AUDIT_TABLE = ''] = strangers;

    const keys = await troublesWith({ MLPIPELINE_STATE_TABLE, MLPIPELINE_AUDIT_TABLE });
    const swapped = await troublesWith({
      MLPIPELINE_STATE_TABLE: whole.MLPIPELINE_AUDIT_TABLE ?? '',
      MLPIPELINE_AUDIT_TABLE: whole.MLPIPELINE_STATE_TABLE ?? '',
    });

    expect(keys).toEqual([
      'MLPIPELINE_STATE_TABLE: the table strangers-1 in us-east-1 has other keys or indexes than the bot’s: name the one that the data stack made',
      'MLPIPELINE_AUDIT_TABLE: the table strangers-2 in us-east-1 has other keys or indexes than the bot’s: name the one that the data stack made',
    ]);
    expect(swapped).toEqual([expect.stringMatching(/^MLPIPELINE_STATE_TABLE: .* has other keys or indexes/)]);
  });

  it('what the role may not do is named, for the state table, its index and the queue', async () => {
    dynamo.once(({ operation }) =>
      operation === 'GetItem' ? { when: 'before', what: { refuse: 'AccessDeniedException' } } : undefined,
    );
    sqs.once(() => ({ when: 'before', what: { refuse: 'AccessDeniedException' } }));

    expect(await troublesWith()).toEqual([
      expect.stringMatching(
        /^MLPIPELINE_STATE_TABLE: the bot may not read the table state-\S+ in us-east-1: allow dynamodb:GetItem on it and dynamodb:Query on its index to its role$/,
      ),
      expect.stringMatching(/^MLPIPELINE_QUEUE_URL: the bot may not use the queue .*: allow sqs:GetQueueAttributes/),
    ]);
  });

  it('credentials that AWS does not know are told once for all its services', async () => {
    const refused = () => ({ when: 'before', what: { refuse: 'UnrecognizedClientException' } }) as const;
    for (const proxy of [dynamo, dynamo, sqs]) proxy.once(refused);

    expect(await troublesWith()).toEqual([
      'AWS does not accept the credentials of this process (UnrecognizedClientException): run it under the role of the bot stack, or with keys that are valid',
    ]);
  });

  it('a hiccup is gotten over', async () => {
    dynamo.once(() => ({ when: 'before', what: 'drop' }));
    sqs.once(() => ({ when: 'before', what: '500' }));

    expect(await troublesWith()).toEqual([]);
  });
});

describe('what does not answer', () => {
  let silent: Server;
  beforeAll(async () => {
    silent = createServer(() => undefined);
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  });
  afterAll(async () => {
    silent.closeAllConnections();
    await new Promise((closed) => silent.close(closed));
  });
  const silence = () => `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;

  it('is waited for no longer than the limit, and then told as a matter of the network', async () => {
    process.env.AWS_ENDPOINT_URL_DYNAMODB = silence();

    const troubles = await troublesWith({}, 3_000);

    expect(troubles).toEqual([
      expect.stringMatching(
        /^MLPIPELINE_STATE_TABLE: DynamoDB in us-east-1 did not answer .*the bot’s network needs a way/,
      ),
      expect.stringMatching(/^MLPIPELINE_AUDIT_TABLE: DynamoDB in us-east-1 did not answer/),
    ]);
  });

  it('may be Slack, whose address is then to be looked at', async () => {
    const troubles = await troublesWith({ SLACK_API_URL: `${await closedAddress()}/api/` });

    expect(troubles).toEqual([
      expect.stringMatching(
        /^Slack did not answer at http:\/\/127\.0\.0\.1:\d+\/api\/ \(.*\): .*SLACK_API_URL must be right/,
      ),
    ]);
  });
});
