import {
  RetryStageExecutionCommand,
  RollbackStageCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { codepipelineGateway } from '../../src/aws/codepipeline-gateway';
import type { UseCases } from '../../src/build-use-cases';
import type { Approval } from '../../src/domain/approvals/approval';
import type { Pipelines, WaitingApproval } from '../../src/domain/ports/pipelines';
import { type CodePipelineBench, startBench } from '../local/aws/codepipeline/codepipeline-bench';
import { PIPELINE } from '../local/aws/codepipeline/pipelines';
import { Clock } from '../support/fakes/clock';
import { clickOn, failureOf, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

/** The clock of the stand-in is the machine's. */
class RealClock extends Clock {
  override readonly now = (): Date => new Date();
}

/** The real gateway over the stand-in: what a card showed is pressed before anything has told the bot what has changed. */
describe.each(['SUPERSEDED', 'QUEUED', 'PARALLEL'] as const)(
  'an old card of a pipeline in mode %s',
  (executionMode) => {
    let aws: CodePipelineBench;
    let bot: UseCaseBench;
    let pipelines: Pipelines;
    let useCases: UseCases;

    beforeEach(async () => {
      aws = await startBench({ ...PIPELINE, executionMode });
      bot = useCaseBench(undefined, new RealClock());
      pipelines = codepipelineGateway({ client: aws.client, once: aws.client });
      useCases = bot.processOver({ ...bot.ports, pipelines });
    });
    afterEach(() => aws.close());

    /** An execution that waits, as its card shows it. */
    async function shown(message: string): Promise<Approval> {
      const { executionId } = await aws.startTrained(message);
      await aws.events.until({ 'execution-id': executionId, action: 'Decide', state: 'STARTED' });
      await useCases.reconcile();
      const open = await bot.approvals.open('penguins');
      const own = open.find((approval) => approval.kind === 'action' && approval.executionId === executionId);
      if (!own) throw new Error('an execution that waits is on record');
      return own;
    }

    async function released(message: string): Promise<string> {
      const approval = await shown(message);
      await useCases.decideApproval(clickOn(approval));
      return deployed(approval);
    }

    async function deployed(approval: Approval): Promise<string> {
      const executionId = approval.kind === 'action' ? approval.executionId : '';
      await aws.events.until({ 'execution-id': executionId, action: 'deploy', state: 'STARTED' });
      await aws.builds.finish('deploy');
      await aws.events.until({ 'execution-id': executionId, stage: undefined, state: 'SUCCEEDED' });
      return executionId;
    }

    const idOf = (approval: Approval): string => (approval.kind === 'action' ? approval.executionId : '');
    const waiting = (): Promise<WaitingApproval[]> => pipelines.waitingApprovals('penguins');
    const press = (approval: Approval) => failureOf(useCases.decideApproval(clickOn(approval)));

    it('approves nothing once its execution was stopped', async () => {
      const approval = await shown('one');
      const pipelineExecutionId = idOf(approval);
      await aws.client.send(
        new StopPipelineExecutionCommand({ pipelineName: 'penguins', pipelineExecutionId, abandon: true }),
      );
      await aws.events.until({ 'execution-id': pipelineExecutionId, stage: undefined, state: 'STOPPED' });

      const refused = await press(approval);

      expect(refused).toMatchObject({ code: 'approval_no_longer_open' });
      expect(await bot.approvals.get(approval.approvalId)).toMatchObject({ ending: { how: 'execution stopped' } });
      expect(await aws.statuses()).toMatchObject({ [pipelineExecutionId]: 'Stopped' });
    });

    it('approves nothing once its stage was tried again, and the next card is a card of its own', async () => {
      const approval = await shown('one');
      await pipelines.answerApproval({
        ...{ pipeline: 'penguins', stage: 'Approve', action: 'Decide', executionId: idOf(approval) },
        ...{ approvalId: approval.approvalId, decision: 'rejected', summary: 'at the console' },
      });
      await aws.events.until({ 'execution-id': idOf(approval), stage: undefined, state: 'FAILED' });
      const again = { pipelineName: 'penguins', stageName: 'Approve', pipelineExecutionId: idOf(approval) };
      await aws.client.send(new RetryStageExecutionCommand({ ...again, retryMode: 'FAILED_ACTIONS' }));
      await aws.events.until({ 'execution-id': idOf(approval), action: 'Decide', state: 'STARTED' });

      const refused = await press(approval);

      expect(refused).toMatchObject({ code: expect.stringMatching(/^approval_(no_longer_open|already_decided)$/) });
      const [next] = await waiting();
      expect(next).toMatchObject({ executionId: idOf(approval) });
      expect(next?.approvalId).not.toBe(approval.approvalId);
      await useCases.reconcile();
      expect(await bot.approvals.get(approval.approvalId)).toMatchObject({ status: 'ended' });
      expect(await bot.approvals.get(next?.approvalId ?? '')).toMatchObject({ status: 'open' });
    });

    it('approves nothing once production serves another release than the one it compares with', async () => {
      const first = await released('one');
      const second = await released('two');
      const approval = await shown('three');
      expect(approval.evidence.production?.executionId).toBe(second);
      await productionChanges(first);

      const refused = await press(approval);

      expect(refused).toMatchObject({ code: 'evidence_changed' });
      expect((await waiting()).map(({ approvalId }) => approvalId)).toContain(approval.approvalId);
      const redrawn = await bot.approvals.get(approval.approvalId);
      expect(redrawn?.evidence.production?.executionId).not.toBe(second);
    });

    it('approves no newer execution', async () => {
      const approval = await shown('one');
      await useCases.decideApproval(clickOn(approval));
      await deployed(approval);
      const newer = await shown('two');

      const refused = await press(approval);

      expect(refused).toMatchObject({ code: 'approval_already_decided' });
      expect((await waiting()).map(({ approvalId }) => approvalId)).toEqual([newer.approvalId]);
    });

    /** By a rollback of the stage; in PARALLEL mode there is none, and another execution is released meanwhile. */
    async function productionChanges(targetPipelineExecutionId: string): Promise<void> {
      if (executionMode === 'PARALLEL') {
        await released('meanwhile');
        return;
      }
      const where = { pipelineName: 'penguins', stageName: 'Deploy', targetPipelineExecutionId };
      const { pipelineExecutionId } = await aws.client.send(new RollbackStageCommand(where));
      await aws.events.until({ 'execution-id': pipelineExecutionId ?? '', action: 'deploy', state: 'STARTED' });
      await aws.builds.finish('deploy');
      await aws.events.until({ 'execution-id': pipelineExecutionId ?? '', stage: undefined, state: 'SUCCEEDED' });
    }
  },
);
