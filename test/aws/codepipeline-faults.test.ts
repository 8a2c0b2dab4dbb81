import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { codepipelineGateway } from '../../src/aws/codepipeline-gateway';
import { ApprovalNoLongerOpen } from '../../src/domain/approvals/approval-errors';
import { AwsRefused, PipelineBusy, Refusal } from '../../src/domain/errors';
import type {
  ApprovalAnswer,
  Pipelines,
  RetryRequest,
  RollbackRequest,
  StopRequest,
} from '../../src/domain/ports/pipelines';
import { type CodePipelineBench, startBench } from '../local/aws/codepipeline/codepipeline-bench';
import { createFaultProxy, type Fault, type FaultProxy } from '../support/fault-proxy';

describe('calls without an idempotency token, over a network that fails', () => {
  let bench: CodePipelineBench;
  let proxy: FaultProxy;
  let clients: CodePipelineClient[];
  let pipelines: Pipelines;

  beforeEach(async () => {
    bench = await startBench();
    proxy = await createFaultProxy(bench.endpoint);
    const settings = {
      endpoint: proxy.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'bot', secretAccessKey: 'test' },
    };
    const [client, once] = [new CodePipelineClient(settings), new CodePipelineClient({ ...settings, maxAttempts: 1 })];
    clients = [client, once];
    pipelines = codepipelineGateway({ client, once });
  });

  afterEach(async () => {
    for (const client of clients) client.destroy();
    await proxy.close();
    await bench.close();
  });

  const failNext = (operation: string, when: Fault['when'], what: Fault['what']): void =>
    proxy.once((call) => (call.operation === operation ? { when, what } : undefined));
  const sent = (operation: string): number => proxy.seen.filter((call) => call.operation === operation).length;
  const failure = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );

  describe('PutApprovalResult', () => {
    let answer: ApprovalAnswer;

    beforeEach(async () => {
      await bench.startTrained('first');
      const [waiting] = await pipelines.waitingApprovals('penguins');
      if (!waiting) throw new Error('an execution that has been trained waits');
      answer = { pipeline: 'penguins', ...waiting, decision: 'approved', summary: 'Ada (U0ADA) mlpipeline/a1' };
    });

    it.each(['500', 'drop'] as const)('is not repeated where %s hides that it was accepted', async (what) => {
      failNext('PutApprovalResult', 'after', what);

      const answered = await pipelines.answerApproval(answer);

      expect(answered).toEqual({ acceptedSummary: answer.summary });
      expect(sent('PutApprovalResult')).toBe(1);
    });

    it('asks for nothing where it is given the token', async () => {
      const token = await pipelines.openToken(answer);
      const asked = proxy.seen.length;

      await pipelines.answerApproval(answer, token);

      expect(proxy.seen.slice(asked).map(({ operation }) => operation)).toEqual(['PutApprovalResult']);
    });

    it.each(['500', 'drop'] as const)('is repeated, once, where %s came before it was accepted', async (what) => {
      failNext('PutApprovalResult', 'before', what);

      const answered = await pipelines.answerApproval(answer);

      expect(answered).toEqual({ acceptedSummary: answer.summary, requestId: expect.any(String) });
      expect(sent('PutApprovalResult')).toBe(2);
    });

    it('is given up where it fails twice before it is accepted, without a word of refusal', async () => {
      failNext('PutApprovalResult', 'before', '500');
      failNext('PutApprovalResult', 'before', '500');

      const error = await failure(pipelines.answerApproval(answer));

      expect(error).toMatchObject({ name: 'InternalFailure' });
      expect(error).not.toBeInstanceOf(Refusal);
      expect(sent('PutApprovalResult')).toBe(2);
      expect(await pipelines.waitingApprovals('penguins')).toHaveLength(1);
    });

    it('is found accepted where the repeated call fails after it', async () => {
      failNext('PutApprovalResult', 'before', '500');
      failNext('PutApprovalResult', 'after', 'drop');

      const answered = await pipelines.answerApproval(answer);

      expect(answered).toEqual({ acceptedSummary: answer.summary });
      expect(sent('PutApprovalResult')).toBe(2);
    });

    it('tells whose answer was accepted where somebody was faster between the token and the answer', async () => {
      proxy.once(({ operation }) => {
        if (operation !== 'PutApprovalResult') return undefined;
        return { when: 'after', what: { refuse: 'InvalidApprovalTokenException' } };
      });

      expect(await pipelines.answerApproval(answer)).toEqual({ acceptedSummary: answer.summary });
      expect(sent('PutApprovalResult')).toBe(1);
    });

    it('is no refusal where its effect cannot be read: the answer may stand', async () => {
      failNext('PutApprovalResult', 'after', 'drop');
      failNext('ListActionExecutions', 'before', { refuse: 'AccessDeniedException' });

      const error = await failure(pipelines.answerApproval(answer));

      expect(error).toBeInstanceOf(AggregateError);
      expect(error).not.toBeInstanceOf(Refusal);
      expect(sent('PutApprovalResult')).toBe(1);
    });

    it('is a refusal where AWS refuses it, and the approval stays open', async () => {
      failNext('PutApprovalResult', 'before', { refuse: 'AccessDeniedException' });

      await expect(pipelines.answerApproval(answer)).rejects.toThrow(AwsRefused);
      expect(sent('PutApprovalResult')).toBe(1);
      expect(await pipelines.waitingApprovals('penguins')).toHaveLength(1);
    });

    it('is not sent at all for an execution that does not hold the stage', async () => {
      const stale = { ...answer, approvalId: '11111111-2222-4333-8444-555555555555' };

      await expect(pipelines.answerApproval(stale)).rejects.toThrow(ApprovalNoLongerOpen);
      expect(sent('PutApprovalResult')).toBe(0);
    });
  });

  describe('RollbackStage', () => {
    let request: RollbackRequest;

    beforeEach(async () => {
      const { executionId } = await bench.release('first');
      request = { pipeline: 'penguins', stage: 'Deploy', targetExecutionId: executionId, since: new Date() };
    });

    const rollbacks = async () =>
      (await pipelines.recentExecutions('penguins', 10)).filter((execution) => execution.isRollback);

    it.each(['500', 'drop'] as const)('is sent once, and found where %s hides that it was accepted', async (what) => {
      failNext('RollbackStage', 'after', what);

      const { executionId, requestId } = await pipelines.rollbackStage(request);

      expect((await rollbacks()).map((rollback) => rollback.executionId)).toEqual([executionId]);
      expect(requestId).toBeUndefined();
      expect(sent('RollbackStage')).toBe(1);
    });

    it.each(['500', 'drop'] as const)('is sent once, and rises where %s came before it was accepted', async (what) => {
      failNext('RollbackStage', 'before', what);

      const error = await failure(pipelines.rollbackStage(request));

      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(Refusal);
      expect(sent('RollbackStage')).toBe(1);
      expect(await rollbacks()).toEqual([]);
    });

    it('is no refusal where its effect cannot be read: a rollback may have begun', async () => {
      failNext('RollbackStage', 'after', 'drop');
      failNext('ListPipelineExecutions', 'before', { refuse: 'AccessDeniedException' });

      const error = await failure(pipelines.rollbackStage(request));

      expect(error).toBeInstanceOf(AggregateError);
      expect(error).not.toBeInstanceOf(Refusal);
      expect(sent('RollbackStage')).toBe(1);
    });

    it('is a refusal with its own next step where the pipeline is busy', async () => {
      failNext('RollbackStage', 'before', { refuse: 'ConflictException' });

      await expect(pipelines.rollbackStage(request)).rejects.toThrow(PipelineBusy);
      expect(sent('RollbackStage')).toBe(1);
    });
  });

  describe('RetryStageExecution', () => {
    let request: RetryRequest;

    beforeEach(async () => {
      const executionId = await failedTraining();
      const train = await training(executionId);
      const after = train?.startedAt ?? new Date();
      request = { pipeline: 'penguins', stage: 'Build', executionId, mode: 'failed', after };
    });

    const training = async (executionId: string) =>
      (await pipelines.actions('penguins', executionId)).find(({ action }) => action === 'train');

    it.each(['500', 'drop'] as const)('is sent once, and found where %s hides that it was accepted', async (what) => {
      failNext('RetryStageExecution', 'after', what);

      expect(await pipelines.retryStage(request)).toEqual({});
      expect(sent('RetryStageExecution')).toBe(1);
      expect(await training(request.executionId)).toMatchObject({ status: 'InProgress' });
    });

    it.each(['500', 'drop'] as const)('is sent once, and rises where %s came before it was accepted', async (what) => {
      failNext('RetryStageExecution', 'before', what);

      expect(await failure(pipelines.retryStage(request))).not.toBeInstanceOf(Refusal);
      expect(sent('RetryStageExecution')).toBe(1);
      expect(await training(request.executionId)).toMatchObject({ status: 'Failed' });
    });

    it.each([
      ['StageNotRetryableException', 'retried already, or the pipeline was edited'],
      ['NotLatestPipelineExecutionException', 'another execution has entered the stage'],
      ['ConcurrentPipelineExecutionsLimitExceededException', 'as many executions in progress'],
      ['ConflictException', 'busy with another change'],
    ])('says in a sentence what %s means', async (refuse, words) => {
      failNext('RetryStageExecution', 'before', { refuse });

      await expect(pipelines.retryStage(request)).rejects.toMatchObject({
        userMessage: expect.stringContaining(words),
      });
    });
  });

  describe('StopPipelineExecution', () => {
    let request: StopRequest;

    beforeEach(async () => {
      const executionId = await inTraining();
      const reason = 'Ada (U0ADA): wrong data mlpipeline/11111111-2222-4333-8444-555555555555';
      request = { pipeline: 'penguins', executionId, abandon: false, reason };
    });

    const status = async () => (await pipelines.execution('penguins', request.executionId))?.status;

    it.each(['500', 'drop'] as const)('is sent once, and found where %s hides that it was accepted', async (what) => {
      failNext('StopPipelineExecution', 'after', what);

      expect(await pipelines.stopExecution(request)).toEqual({});
      expect(sent('StopPipelineExecution')).toBe(1);
      expect(await status()).toBe('Stopping');
    });

    it.each(['500', 'drop'] as const)('is sent once, and rises where %s came before it was accepted', async (what) => {
      failNext('StopPipelineExecution', 'before', what);

      expect(await failure(pipelines.stopExecution(request))).not.toBeInstanceOf(Refusal);
      expect(sent('StopPipelineExecution')).toBe(1);
      expect(await status()).toBe('InProgress');
    });

    it('does not take the stop of somebody else for its own', async () => {
      await pipelines.stopExecution({ ...request, reason: 'in the console' });
      failNext('StopPipelineExecution', 'before', 'drop');

      await expect(pipelines.stopExecution(request)).rejects.not.toBeInstanceOf(Refusal);
      expect(sent('StopPipelineExecution')).toBe(2);
    });

    it.each([
      ['PipelineExecutionNotStoppableException', 'no longer in progress'],
      ['DuplicatedStopRequestException', 'stopping already'],
      ['ConflictException', 'busy with another change'],
    ])('says in a sentence what %s means', async (refuse, words) => {
      failNext('StopPipelineExecution', 'before', { refuse });

      await expect(pipelines.stopExecution(request)).rejects.toMatchObject({
        userMessage: expect.stringContaining(words),
      });
    });
  });

  async function inTraining(): Promise<string> {
    bench.sources.commit('penguins', 'main', 'first');
    const executionId = await bench.start();
    await bench.events.until({ 'execution-id': executionId, action: 'train', state: 'STARTED' });
    return executionId;
  }

  async function failedTraining(): Promise<string> {
    const executionId = await inTraining();
    await bench.builds.finish('train', { status: 'FAILED' });
    await bench.events.until({ 'execution-id': executionId, stage: undefined, state: 'FAILED' });
    return executionId;
  }
});
