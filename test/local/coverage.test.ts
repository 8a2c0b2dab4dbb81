import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createCloudWatch } from '../../infra/local/aws/cloudwatch/cloudwatch';
import { createCodeBuild } from '../../infra/local/aws/codebuild/codebuild';
import { createCodeCommit } from '../../infra/local/aws/codecommit/codecommit';
import { createCodePipeline } from '../../infra/local/aws/codepipeline/create-codepipeline';
import { createLogs } from '../../infra/local/aws/logs/logs';
import { createSageMaker } from '../../infra/local/aws/sagemaker/sagemaker';
import { createSts } from '../../infra/local/aws/sts/sts';
import { COVERAGE, type Coverage, withCoverage } from '../../infra/local/coverage';
import { METHODS } from '../../infra/local/slack/web-api/web-api';

const HERE = __dirname;

describe.each(Object.entries(COVERAGE))('what the local stack says it imitates of %s', (service, operations) => {
  it.each(Object.entries(operations))('is proved for %s by a test that calls it', (operation, { test }: Coverage) => {
    const file = join(HERE, test);

    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, 'utf8')).toMatch(
      service === 'slack' ? operation : new RegExp(`\\b${operation}(Command)?\\b`),
    );
  });
});

it('is what docs/local.md prints (npm run coverage)', () => {
  const document = readFileSync(resolve(HERE, '../../docs/local.md'), 'utf8');

  expect(withCoverage(document)).toBe(document);
});

describe('everything that the local stack offers is listed, and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coverage-'));
  const common = { baseUrl: () => '', emit: () => undefined };
  const codecommit = createCodeCommit({ ...common, directory: join(folder, 'codecommit') });
  const codebuild = createCodeBuild({ ...common, directory: join(folder, 'codebuild'), environment: {} });
  const codepipeline = createCodePipeline({
    builds: codebuild.builds,
    sources: codecommit.sources,
    emit: () => undefined,
    stateFile: join(folder, 'codepipeline.json'),
    artifactDirectory: join(folder, 'artifacts'),
  });

  const cloudwatch = createCloudWatch({ ...common, stateFile: join(folder, 'cloudwatch.json') });
  const logs = createLogs({ streams: codebuild.logs });
  const sagemaker = createSageMaker({
    ...common,
    stateFile: join(folder, 'sagemaker.json'),
    endpointFile: join(folder, 'endpoints.json'),
  });
  const sts = createSts({ roles: [] });
  const services = [codepipeline, codebuild, codecommit, cloudwatch, logs, sagemaker, sts].map(
    ({ service }) => service,
  );

  afterAll(async () => {
    await Promise.all([codepipeline.close(), codebuild.close(), codecommit.close()]);
    rmSync(folder, { recursive: true });
  });

  it.each(services)('of $name', ({ name, operations }) => {
    expect(Object.keys(COVERAGE[name])).toEqual(Object.keys(operations).sort());
  });

  it('of Slack', () => {
    expect(Object.keys(COVERAGE.slack)).toEqual(Object.keys(METHODS).sort());
  });
});
