import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ELSEWHERE } from '../../infra/local/aws/place';
import type { ServiceName } from '../../infra/local/aws/wire/aws-service';
import { COVERAGE } from '../../infra/local/coverage';
import { ROLE_ELSEWHERE } from '../../infra/local/pipelines';
import { AwsCli } from '../support/aws-cli';
import { type LocalStack, startLocalStack } from '../support/local-stack';
import { describeWith } from '../support/tools';
import { type Aws, JOURNEYS, REPOSITORY } from './aws-cli-journeys';

jest.setTimeout(120_000);

describeWith('aws', 'the aws command line', (python) => {
  let stack: LocalStack;
  let cli: AwsCli;

  beforeAll(async () => {
    stack = await startLocalStack('--no-bot');
    cli = new AwsCli(python, stack.environment);
  });
  afterAll(async () => {
    await cli.end();
    await stack.remove();
  });

  it.each(Object.entries(JOURNEYS))('reaches every operation of %s', async (service, journey) => {
    const called = new Set<string>();
    const call: Aws = (operation, ...request) => {
      called.add(operation);
      return cli.call(service, operation, ...request);
    };
    await journey(call, cli);

    expect([...called].sort()).toEqual(Object.keys(COVERAGE[service as ServiceName]).sort());
  });

  it('finds the other account’s own pipeline with the credentials of its role', async () => {
    const role = { RoleArn: ROLE_ELSEWHERE, RoleSessionName: 'emma' };
    const keys = [
      'AWS_ACCESS_KEY_ID: AccessKeyId',
      'AWS_SECRET_ACCESS_KEY: SecretAccessKey',
      'AWS_SESSION_TOKEN: SessionToken',
    ];
    const wanted = `Credentials.{${keys.join()}}`;
    const credentials = await cli.call<Record<string, string>>('sts', 'AssumeRole', role, wanted);
    const elsewhere = new AwsCli(python, {
      ...stack.environment,
      ...credentials,
      AWS_DEFAULT_REGION: ELSEWHERE.region,
    });

    const names = elsewhere.call('codepipeline', 'ListPipelines', {}, 'pipelines[].name');
    await expect(names.finally(() => elsewhere.end())).resolves.toEqual(['penguins-training']);
  });

  it('needs no more than `source local.env` in a shell', async () => {
    const script = 'source "$0" && aws codepipeline get-pipeline-state --name nope';
    const typed = promisify(execFile)('bash', ['-c', script, join(stack.state, 'local.env')]);

    await expect(typed).rejects.toThrow(/PipelineNotFoundException.*does not have a pipeline with name 'nope'/s);
  });

  it('finds the build of a pull request, on its source commit', async () => {
    const request = { ...REPOSITORY, branchName: 'main' };
    const commitId = await cli.call('codecommit', 'GetBranch', request, 'branch.commitId');
    await cli.call('codecommit', 'CreateBranch', { ...REPOSITORY, branchName: 'topic', commitId });
    const targets = [{ ...REPOSITORY, sourceReference: 'topic', destinationReference: 'main' }];
    await cli.call('codecommit', 'CreatePullRequest', { title: 'Topic', targets });

    const project = { projectName: 'penguins-pull-request' };
    const ids = await cli.call('codebuild', 'ListBuildsForProject', project, 'ids');
    const builds = await cli.call('codebuild', 'BatchGetBuilds', { ids }, 'builds[].[sourceVersion, initiator]');
    expect(builds).toContainEqual([commitId, 'rule/penguins-pull-request']);
  });
});
