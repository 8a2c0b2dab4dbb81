import { readFile, writeFile } from 'node:fs/promises';
import { PutApprovalResultCommand } from '@aws-sdk/client-codepipeline';
import type { CodePipelineState } from '../../../../infra/local/aws/codepipeline/state';
import { type CodePipelineBench, startBench } from './codepipeline-bench';

describe('after a restart', () => {
  let bench: CodePipelineBench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  it('an open approval is still open and takes its old token', async () => {
    const { executionId } = await bench.startTrained('first');
    const token = await bench.openToken('Approve');

    await bench.restart();

    await expect(bench.openToken('Approve')).resolves.toBe(token);
    const where = { pipelineName: 'penguins', stageName: 'Approve', actionName: 'Decide' };
    await bench.client.send(
      new PutApprovalResultCommand({ ...where, token, result: { status: 'Approved', summary: 'still good' } }),
    );
    await bench.builds.finish('deploy');
    await bench.events.until({ 'execution-id': executionId, stage: undefined, state: 'SUCCEEDED' });
  });

  it('an action whose build was cut off has failed', async () => {
    bench.sources.commit('penguins', 'main', 'first');
    const executionId = await bench.start();
    await bench.events.until({ action: 'train', state: 'STARTED' });

    await bench.restart();

    const { detail } = await bench.events.until({ action: 'train', state: 'FAILED' });
    expect(detail['execution-result']).toMatchObject({
      'external-execution-id': bench.builds.started[0]?.id,
      'external-execution-summary': 'Build terminated with state: FAULT',
    });
    await bench.events.until({ 'execution-id': executionId, stage: undefined, state: 'FAILED' });
    expect(bench.builds.started).toHaveLength(1);
  });

  it('a checkout that was cut off is made again', async () => {
    bench.sources.commit('penguins', 'main', 'first');
    const checkout = bench.sources.hold();
    await bench.start();
    await checkout.begun;

    const restarted = bench.restart();
    checkout.release();
    await restarted;

    await bench.events.until({ action: 'train', state: 'STARTED' });
    const checkouts = bench.events.all.filter(({ detail }) => detail.action === 'Checkout');
    expect(checkouts.map(({ detail }) => detail.state)).toEqual(['STARTED', 'SUCCEEDED']);
  });

  it('an execution that waited in front of a stage still does, and enters when the stage is free', async () => {
    await bench.startTrained('first');
    const second = await bench.startTrained('second');

    await bench.restart();
    await bench.answer('Rejected');

    await bench.events.until({ 'execution-id': second.executionId, action: 'Decide', state: 'STARTED' });
  });

  it('takes up a state of the time when there was one mode and no attempt but the first', async () => {
    await bench.startTrained('first');
    const state: CodePipelineState = JSON.parse(await readFile(bench.stateFile, 'utf8'));
    for (const execution of state.pipelines[0]?.executions ?? []) delete execution.mode;
    await writeFile(bench.stateFile, JSON.stringify(state));

    await bench.restart();
    const second = await bench.startTrained('second');
    await bench.answer('Rejected');

    await bench.events.until({ 'execution-id': second.executionId, action: 'Decide', state: 'STARTED' });
  });
});
