import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CodePipelineClient, GetPipelineStateCommand } from '@aws-sdk/client-codepipeline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { observed } from '../../src/aws/observed-calls';
import { createMetrics, type Metrics } from '../../src/metrics';

/** What the service answers, in turn; the last one again and again. */
type Answer = { status: number; body: object } | 'none';

const OK: Answer = { status: 200, body: {} };
const refusal = (name: string, status = 400): Answer => ({ status, body: { __type: name, message: name } });

describe('calls of the SDK', () => {
  let server: Server;
  let answers: Answer[];
  let metrics: Metrics;

  beforeEach(async () => {
    answers = [];
    metrics = createMetrics();
    server = createServer((request, response) => {
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      request.resume();
      if (answer === undefined || answer === 'none') response.destroy();
      else {
        response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify(answer.body));
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(() => void server.close());

  const settings = (maxAttempts: number) => ({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts,
  });

  async function asks(maxAttempts = 1): Promise<unknown> {
    const client = observed(new CodePipelineClient(settings(maxAttempts)), metrics);
    try {
      return await client.send(new GetPipelineStateCommand({ name: 'penguins' }));
    } catch (error) {
      return error;
    } finally {
      client.destroy();
    }
  }

  it('count nothing where they succeed', async () => {
    answers = [OK];

    await asks();

    expect(metrics.counts).toEqual({});
  });

  it('count each attempt that was one too many, and no error where one succeeds in the end', async () => {
    answers = [refusal('ThrottlingException'), refusal('ThrottlingException'), OK];

    await asks(3);

    expect(metrics.counts).toEqual({ 'AwsThrottles.CodePipeline': 2 });
  });

  it('count one error where no attempt succeeds', async () => {
    answers = [refusal('ThrottlingException')];

    await asks(2);

    expect(metrics.counts).toEqual({ 'AwsThrottles.CodePipeline': 2, 'AwsErrors.CodePipeline': 1 });
  });

  it.each([
    ['a fault of AWS', refusal('InternalFailure', 500)],
    ['no answer', 'none' as const],
    ['a missing permission', refusal('AccessDeniedException')],
    ['credentials that are over', refusal('ExpiredTokenException')],
  ])('count %s as an error', async (_what, answer) => {
    answers = [answer];

    expect(await asks()).toBeInstanceOf(Error);
    expect(metrics.counts).toEqual({ 'AwsErrors.CodePipeline': 1 });
  });

  it.each(['PipelineNotFoundException', 'ConflictException', 'ValidationException'])(
    'count no error where AWS answers what was asked: %s',
    async (name) => {
      answers = [refusal(name)];

      expect(await asks()).toBeInstanceOf(Error);
      expect(metrics.counts).toEqual({});
    },
  );

  it('are counted through the document client, too, where a lost race is no error', async () => {
    const client = observed(new DynamoDBClient(settings(1)), metrics);
    const document = DynamoDBDocumentClient.from(client);
    const put = () => document.send(new PutCommand({ TableName: 't', Item: { pk: 'a' } })).catch(() => undefined);
    answers = [refusal('ConditionalCheckFailedException'), refusal('ProvisionedThroughputExceededException')];

    await put();
    await put();
    client.destroy();

    expect(metrics.counts).toEqual({ 'AwsThrottles.DynamoDB': 1, 'AwsErrors.DynamoDB': 1 });
  });
});
