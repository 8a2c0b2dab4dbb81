import { AwsError } from '../../../../infra/local/aws/aws-error';
import type { AwsService, Caller } from '../../../../infra/local/aws/wire/aws-service';
import { WireBench } from './wire-bench';

const TARGET = 'CodePipeline_20150709';
const ID = '00000000-0000-4000-8000-000000000000';

const pipelines: AwsService = {
  name: 'codepipeline',
  operations: {
    GetPipeline: () => ({ metadata: { created: new Date('2024-01-02T03:04:05.678Z'), updated: undefined } }),
    GetPipelineState: (_input: unknown, caller: Caller) => ({ pipelineName: caller.arn }),
    EnableStageTransition: () => undefined,
    ListPipelines: async () => {
      throw new AwsError('InvalidNextTokenException', 'The next token is not valid.');
    },
    RollbackStage: () => {
      throw new TypeError('a secret of the implementation');
    },
    PutApprovalResult: () => ({}),
    StartPipelineExecution: (input: unknown) => input,
  },
};
const builds: AwsService = {
  name: 'codebuild',
  operations: { BatchGetBuilds: () => ({ builds: [], buildsNotFound: [] }) },
  refuseInput: ([first], operation) => new AwsError('InvalidInputException', `${operation}: ${first?.path}`),
};

describe('the wire of the AWS stand-ins', () => {
  let bench: WireBench;
  beforeAll(async () => {
    bench = await WireBench.start(pipelines, builds);
  });
  afterAll(() => bench.close());

  it('routes by the target to the service and the operation', async () => {
    const { status, headers, body } = await bench.ask('CodeBuild_20161006.BatchGetBuilds', '{"ids":["train:1"]}');

    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(body).toEqual({ builds: [], buildsNotFound: [] });
  });

  it.each([
    ['', 'no target'],
    ['CodePipeline_20150709', 'no operation'],
    ['CodePipeline_20150709.DeletePipeline', 'an operation that is not offered'],
    ['CodePipeline_20150709.toString', 'the name of an inherited member'],
    ['CodeCommit_20150413.GetBranch', 'a service that is not offered'],
  ])('does not know %p (%s)', async (target) => {
    const { status, headers, body } = await bench.ask(target, '{}');

    expect(status).toBe(400);
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(body).toMatchObject({ __type: 'UnknownOperationException' });
  });

  it('writes times as epoch seconds with their milliseconds and leaves undefined members out', async () => {
    const { body } = await bench.ask(`${TARGET}.GetPipeline`, '{"name":"penguins"}');

    expect(body).toEqual({ metadata: { created: 1704164645.678 } });
  });

  it('answers an operation without output with an empty object', async () => {
    const input = { pipelineName: 'penguins', stageName: 'Deploy', transitionType: 'Inbound' };

    const { status, body } = await bench.ask(`${TARGET}.EnableStageTransition`, JSON.stringify(input));

    expect(status).toBe(200);
    expect(body).toEqual({});
  });

  it('answers the errors of a service by name and message', async () => {
    const { status, body } = await bench.ask(`${TARGET}.ListPipelines`, '{}');

    expect(status).toBe(400);
    expect(body).toEqual({ __type: 'InvalidNextTokenException', message: 'The next token is not valid.' });
  });

  it('keeps any other exception to itself and reports it', async () => {
    const input = { pipelineName: 'penguins', stageName: 'Deploy', targetPipelineExecutionId: ID };

    const { status, body } = await bench.ask(`${TARGET}.RollbackStage`, JSON.stringify(input));

    expect(status).toBe(500);
    expect(body).toEqual({ __type: 'InternalFailure', message: expect.not.stringContaining('secret') });
    expect(bench.failures).toEqual([expect.any(TypeError)]);
  });

  it.each([
    ['AWS4-HMAC-SHA256 Credential=local/20240102/us-east-1/codepipeline/aws4_request, Signature=00', 'user/local'],
    ['', 'user/anonymous'],
  ])('takes the access key of %p for the name of the caller', async (authorization, user) => {
    const { body } = await bench.ask(`${TARGET}.GetPipelineState`, '{"name":"penguins"}', { authorization });

    expect(body).toEqual({ pipelineName: `arn:aws:iam::123456789012:${user}` });
  });

  it.each([
    [
      'a missing member',
      {},
      "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
    ],
    [
      'an empty value',
      { name: 'p', variables: [{ name: 'V', value: '' }] },
      "1 validation error detected: Value '' at 'variables.1.member.value' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'an empty list',
      { name: 'p', variables: [] },
      "1 validation error detected: Value '[]' at 'variables' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'an unknown enum value',
      { name: 'p', sourceRevisions: [{ actionName: 'a', revisionType: 'TAG', revisionValue: 'v1' }] },
      "1 validation error detected: Value 'TAG' at 'sourceRevisions.1.member.revisionType' failed to satisfy constraint: Member must satisfy enum value set: [COMMIT_ID, IMAGE_DIGEST, S3_OBJECT_VERSION_ID, S3_OBJECT_KEY]",
    ],
    [
      'two mistakes',
      { name: 'two words', clientRequestToken: 'a_b' },
      "2 validation errors detected: Value 'two words' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9.@\\-_]+; Value 'a_b' at 'clientRequestToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-]+",
    ],
  ])('refuses %s in the words of AWS', async (_what, input, message) => {
    const { status, body } = await bench.ask(`${TARGET}.StartPipelineExecution`, JSON.stringify(input));

    expect(status).toBe(400);
    expect(body).toEqual({ __type: 'ValidationException', message });
  });

  it('names a member inside a structure by its path', async () => {
    const where = { pipelineName: 'p', stageName: 's', actionName: 'a', token: ID };

    const { body } = await bench.ask(
      `${TARGET}.PutApprovalResult`,
      JSON.stringify({ ...where, result: { status: 'Approved' } }),
    );

    expect(body).toMatchObject({ message: expect.stringContaining("Value null at 'result.summary'") });
  });

  it('lets a service refuse in its own words', async () => {
    const { body } = await bench.ask('CodeBuild_20161006.BatchGetBuilds', '{}');

    expect(body).toEqual({ __type: 'InvalidInputException', message: 'BatchGetBuilds: ids' });
  });

  it('ignores members it does not know', async () => {
    const { status } = await bench.ask(`${TARGET}.GetPipeline`, '{"name":"penguins","futureMember":1}');

    expect(status).toBe(200);
  });

  it.each(['{', '[]', '{"name":7}'])('cannot unmarshal %s', async (body) => {
    await expect(bench.ask(`${TARGET}.GetPipeline`, body)).resolves.toMatchObject({
      status: 400,
      body: { __type: 'SerializationException' },
    });
  });
});
