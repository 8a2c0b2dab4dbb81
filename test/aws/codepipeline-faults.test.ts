import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { codepipelineGateway } from '../../src/aws/codepipeline-gateway';
import { ApprovalNoLongerOpen, AwsRefused, PipelineBusy, Refusal } from '../../src/domain/errors';
import type { ApprovalAnswer, Pipelines, RollbackRequest } from '../../src/domain/ports/pipelines';
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
});
