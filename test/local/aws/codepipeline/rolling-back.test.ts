import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
  RollbackStageCommand,
} from '@aws-sdk/client-codepipeline';
import type { CodePipelineState } from '../../../../infra/local/aws/codepipeline/state';
import { CALLER_ARN, type CodePipelineBench, startBench } from './codepipeline-bench';

describe('a stage rollback', () => {
  let bench: CodePipelineBench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  async function rollBack(targetPipelineExecutionId: string, stageName = 'Deploy'): Promise<string> {
    const { pipelineExecutionId } = await bench.client.send(
      new RollbackStageCommand({ pipelineName: 'penguins', stageName, targetPipelineExecutionId }),
    );
    return pipelineExecutionId ?? '';
  }

  it('is a new execution of that stage alone, with the artifacts of its target', async () => {
    const first = await bench.release('first');
    await bench.release('second');

    const rollbackId = await rollBack(first.executionId);
    const { request } = bench.builds.started.at(-1) ?? {};
    await bench.builds.finish('deploy');
    await bench.events.until({ 'execution-id': rollbackId, stage: undefined, state: 'SUCCEEDED' });

    expect(bench.events.story(rollbackId)).toEqual([
      'pipeline STARTED',
      'Deploy STARTED',
      'Deploy/deploy STARTED',
      'Deploy/deploy SUCCEEDED',
      'Deploy SUCCEEDED',
      'pipeline SUCCEEDED',
    ]);
    expect(request?.resolvedSourceVersion).toBe(first.commitId);
    await expect(readFile(join(request?.sourceDirectory ?? '', 'model.json'), 'utf8')).resolves.toBe('first');
  });

  it('says in history and state what it is, who asked for it and what it goes back to', async () => {
    const { executionId: target, commitId } = await bench.release('first');

    const rollbackId = await rollBack(target);

    const { pipelineExecution } = await bench.client.send(
      new GetPipelineExecutionCommand({ pipelineName: 'penguins', pipelineExecutionId: rollbackId }),
    );
    expect(pipelineExecution).toMatchObject({
      executionType: 'ROLLBACK',
      rollbackMetadata: { rollbackTargetPipelineExecutionId: target },
      trigger: { triggerType: 'ManualRollback', triggerDetail: CALLER_ARN },
      artifactRevisions: [{ name: 'SourceOutput', revisionId: commitId }],
      variables: [{ name: 'DATASET', resolvedValue: 'full' }],
    });
    const { stageStates = [] } = await bench.client.send(new GetPipelineStateCommand({ name: 'penguins' }));
    expect(stageStates[3]?.latestExecution).toMatchObject({ pipelineExecutionId: rollbackId, type: 'ROLLBACK' });
    const { detail } = await bench.events.until({ 'execution-id': rollbackId, state: 'STARTED' });
    expect(detail['execution-trigger']).toEqual({ 'trigger-type': 'ManualRollback', 'trigger-detail': CALLER_ARN });
  });

  it('asks again where the stage holds an approval, with the variables of the target', async () => {
    const { executionId, commitId } = await bench.release('first');

    const rollbackId = await rollBack(executionId, 'Approve');

    await bench.events.until({ 'execution-id': rollbackId, action: 'Decide', state: 'STARTED' });
    await bench.answer('Approved');
    await bench.events.until({ 'execution-id': rollbackId, stage: undefined, state: 'SUCCEEDED' });
    const state: CodePipelineState = JSON.parse(await readFile(bench.stateFile, 'utf8'));
    const asked = state.pipelines[0]?.actionExecutions.at(-1);
    expect(asked?.resolvedConfiguration.ExternalEntityLink).toBe(`https://example.com/${commitId}`);
  });

  it('finds its targets through the stage they have succeeded in', async () => {
    const deployed = await bench.release('first');
    const rejected = await bench.startTrained('second');
    await bench.answer('Rejected');

    const { pipelineExecutionSummaries: candidates = [] } = await bench.client.send(
      new ListPipelineExecutionsCommand({
        pipelineName: 'penguins',
        filter: { succeededInStage: { stageName: 'Deploy' } },
      }),
    );

    expect(candidates.map(({ pipelineExecutionId }) => pipelineExecutionId)).toEqual([deployed.executionId]);
    expect(rejected.executionId).not.toBe(deployed.executionId);
  });

  describe('is refused', () => {
    it('for the source stage', async () => {
      const { executionId } = await bench.release('first');

      await expect(rollBack(executionId, 'Source')).rejects.toMatchObject({
        name: 'UnableToRollbackStageException',
        message: expect.stringContaining('source stage'),
      });
    });

    it('to an execution that has not succeeded in the stage', async () => {
      const { executionId } = await bench.startTrained('first');
      await bench.answer('Rejected');

      await expect(rollBack(executionId)).rejects.toMatchObject({
        name: 'UnableToRollbackStageException',
        message: expect.stringContaining('has not succeeded'),
      });
    });

    it('to a rollback', async () => {
      const { executionId } = await bench.release('first');
      const rollbackId = await rollBack(executionId);
      await bench.builds.finish('deploy');
      await bench.events.until({ 'execution-id': rollbackId, stage: undefined, state: 'SUCCEEDED' });

      await expect(rollBack(rollbackId)).rejects.toMatchObject({
        name: 'UnableToRollbackStageException',
        message: expect.stringContaining('is a rollback itself'),
      });
    });

    it('while the stage is running', async () => {
      const { executionId } = await bench.release('first');
      await rollBack(executionId);

      await expect(rollBack(executionId)).rejects.toMatchObject({
        name: 'UnableToRollbackStageException',
        message: expect.stringContaining('currently running'),
      });
    });

    it('to an execution of an earlier pipeline structure', async () => {
      const { executionId } = await bench.release('first');
      const state: CodePipelineState = JSON.parse(await readFile(bench.stateFile, 'utf8'));
      for (const { structure } of state.pipelines) structure.version = 2;
      await writeFile(bench.stateFile, JSON.stringify(state));
      await bench.restart();

      await expect(rollBack(executionId)).rejects.toMatchObject({ name: 'PipelineExecutionOutdatedException' });
    });

    it('without leaving a trace', async () => {
      const { executionId } = await bench.release('first');
      const before = bench.events.all.length;

      await expect(rollBack(executionId, 'Source')).rejects.toThrow();

      expect(bench.events.all).toHaveLength(before);
    });
  });
});
