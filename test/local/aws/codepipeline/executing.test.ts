import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
} from '@aws-sdk/client-codepipeline';
import { CALLER_ARN, type CodePipelineBench, startBench } from './codepipeline-bench';
import { approvalAction, buildAction, PIPELINE, SOURCE_ACTION } from './pipelines';

describe('an execution', () => {
  let bench: CodePipelineBench;
  afterEach(() => bench.close());

  it('goes through its stages one after the other and tells of each step', async () => {
    bench = await startBench();
    bench.sources.commit('penguins', 'main', 'Use bill length');

    const executionId = await bench.start();
    await bench.events.until({ action: 'train', state: 'STARTED' });
    await bench.builds.finish('train', {
      files: { 'model.json': '{}' },
      exportedVariables: { METRIC_ACCURACY: '0.97' },
    });
    await bench.events.until({ action: 'Decide', state: 'STARTED' });
    await bench.answer('Approved');
    await bench.builds.finish('deploy');
    await bench.events.until({ stage: undefined, state: 'SUCCEEDED' });

    expect(bench.events.story(executionId)).toEqual([
      'pipeline STARTED',
      'Source STARTED',
      'Source/Checkout STARTED',
      'Source/Checkout SUCCEEDED',
      'Source SUCCEEDED',
      'Build STARTED',
      'Build/train STARTED',
      'Build/train SUCCEEDED',
      'Build SUCCEEDED',
      'Approve STARTED',
      'Approve/Decide STARTED',
      'Approve/Decide SUCCEEDED',
      'Approve SUCCEEDED',
      'Deploy STARTED',
      'Deploy/deploy STARTED',
      'Deploy/deploy SUCCEEDED',
      'Deploy SUCCEEDED',
      'pipeline SUCCEEDED',
    ]);
  });

  it('gives a build its source, its commit and its resolved variables', async () => {
    bench = await startBench();
    const commitId = bench.sources.commit('penguins', 'main', 'Say "length"\n');

    const executionId = await bench.start();
    await bench.events.until({ action: 'train', state: 'STARTED' });

    const [build] = bench.builds.started;
    expect(build?.request).toMatchObject({
      projectName: 'train',
      pipelineName: 'penguins',
      resolvedSourceVersion: commitId,
      environmentVariables: [
        { name: 'DATASET', value: 'full', type: 'PLAINTEXT' },
        { name: 'MESSAGE', value: 'Say "length"\n' },
        { name: 'EXECUTION', value: executionId },
      ],
    });
    await expect(readFile(join(build?.request.sourceDirectory ?? '', 'commit.txt'), 'utf8')).resolves.toBe(
      'Say "length"\n',
    );
  });

  it('hands the artifact of one build to the next, kept apart from what the build goes on to do', async () => {
    bench = await startBench();
    bench.sources.commit('penguins', 'main', 'Use bill length');
    await bench.start();
    await bench.events.until({ action: 'train', state: 'STARTED' });

    await bench.builds.finish('train', {
      files: { 'out/model.json': '{"k":1}' },
      exportedVariables: { METRIC_ACCURACY: '0.97' },
    });
    await bench.events.until({ action: 'Decide', state: 'STARTED' });
    await bench.answer('Approved');

    const deploy = bench.builds.started.find(({ request }) => request.projectName === 'deploy');
    const handed = join(deploy?.request.sourceDirectory ?? '', 'out/model.json');
    expect(handed.startsWith(bench.artifactDirectory)).toBe(true);
    await expect(readFile(handed, 'utf8')).resolves.toBe('{"k":1}');
  });

  it('fails with its build, and leaves the stages after it untouched', async () => {
    bench = await startBench();
    bench.sources.commit('penguins', 'main', 'Break it');
    const executionId = await bench.start();
    await bench.events.until({ action: 'train', state: 'STARTED' });

    await bench.builds.finish('train', { status: 'FAILED' });

    const { detail } = await bench.events.until({ action: 'train', state: 'FAILED' });
    expect(detail['execution-result']).toMatchObject({
      'external-execution-id': bench.builds.started[0]?.id,
      'external-execution-summary': 'Build terminated with state: FAILED',
      'error-code': 'JobFailed',
    });
    expect(bench.events.story(executionId).slice(-3)).toEqual([
      'Build/train FAILED',
      'Build FAILED',
      'pipeline FAILED',
    ]);
    const { pipelineExecution } = await bench.client.send(
      new GetPipelineExecutionCommand({ pipelineName: 'penguins', pipelineExecutionId: executionId }),
    );
    expect(pipelineExecution?.status).toBe('Failed');
    const { stageStates = [] } = await bench.client.send(new GetPipelineStateCommand({ name: 'penguins' }));
    expect(stageStates.map((stage) => stage.latestExecution?.status)).toEqual([
      'Succeeded',
      'Failed',
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['a branch that does not exist', { BranchName: 'gone' }, 'Checkout'],
    ['a project that does not exist', { ProjectName: 'missing' }, 'train'],
    ['a variable that has no value', { EnvironmentVariables: '[{"name":"X","value":"#{Nowhere.X}"}]' }, 'train'],
    ['environment variables that are no JSON', { EnvironmentVariables: 'X=1' }, 'train'],
    ['a primary source that is no input', { PrimarySource: 'Other' }, 'train'],
  ])('fails where an action is configured with %s', async (_what, configuration, actionName) => {
    bench = await startBench({
      ...PIPELINE,
      stages: PIPELINE.stages.map((stage) => ({
        ...stage,
        actions: stage.actions.map((action) =>
          action.name === actionName
            ? { ...action, configuration: { ...action.configuration, ...configuration } }
            : action,
        ),
      })),
    });
    bench.sources.commit('penguins', 'main', 'Use bill length');

    await bench.start();

    const { detail } = await bench.events.until({ action: actionName, state: 'FAILED' });
    expect(detail['execution-result']).toMatchObject({ 'error-code': 'ConfigurationError' });
  });

  it('fails where a build has not produced the artifact that a later action needs', async () => {
    bench = await startBench();
    bench.sources.commit('penguins', 'main', 'Use bill length');
    await bench.start();
    await bench.events.until({ action: 'train', state: 'STARTED' });

    await bench.builds.finish('train', { exportedVariables: { METRIC_ACCURACY: '0.97' } });
    await bench.events.until({ action: 'Decide', state: 'STARTED' });
    await bench.answer('Approved');

    const { detail } = await bench.events.until({ action: 'deploy', state: 'FAILED' });
    expect(detail['execution-result']).toMatchObject({
      'external-execution-summary': 'No action has produced the input artifact Model.',
    });
  });

  it('runs actions of one run order side by side and the next order after all of them', async () => {
    bench = await startBench({
      ...PIPELINE,
      stages: [
        { name: 'Source', actions: [SOURCE_ACTION] },
        {
          name: 'Test',
          actions: [
            approvalAction('Look', { runOrder: 2 }),
            buildAction('Test', 'system', { runOrder: 1 }),
            buildAction('Test', 'unit', { runOrder: 1 }),
          ],
        },
      ],
    });
    bench.sources.commit('penguins', 'main', 'Use bill length');

    const executionId = await bench.start();
    await bench.events.until({ action: 'unit', state: 'STARTED' });
    await bench.builds.finish('unit');
    await bench.events.until({ action: 'unit', state: 'SUCCEEDED' });
    const whileOneIsOpen = bench.events.story(executionId);
    await bench.builds.finish('system');
    await bench.events.until({ action: 'Look', state: 'STARTED' });

    expect(whileOneIsOpen.slice(-3)).toEqual(['Test/system STARTED', 'Test/unit STARTED', 'Test/unit SUCCEEDED']);
    expect(bench.events.story(executionId).slice(-2)).toEqual(['Test/system SUCCEEDED', 'Test/Look STARTED']);
  });

  it('lets the other actions of a run order end before a failure ends the stage', async () => {
    bench = await startBench({
      ...PIPELINE,
      stages: [
        { name: 'Source', actions: [SOURCE_ACTION] },
        { name: 'Test', actions: [buildAction('Test', 'system'), buildAction('Test', 'unit')] },
      ],
    });
    bench.sources.commit('penguins', 'main', 'Use bill length');

    const executionId = await bench.start();
    await bench.events.until({ action: 'unit', state: 'STARTED' });
    await bench.builds.finish('unit', { status: 'FAILED' });
    await bench.events.until({ action: 'unit', state: 'FAILED' });
    await bench.builds.finish('system');
    await bench.events.until({ action: 'system', state: 'SUCCEEDED' });

    expect(bench.events.story(executionId).slice(-4)).toEqual([
      'Test/unit FAILED',
      'Test/system SUCCEEDED',
      'Test FAILED',
      'pipeline FAILED',
    ]);
  });

  it('tells in its history what each action was given and what it made', async () => {
    bench = await startBench();
    const commitId = bench.sources.commit('penguins', 'main', 'Use bill length');
    const executionId = await bench.start();
    await bench.events.until({ action: 'train', state: 'STARTED' });
    await bench.builds.finish('train', {
      files: { 'model.json': '{}' },
      exportedVariables: { METRIC_ACCURACY: '0.97' },
    });
    await bench.events.until({ action: 'Decide', state: 'STARTED' });
    await bench.answer('Approved');

    const { actionExecutionDetails = [] } = await bench.client.send(
      new ListActionExecutionsCommand({ pipelineName: 'penguins', filter: { pipelineExecutionId: executionId } }),
    );

    const [deploy, decide, train, checkout] = actionExecutionDetails;
    expect(checkout).toMatchObject({
      stageName: 'Source',
      actionName: 'Checkout',
      status: 'Succeeded',
      input: { actionTypeId: { category: 'Source' }, namespace: 'SourceVariables' },
      output: {
        executionResult: {
          externalExecutionId: commitId,
          externalExecutionSummary: 'Use bill length',
          externalExecutionUrl: `http://localhost/penguins/commit/${commitId}`,
        },
        outputVariables: {
          AuthorDate: '2023-11-14T22:13:20Z',
          BranchName: 'main',
          CommitId: commitId,
          CommitMessage: 'Use bill length',
          CommitterDate: '2023-11-14T22:13:20Z',
          RepositoryName: 'penguins',
        },
      },
    });
    expect(train).toMatchObject({
      input: { inputArtifacts: [{ name: 'SourceOutput', s3location: { bucket: 'penguins-artifacts' } }] },
      output: {
        executionResult: { externalExecutionId: bench.builds.started[0]?.id },
        outputArtifacts: [{ name: 'Model' }],
        outputVariables: { METRIC_ACCURACY: '0.97' },
      },
    });
    expect(decide).toMatchObject({
      status: 'Succeeded',
      updatedBy: CALLER_ARN,
      input: {
        configuration: { CustomData: 'accuracy #{Train.METRIC_ACCURACY}' },
        resolvedConfiguration: { CustomData: 'accuracy 0.97', ExternalEntityLink: `https://example.com/${commitId}` },
      },
      output: { executionResult: { externalExecutionSummary: `Approved by ${CALLER_ARN}` } },
    });
    expect(deploy).toMatchObject({ actionName: 'deploy', status: 'InProgress' });
  });
});
