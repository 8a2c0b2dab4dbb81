import { createServer, type Server } from 'node:http';
import { CodePipelineClient, PutApprovalResultCommand } from '@aws-sdk/client-codepipeline';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { ErrorCode, WebClient } from '@slack/web-api';
import { addressOf } from '../../../infra/local/address';
import { createSts } from '../../../infra/local/aws/sts/sts';
import { createAwsServer } from '../../../infra/local/aws/wire/aws-server';
import { withFaults } from '../../../infra/local/faults/call-faults';
import { type FaultRequest, Faults } from '../../../infra/local/faults/fault';
import { CREDENTIALS, REGION } from '../../../infra/local/identity';
import { router } from '../../../infra/local/routes';

const ANSWER = new PutApprovalResultCommand({
  pipelineName: 'penguins',
  stageName: 'Approve',
  actionName: 'Approve',
  token: '00000000-0000-4000-8000-000000000000',
  result: { status: 'Approved', summary: '' },
});

const ROLE = 'arn:aws:iam::210987654321:role/mlpipeline';
const ASSUME = new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'bot' });

let faults: Faults;
let taken: number;
let server: Server;
let once: CodePipelineClient;
let patient: CodePipelineClient;
let sts: STSClient;
let slack: WebClient;

beforeEach(async () => {
  faults = new Faults();
  taken = 0;
  const PutApprovalResult = () => {
    taken += 1;
    return { approvedAt: new Date() };
  };
  const aws = createAwsServer({
    services: [
      { name: 'codepipeline', operations: { PutApprovalResult } },
      createSts({ roles: [{ arn: ROLE }] }).service,
    ],
  });
  const routes = router([
    {
      prefix: '/aws',
      handle: withFaults(faults, (request, response) => aws.handle(request, response).then(() => true)),
    },
    {
      prefix: '/api/',
      handle: withFaults(faults, async (_request, response) => {
        taken += 1;
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
        return true;
      }),
    },
  ]);
  server = createServer(routes);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = addressOf(server);
  const client = { endpoint: `${url}/aws`, region: REGION, credentials: CREDENTIALS };
  once = new CodePipelineClient({ ...client, maxAttempts: 1 });
  sts = new STSClient({ ...client, maxAttempts: 1 });
  patient = new CodePipelineClient({ ...client, maxAttempts: 3 });
  slack = new WebClient('xoxb-local', {
    slackApiUrl: `${url}/api/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
});

afterEach(() => {
  once.destroy();
  patient.destroy();
  sts.destroy();
  server.closeAllConnections();
  return new Promise((closed) => server.close(closed));
});

const fault = (kind: string, more: object = {}) => ({ of: 'call', kind, ...more }) as FaultRequest;

it.each([
  ['a throttle', 'throttle', { name: 'ThrottlingException', message: 'Rate exceeded' }],
  ['a conflict', 'conflict', { name: 'ConflictException' }],
  ['expired credentials', 'expired', { name: 'ExpiredTokenException' }],
  ['an internal failure', 'error', { name: 'InternalFailure', $fault: 'server' }],
  ['a dropped connection', 'drop', { message: expect.stringMatching(/TimeoutError|socket hang up/) }],
])('refuses a call with %s before it takes effect, once', async (_what, kind, error) => {
  faults.add(fault(kind));

  await expect(once.send(ANSWER)).rejects.toMatchObject(error);
  expect(taken).toBe(0);
  await expect(once.send(ANSWER)).resolves.toMatchObject({ approvedAt: expect.any(Date) });
  expect(faults.list).toEqual([]);
});

it.each([
  ['an internal failure', fault('error', { when: 'after' }), { name: 'InternalFailure' }],
  [
    'a dropped connection',
    fault('drop', { when: 'after' }),
    { message: expect.stringMatching(/TimeoutError|socket hang up/) },
  ],
  ['half an answer', fault('half answer'), {}],
])('answers with %s although the call took effect', async (_what, one, error) => {
  faults.add(one);

  await expect(once.send(ANSWER)).rejects.toMatchObject(error);
  expect(taken).toBe(1);
});

it('is overcome by the retries of the SDK, as at AWS', async () => {
  faults.add(fault('error', { times: 2 }));

  const { $metadata } = await patient.send(ANSWER);

  expect($metadata.attempts).toBe(3);
  expect(taken).toBe(1);
});

it('lets a call wait, and then serves it', async () => {
  faults.add(fault('latency', { ms: 30 }));
  const before = performance.now();

  await once.send(ANSWER);

  expect(performance.now() - before).toBeGreaterThanOrEqual(29);
});

it('meets only the operation or method it is meant for', async () => {
  faults.add(fault('throttle', { on: 'chat.postMessage' }));

  await expect(once.send(ANSWER)).resolves.toBeDefined();
  await expect(slack.apiCall('chat.update')).resolves.toMatchObject({ ok: true });
  await expect(slack.apiCall('chat.postMessage', { text: 'hello' })).rejects.toMatchObject({
    code: ErrorCode.RateLimitedError,
    retryAfter: 1,
  });
});

it('refuses a fault it does not know, or that never ends', () => {
  expect(() => faults.add(fault('gremlin'))).toThrow();
  expect(() => faults.add(fault('drop', { times: 0 }))).toThrow();
  expect(faults.list).toEqual([]);
});

it.each([
  ['throttle', 'ThrottlingException'],
  ['error', 'InternalFailure'],
])('knows STS by the name in its form, and answers %s in its XML', async (kind, name) => {
  faults.add(fault(kind, { on: 'AssumeRole' }));

  await once.send(ANSWER);
  await expect(sts.send(ASSUME)).rejects.toMatchObject({ name });
  const after = await sts.send(ASSUME);

  expect(after.Credentials?.AccessKeyId).toMatch(/^ASIA/);
});

it('keeps back what STS has answered', async () => {
  faults.add(fault('expired', { on: 'AssumeRole', when: 'after' }));

  await expect(sts.send(ASSUME)).rejects.toMatchObject({ name: 'ExpiredTokenException' });
});
