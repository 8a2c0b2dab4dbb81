import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import {
  CreateModelPackageGroupCommand,
  DescribeEndpointCommand,
  DescribeModelCommand,
  DescribeModelPackageCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { parse } from 'yaml';
import { createSageMaker, type SageMaker } from '../../../infra/local/aws/sagemaker/sagemaker';
import { REGION } from '../../../infra/local/identity';
import { ServiceBench } from '../../local/aws/service-bench';
import { describeWith } from '../../support/tools';

jest.setTimeout(120_000);

const run = promisify(execFile);
const PROJECT = resolve(__dirname, '../../../infra/model');
const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const REPOSITORY = '123456789012.dkr.ecr.eu-central-1.amazonaws.com/penguins';
const MINUTE_MS = 60_000;

/** Takes the login and the push; what was pushed is for the registry to say. */
const DOCKER = `#!/bin/sh
case "$1" in
  login) cat > "$STANDINS/login";;
  push) echo "\${2##*:}" >> "$STANDINS/tags";;
esac
`;

describeWith('aws', 'the project with the real aws command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aws-releases-'));
  const standIns = join(folder, 'bin');
  const project = join(folder, 'project');
  let bench: ServiceBench;
  let client: SageMakerClient;
  let others: Server;
  /** What the first build said. */
  let log: { stdout: string; stderr: string };

  beforeAll(async () => {
    cpSync(PROJECT, project, { recursive: true, filter: (path) => !/^(build|__pycache__)$/.test(basename(path)) });
    mkdirSync(standIns);
    writeFileSync(join(standIns, 'docker'), DOCKER);
    chmodSync(join(standIns, 'docker'), 0o755);
    others = createServer((request, response) => {
      void answer(request).then((body) => response.writeHead(body.includes('Exception') ? 400 : 200).end(body));
    });
    await new Promise<void>((listening) => others.listen(0, '127.0.0.1', listening));
    bench = await ServiceBench.start(({ clock, emit, file }) => {
      const sagemaker: SageMaker = createSageMaker({
        ...{ stateFile: file('sagemaker.json'), endpointFile: file('endpoints.json'), clock },
        emit: (event) => {
          emit(event);
          // Minutes in AWS; nobody waits for them here.
          if (event.detail.EndpointStatus === 'CREATING') setImmediate(() => clock.advance(MINUTE_MS));
        },
      });
      return [sagemaker.service];
    });
    client = new SageMakerClient(bench.client());
    await client.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'penguins' }));
    await python(project, 'train.py');
    log = await build();
  });

  afterAll(async () => {
    client.destroy();
    others.closeAllConnections();
    await new Promise((closed) => others.close(closed));
    await bench.remove();
    rmSync(folder, { recursive: true });
  });

  /** ECR, which has what was pushed, and the endpoint, which serves what was deployed. */
  async function answer(request: IncomingMessage): Promise<string> {
    const body = (await buffer(request)).toString();
    if (request.url?.startsWith('/endpoints/penguins/invocations')) return JSON.stringify(served());
    const operation = String(request.headers['x-amz-target']).split('.').at(-1);
    if (operation === 'GetAuthorizationToken') {
      const authorizationToken = Buffer.from('AWS:not-for-the-log').toString('base64');
      return JSON.stringify({
        authorizationData: [{ authorizationToken, expiresAt: 0, proxyEndpoint: 'https://ecr' }],
      });
    }
    const [{ imageTag }] = JSON.parse(body).imageIds;
    const pushed = lines('tags').includes(imageTag);
    if (pushed) return JSON.stringify({ imageDetails: [{ imageDigest: DIGEST }] });
    return JSON.stringify({ __type: 'ImageNotFoundException', message: 'There is no such image.' });
  }

  const DIGEST = `sha256:${'4'.repeat(64)}`;

  function served(): object {
    const release = join(project, 'build/release/package');
    const [manifest, { accuracy, macro_f1, log_loss }] = ['manifest.json', 'evaluation.json'].map((name) =>
      JSON.parse(readFileSync(join(release, name), 'utf8')),
    );
    return { ...manifest, metrics: { accuracy, macro_f1, log_loss } };
  }

  function lines(name: string): string[] {
    try {
      return readFileSync(join(standIns, name), 'utf8').trim().split('\n');
    } catch {
      return [];
    }
  }

  function python(directory: string, script: string, environment: Record<string, string> = {}) {
    const at = `http://127.0.0.1:${(others.address() as AddressInfo).port}`;
    return run('python3', ['-B', script], {
      cwd: directory,
      env: {
        PATH: `${standIns}:${process.env.PATH}`,
        HOME: process.env.HOME,
        STANDINS: standIns,
        ...{ AWS_ACCESS_KEY_ID: 'emma', AWS_SECRET_ACCESS_KEY: 'test', AWS_DEFAULT_REGION: REGION },
        ...{
          AWS_ENDPOINT_URL_SAGEMAKER: bench.endpoint,
          AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME: at,
          AWS_ENDPOINT_URL_ECR: at,
        },
        CODEBUILD_RESOLVED_SOURCE_VERSION: COMMIT,
        ...environment,
      },
    });
  }

  const build = () =>
    python(project, 'package.py', {
      PACKAGE_AS: 'image',
      IMAGE_REPOSITORY: REPOSITORY,
      MODEL_PACKAGE_GROUP: 'penguins',
    });

  const exported = (file: string): Record<string, string> => {
    const text = readFileSync(join(project, 'build', file), 'utf8').trim();
    return Object.fromEntries(text.split('\n').map((line) => line.replace('export ', '').split('=', 2)));
  };

  it('pushes, registers, and exports exactly the variables that the buildspec file names', () => {
    expect(lines('login')).toEqual(['not-for-the-log']);
    expect(log.stdout + log.stderr).not.toContain('not-for-the-log');
    const buildspec = parse(readFileSync(join(project, 'buildspec-build.yml'), 'utf8'));
    expect(Object.keys(exported('exports.sh')).sort()).toEqual([...buildspec.env['exported-variables']].sort());
  });

  it('leaves a version in the registry that waits, and tells commit, image and metrics', async () => {
    const { MODEL_PACKAGE_ARN, METRIC_ACCURACY, MODEL_DIGEST } = exported('exports.sh');

    const version = await client.send(new DescribeModelPackageCommand({ ModelPackageName: MODEL_PACKAGE_ARN }));
    expect(version).toMatchObject({
      ModelApprovalStatus: 'PendingManualApproval',
      MetadataProperties: { CommitId: COMMIT },
      CustomerMetadataProperties: { METRIC_ACCURACY, MODEL_DIGEST, MODEL_VERSION: 'penguins-0123456' },
      InferenceSpecification: { Containers: [{ Image: `${REPOSITORY}@${DIGEST}` }] },
    });
  });

  it('registers a commit that is built again with the image of the first build', async () => {
    const { MODEL_PACKAGE_ARN: first, IMAGE_URI } = exported('exports.sh');

    await build();

    expect(lines('tags')).toHaveLength(1);
    expect(exported('exports.sh')).toMatchObject({ IMAGE_URI, MODEL_PACKAGE_ARN: first?.replace(/1$/, '2') });
  });

  it('deploys that image to the endpoint, by a model that the endpoint’s role may make', async () => {
    const { stdout } = await python(join(project, 'build/release'), 'deploy.py', {
      DEPLOY_TO: 'sagemaker',
      SAGEMAKER_ROLE_ARN: 'arn:aws:iam::123456789012:role/serving',
      ENDPOINT_NAME: 'penguins',
    });

    expect(stdout).toContain('create-endpoint penguins');
    const EndpointName = 'penguins';
    const { EndpointStatus, EndpointConfigName: ModelName } = await client.send(
      new DescribeEndpointCommand({ EndpointName }),
    );
    expect([EndpointStatus, ModelName]).toEqual(['InService', 'penguins-0123456-444444444444']);
    const { PrimaryContainer } = await client.send(new DescribeModelCommand({ ModelName }));
    expect(PrimaryContainer).toEqual({ Image: `${REPOSITORY}@${DIGEST}` });
    expect(exported('release/deployed.sh')).toMatchObject({
      DEPLOYED_VERSION: 'penguins-0123456',
      DEPLOYED_TO: 'penguins',
    });
  });
});
