import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CodePipelineClient, ListPipelinesCommand } from '@aws-sdk/client-codepipeline';
import { HTTPReceiverDeferredRequestError } from '@slack/bolt';
import { WebAPIRequestError, WebClient } from '@slack/web-api';
import { AwsRefused } from '../src/domain/errors';
import { createLog } from '../src/log';
import { closedAddress } from './support/closed-port';

const TOKEN = 'xoxb-2222222222-the-bot-token';
const KEYS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken: 'IQoJb3JpZ2luX2VjEOL//////////wEaCXVzLWVhc3QtMSJGMEQ',
};
const SECRETS = [TOKEN, ...Object.values(KEYS)];

/** What is logged of an error, and that there is no secret in it. */
function logged(error: unknown): Record<string, unknown> & { message: string; stack: string } {
  const lines: string[] = [];
  createLog('info', { write: (line) => lines.push(line) }).error({ err: error }, 'failed');
  for (const secret of SECRETS) expect(lines.join()).not.toContain(secret);
  return JSON.parse(lines.join()).err;
}

describe('an error is logged', () => {
  let servers: Server[];

  beforeEach(() => {
    servers = [];
  });
  afterEach(() => {
    for (const server of servers) server.close();
  });

  async function serverThat(answers: RequestListener): Promise<string> {
    const server = createServer(answers).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** As proxies do that explain what they did not like: with all that they were sent. */
  const echoing =
    (status: number, body: (said: string) => object): RequestListener =>
    (request, response) => {
      const said = JSON.stringify(request.headers);
      response.writeHead(status, { 'content-type': 'application/json', 'x-was': said }).end(JSON.stringify(body(said)));
    };

  const slackAt = (address: string) =>
    new WebClient(TOKEN, { slackApiUrl: `${address}/api/`, retryConfig: { retries: 0 } }).auth.test();
  const awsAt = (endpoint: string) =>
    new CodePipelineClient({ endpoint, region: 'us-east-1', credentials: KEYS, maxAttempts: 1 }).send(
      new ListPipelinesCommand({}),
    );

  it('of Slack’s client with its status, and nothing of the answer', async () => {
    const error = await failureOf(slackAt(await serverThat(echoing(500, (said) => ({ said })))));

    expect(JSON.stringify(error)).toContain(TOKEN);
    const fields = logged(error);
    expect(fields).toMatchObject({ type: 'WebAPIHTTPError', code: 'slack_webapi_http_error', statusCode: 500 });
    expect(fields).not.toHaveProperty('body');
    expect(fields).not.toHaveProperty('headers');
  });

  it('of Slack itself with its word, and nothing else of the answer', async () => {
    const refusal = (said: string) => ({ ok: false, error: 'missing_scope', needed: 'chat:write', said });
    const error = await failureOf(slackAt(await serverThat(echoing(200, refusal))));

    expect(JSON.stringify(error)).toContain(TOKEN);
    expect(logged(error).data).toEqual({ error: 'missing_scope', needed: 'chat:write' });
  });

  it('of the network with what lies beneath it', async () => {
    const address = await closedAddress();
    // As Slack's client wraps it; under jest it does not know an error of Node for one.
    const error = new WebAPIRequestError((await failureOf(fetch(address))) as Error);

    expect(logged(error)).toMatchObject({
      type: 'WebAPIRequestError',
      message: expect.stringContaining(`connect ECONNREFUSED ${address.slice('http://'.length)}`),
      stack: expect.stringContaining('caused by:'),
    });
  });

  it('of fetch without what stands in an address before the @', async () => {
    const error = await failureOf(fetch(`http://bot:${TOKEN}@127.0.0.1/`));

    expect(String(error)).toContain(TOKEN);
    expect(logged(error).message).toContain('includes credentials');
  });

  it('of the AWS SDK with the request id, and without the signed text that AWS quotes', async () => {
    const mismatch: RequestListener = (request, response) => {
      const { authorization, 'x-amz-security-token': session } = request.headers;
      const message = `The canonical string should have been 'POST\n/\nx-amz-security-token:${session}\n' (${authorization})`;
      response
        .writeHead(403, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'r-1' })
        .end(JSON.stringify({ __type: 'InvalidSignatureException', message }));
    };
    const error = await failureOf(awsAt(await serverThat(mismatch)));

    expect(String(error)).toContain(KEYS.sessionToken);
    expect(logged(error)).toMatchObject({
      name: 'InvalidSignatureException',
      $fault: 'client',
      $metadata: { httpStatusCode: 403, requestId: 'r-1', attempts: 1 },
    });
  });

  it('of Bolt without the request that it carries', async () => {
    const address = await serverThat((_request, response) => void response.end());
    const seen = new Promise<[IncomingMessage, ServerResponse]>((resolve) =>
      servers[0]?.once('request', (request, response) => resolve([request, response])),
    );
    await fetch(address, { headers: { authorization: `Bearer ${TOKEN}` } });
    const error = new HTTPReceiverDeferredRequestError('no listener', ...(await seen));

    const fields = logged(error);

    expect(error.req.headers.authorization).toContain(TOKEN);
    expect(Object.keys(fields).sort()).toEqual(['code', 'message', 'stack', 'type']);
  });

  it('with all that it stands for, and each cause once, however they hang together', () => {
    const cause = new Error('the socket closed');
    const failed = Object.assign(new Error('it failed', { cause }), { config: { headers: { token: TOKEN } } });
    Object.assign(cause, { cause: failed });

    expect(logged(new AggregateError([failed, 'gave up'], 'all failed'))).toMatchObject({
      message: 'all failed',
      errors: [{ message: 'it failed: the socket closed' }, 'gave up'],
    });
  });

  it.each<[string, unknown, string]>([
    ['a string', `the token is ${TOKEN}`, 'the token is [redacted]'],
    ['an object', { token: TOKEN }, 'Object thrown'],
    ['nothing', undefined, 'undefined'],
  ])('where %s was thrown in its place', (_what, thrown, written) => {
    expect(logged(new AggregateError([thrown], 'failed')).errors).toEqual([written]);
  });

  it('of ours with its code and our sentence', () => {
    expect(logged(new AwsRefused('the role is gone'))).toMatchObject({
      code: 'aws_refused',
      message: 'the role is gone',
    });
  });
});

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  const done = Symbol();
  const failure = await work.then(
    () => done,
    (error: unknown) => error,
  );
  if (failure === done) throw new Error('it did not fail');
  return failure;
}
