import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type LocalStack, startLocalStack } from '../support/local-stack';
import { describeWith } from '../support/tools';

const run = promisify(execFile);

jest.setTimeout(180_000);

interface StageState {
  stageName: string;
  latestExecution?: { pipelineExecutionId: string };
  actionStates: { actionName: string; latestExecution?: { token?: string; externalExecutionId?: string } }[];
}

describeWith('aws', 'the ordinary aws command line after source local.env', () => {
  let stack: LocalStack;

  beforeAll(async () => {
    stack = await startLocalStack('--no-bot');
  });

  afterAll(() => stack.remove());

  it('lists pipelines, repositories and the tip of a branch', async () => {
    const { pipelines } = await aws('codepipeline', 'list-pipelines');
    const { repositories } = await aws('codecommit', 'list-repositories');
    const { branch } = await aws('codecommit', 'get-branch', '--repository-name=penguins', '--branch-name=main');

    expect(pipelines).toMatchObject([{ name: 'penguins', pipelineType: 'V2' }]);
    expect(repositories).toMatchObject([{ repositoryName: 'penguins' }]);
    expect(branch).toMatchObject({ branchName: 'main', commitId: expect.stringMatching(/^[0-9a-f]{40}$/) });
  });

  it('shows the waiting approval with its actions and build, and answers it', async () => {
    const approve = await stageState('Approve');
    const executionId = approve?.latestExecution?.pipelineExecutionId ?? '';
    const buildId = (await stageState('Build'))?.actionStates[0]?.latestExecution?.externalExecutionId ?? '';
    const { actionExecutionDetails } = await aws(
      'codepipeline',
      'list-action-executions',
      '--pipeline-name=penguins',
      `--filter=pipelineExecutionId=${executionId}`,
    );
    const { builds } = await aws('codebuild', 'batch-get-builds', '--ids', buildId);

    const answered = await aws(
      'codepipeline',
      'put-approval-result',
      '--pipeline-name=penguins',
      '--stage-name=Approve',
      `--action-name=${approve?.actionStates[0]?.actionName}`,
      `--token=${approve?.actionStates[0]?.latestExecution?.token}`,
      '--result=summary=looks good,status=Approved',
    );

    expect(actionExecutionDetails).toHaveLength(4);
    expect(builds).toMatchObject([{ id: buildId, buildStatus: 'SUCCEEDED', currentPhase: 'COMPLETED' }]);
    expect(answered.approvedAt).toBeDefined();
  });

  it('starts an execution, and says in AWS’s words what it refuses', async () => {
    const started = await aws('codepipeline', 'start-pipeline-execution', '--name=penguins');

    expect(started.pipelineExecutionId).toMatch(/^[0-9a-f-]{36}$/);
    await expect(aws('codepipeline', 'get-pipeline-state', '--name=nope')).rejects.toThrow(
      /PipelineNotFoundException.*does not have a pipeline with name 'nope'/s,
    );
  });

  async function stageState(name: string): Promise<StageState | undefined> {
    const { stageStates } = (await aws('codepipeline', 'get-pipeline-state', '--name=penguins')) as {
      stageStates: StageState[];
    };
    return stageStates.find(({ stageName }) => stageName === name);
  }

  /** Types it as the README says, in a shell of its own. */
  async function aws(...words: string[]): Promise<Record<string, unknown>> {
    const script = 'source "$0" && exec aws --output json "$@"';
    const { stdout } = await run('bash', ['-c', script, join(stack.state, 'local.env'), ...words]);
    return JSON.parse(stdout) as Record<string, unknown>;
  }
});
