import {
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  PutApprovalResultCommand,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { type CodePipelineBench, startBench } from './codepipeline-bench';

const ID = '00000000-0000-4000-8000-000000000000';
const VALIDATION = { name: 'ValidationException' };

describe('the limits of what may be sent', () => {
  let bench: CodePipelineBench;
  beforeAll(async () => {
    bench = await startBench();
    bench.sources.commit('penguins', 'main', 'tip');
  });
  afterAll(() => bench.close());

  const start = (input: object) => bench.client.send(new StartPipelineExecutionCommand({ name: 'penguins', ...input }));
  const answer = (summary?: string, token = ID) =>
    bench.client.send(
      new PutApprovalResultCommand({
        pipelineName: 'penguins',
        stageName: 'Approve',
        actionName: 'Decide',
        token,
        result: { status: 'Approved', summary },
      }),
    );

  it('a summary has 512 characters at most, may be empty, and is required', async () => {
    const passed = { name: 'InvalidApprovalTokenException' };

    await expect(answer('x'.repeat(512))).rejects.toMatchObject(passed);
    await expect(answer('')).rejects.toMatchObject(passed);
    await expect(answer('x'.repeat(513))).rejects.toMatchObject(VALIDATION);
    await expect(answer(undefined)).rejects.toMatchObject(VALIDATION);
  });

  it.each([
    ['upper case', ID.replace('8', 'A')],
    ['no UUID', 'token'],
  ])('a token is a lowercase UUID: %s is none', async (_what, token) => {
    await expect(answer('', token)).rejects.toMatchObject(VALIDATION);
  });

  it('an execution id is a lowercase UUID', async () => {
    await expect(
      bench.client.send(
        new GetPipelineExecutionCommand({ pipelineName: 'penguins', pipelineExecutionId: ID.replace('8', 'A') }),
      ),
    ).rejects.toMatchObject(VALIDATION);
  });

  it('a name has 100 characters at most, of letters, digits, dot, at, hyphen and underscore', async () => {
    const named = (name: string) => bench.client.send(new StartPipelineExecutionCommand({ name }));

    await expect(named('aZ9.@-_'.padEnd(100, 'x'))).rejects.toMatchObject({ name: 'PipelineNotFoundException' });
    await expect(named('x'.repeat(101))).rejects.toMatchObject(VALIDATION);
    await expect(named('a/b')).rejects.toMatchObject(VALIDATION);
  });

  it('the value of a variable has 1 to 1000 characters', async () => {
    const withValue = (value: string) => start({ variables: [{ name: 'DATASET', value }] });

    await expect(withValue('x'.repeat(1000))).resolves.toBeDefined();
    await expect(withValue('x'.repeat(1001))).rejects.toMatchObject(VALIDATION);
    await expect(withValue('')).rejects.toMatchObject(VALIDATION);
  });

  it('variables are 1 to 50', async () => {
    const variables = (length: number) => Array.from({ length }, () => ({ name: 'DATASET', value: 'full' }));

    await expect(start({ variables: variables(50) })).resolves.toBeDefined();
    await expect(start({ variables: variables(51) })).rejects.toMatchObject(VALIDATION);
    await expect(start({ variables: [] })).rejects.toMatchObject(VALIDATION);
  });

  it.each(['under_score', 'a.b', 'a:b', 'x'.repeat(129), ''])(
    'a client request token has 1 to 128 letters, digits and hyphens: not %j',
    async (clientRequestToken) => {
      await expect(start({ clientRequestToken })).rejects.toMatchObject(VALIDATION);
    },
  );

  it('source revisions are 50 at most', async () => {
    const sourceRevisions = Array.from({ length: 51 }, () => ({
      actionName: 'Checkout',
      revisionType: 'COMMIT_ID',
      revisionValue: 'abc',
    }));

    await expect(start({ sourceRevisions })).rejects.toMatchObject(VALIDATION);
    await expect(start({ sourceRevisions: [] })).resolves.toBeDefined();
  });

  it.each([
    ['executions', (maxResults: number) => new ListPipelineExecutionsCommand({ pipelineName: 'penguins', maxResults })],
    ['actions', (maxResults: number) => new ListActionExecutionsCommand({ pipelineName: 'penguins', maxResults })],
  ])('a page of %s has 1 to 100', async (_what, command) => {
    const list = (maxResults: number): Promise<unknown> => {
      const listing = command(maxResults);
      return listing instanceof ListPipelineExecutionsCommand ? bench.client.send(listing) : bench.client.send(listing);
    };

    await expect(list(1)).resolves.toBeDefined();
    await expect(list(100)).resolves.toBeDefined();
    await expect(list(0)).rejects.toMatchObject(VALIDATION);
    await expect(list(101)).rejects.toMatchObject(VALIDATION);
  });
});
