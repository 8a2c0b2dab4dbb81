import { ACCOUNT, REGION } from '../../../infra/local/identity';
import { createFaultProxy, type FaultProxy, type PassingCall } from '../../support/fault-proxy';
import type { Request } from './policy-evaluation';
import { startBuildContext } from './start-build-context';

/** Services by the names that they have in the environment, with their IAM prefixes. */
const SERVICES = {
  CODEPIPELINE: 'codepipeline',
  CODEBUILD: 'codebuild',
  CODECOMMIT: 'codecommit',
  CLOUDWATCH: 'cloudwatch',
  CLOUDWATCH_LOGS: 'logs',
  SAGEMAKER: 'sagemaker',
  STS: 'sts',
  SQS: 'sqs',
  DYNAMODB: 'dynamodb',
} as const;

type Service = (typeof SERVICES)[keyof typeof SERVICES];

export interface Recorder {
  /** For the bot whose calls are to be recorded. */
  environment: Record<string, string>;
  /** What it called so far, each kind of call on each resource once. */
  requests(): Request[];
  close(): Promise<void>;
}

/** Stands between a bot and AWS, and writes down what IAM would be asked. */
export async function recordCalls(environment: Record<string, string>): Promise<Recorder> {
  const proxies = new Map<Service, FaultProxy>();
  const changed: Record<string, string> = {};
  for (const [name, service] of Object.entries(SERVICES)) {
    const variable = `AWS_ENDPOINT_URL_${name}`;
    const proxy = await createFaultProxy(environment[variable] ?? '');
    proxies.set(service, proxy);
    changed[variable] = proxy.url;
  }
  return {
    environment: { ...environment, ...changed },
    requests() {
      const all = [...proxies].flatMap(([service, { seen }]) => seen.flatMap((call) => requestsFor(service, call)));
      return [...new Map(all.map((request) => [JSON.stringify(request), request])).values()];
    },
    async close() {
      await Promise.all([...proxies.values()].map((proxy) => proxy.close()));
    },
  };
}

function requestsFor(service: Service, { operation, input }: PassingCall): Request[] {
  const called = typeof input.Action === 'string' ? input.Action : operation;
  if (called === 'GetCallerIdentity') return []; // allowed to everyone
  const context = called === 'StartBuild' ? startBuildContext(atHome(input)) : {};
  return resourcesOf(service, called, input as Input).map((resource) => ({
    ...{ action: `${service}:${called}`, resource, context },
  }));
}

/** With the address that a repository has in AWS. */
const atHome = ({ sourceLocationOverride: location, ...input }: PassingCall['input']) => ({
  ...input,
  ...(typeof location === 'string' && {
    sourceLocationOverride: location.replace(
      /^.*\/git\/(.+)\.git$/,
      `https://git-codecommit.${REGION}.amazonaws.com/v1/repos/$1`,
    ),
  }),
});

type Input = Record<string, string & string[]>;

/** What a call is about, as the Service Authorization Reference says it of each action, out of its own parameters. */
function resourcesOf(service: Service, operation: string, input: Input): string[] {
  switch (service) {
    case 'codepipeline': {
      const ofPipeline = input.pipelineName ?? input.name ?? '';
      const parts = [ofPipeline, input.stageName, input.actionName].filter((part) => part !== undefined);
      return [arnOf(service, parts.join('/'))];
    }
    case 'codebuild':
      return codebuildResources(input).map((resource) => arnOf(service, resource));
    case 'codecommit':
      // The request has the number only; IAM looks at the repository it is in, and there is one in the stack.
      if (operation === 'GetPullRequest') return [arnOf(service, 'penguins')];
      return [arnOf(service, input.repositoryName ?? '')];
    case 'cloudwatch':
      return ['*'];
    case 'logs':
      return [arnOf(service, `log-group:${input.logGroupName}:log-stream:${input.logStreamName}`)];
    case 'sagemaker':
      return [sagemakerResource(operation, input)];
    case 'sts':
      return [input.RoleArn ?? ''];
    case 'sqs':
      return [arnOf(service, input.QueueUrl?.split('/').at(-1) ?? '')];
    case 'dynamodb': {
      const index = input.IndexName === undefined ? '' : `/index/${input.IndexName}`;
      return [arnOf(service, `table/${input.TableName}${index}`)];
    }
  }
}

function codebuildResources(input: Input): string[] {
  // arn:aws:codebuild:us-east-1:123456789012:report/<group>:<id>
  const groupOf = (report: string) => `report-group/${/:report\/([^:]+):/.exec(report)?.[1]}`;
  const projectOf = (build: string) => `project/${build.split(':')[0]}`;
  return [
    ...(input.projectName === undefined ? [] : [`project/${input.projectName}`]),
    ...[input.names ?? []].flat().map((name) => `project/${name}`),
    ...[input.ids ?? []].flat().map(projectOf),
    ...[input.reportArns ?? []].flat().map(groupOf),
    ...(input.reportArn === undefined ? [] : [groupOf(input.reportArn)]),
  ];
}

function sagemakerResource(operation: string, input: Input): string {
  if (operation === 'DescribeEndpoint') return arnOf('sagemaker', `endpoint/${input.EndpointName?.toLowerCase()}`);
  if (operation === 'ListModelPackages')
    return arnOf('sagemaker', `model-package-group/${input.ModelPackageGroupName}`);
  return input.ModelPackageArn ?? input.ModelPackageName ?? '';
}

const arnOf = (service: Service, resource: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
