import { Aws } from 'aws-cdk-lib';
import type { Configuration } from '../../../src/config/schema';
import { asTheProjectSays, MOST_CLONE_URLS } from './build-overrides';
import { GATEWAY_CALLS, REACHES, type ReachName } from './gateway-calls';
import { type Permission, unique } from './permission';

/** What is configured, or the part of it that one role reaches. */
export type Configured = Pick<Configuration, 'pipelines' | 'projects' | 'repositories'>;

/** What the configuration file does not say, as the context gives it. */
export interface Sources {
  /** Projects that build for the pipelines; all of the account where it is not said. */
  buildProjects?: readonly string[] | undefined;
  /** Repositories that the pipelines take their source from; all of the account where it is not said. */
  repositories?: readonly string[] | undefined;
}

/**
 * One statement per method of a gateway, for what is configured in the account of the role.
 * @param ownRegion where that is which names no region; that of the template where it is not given
 */
export function gatewayPermissions(configured: Configured, sources: Sources, ownRegion?: string): Permission[] {
  const resources = resourcesOf(configured, sources, ownRegion ?? Aws.REGION);
  const restrictions = { asTheProjectSays: asTheProjectSays(cloneUrls(configured, ownRegion ?? Aws.REGION)) };
  return GATEWAY_CALLS.map(({ on, only, ...call }) => ({
    ...call,
    only: only && restrictions[only],
    reach: REACHES[on],
    resources: unique(resources[on]),
  })).filter((permission) => permission.resources.length > 0);
}

/** ARNs as the Service Authorization Reference has them. */
function resourcesOf(
  configured: Configured,
  sources: Sources,
  ownRegion: string,
): Record<ReachName, readonly string[]> {
  const [pipelines, projects, told] = [configured.pipelines, configured.projects, configured.repositories].map(
    (named) => Object.entries(named).map(([name, { region = ownRegion }]) => ({ name, region })),
  ) as [Named[], Named[], Named[]];
  const policies = Object.values(configured.pipelines);
  // ARNs of SageMaker have names in lower case; a call by name may be held against the name as it is written.
  const groups = policies.flatMap(({ modelPackageGroup, region = ownRegion }) =>
    modelPackageGroup ? spellings(modelPackageGroup).map((group) => ({ group, region })) : [],
  );
  const builders = sources.buildProjects
    ? unique([...sources.buildProjects, ...projects.map(({ name }) => name)])
    : ['*'];
  const built = Object.values(configured.projects).flatMap(({ repository }) => repository ?? []);
  const repositories = sources.repositories
    ? unique([...sources.repositories, ...built, ...told.map(({ name }) => name)])
    : ['*'];
  const regions = unique([...pipelines, ...projects, ...told].map(({ region }) => region));
  const inEachRegion = (names: readonly string[], arn: (region: string, name: string) => string) =>
    regions.flatMap((region) => names.map((name) => arn(region, name)));

  const pipelineArns = pipelines.map(({ name, region }) => arnOf('codepipeline', region, name));
  const versions = groups.map(({ group, region }) => arnOf('sagemaker', region, `model-package/${group}/*`));
  return {
    pipelines: pipelineArns,
    stages: pipelineArns.map((arn) => `${arn}/*`),
    actions: pipelineArns.map((arn) => `${arn}/*/*`),
    projects: projects.map(({ name, region }) => arnOf('codebuild', region, `project/${name}`)),
    builds: inEachRegion(builders, (region, name) => arnOf('codebuild', region, `project/${name}`)),
    reportGroups: inEachRegion(builders, (region, name) =>
      arnOf('codebuild', region, `report-group/${name === '*' ? '*' : `${name}-*`}`),
    ),
    // Where CodeBuild writes unless a project says otherwise.
    logs: inEachRegion(builders, (region, name) =>
      arnOf('logs', region, `log-group:/aws/codebuild/${name}:log-stream:*`),
    ),
    repositories: inEachRegion(repositories, (region, name) => arnOf('codecommit', region, name)),
    pullRequests: told.map(({ name, region }) => arnOf('codecommit', region, name)),
    packageGroups: groups.flatMap(({ group, region }) => [
      arnOf('sagemaker', region, `model-package-group/${group}`),
      arnOf('sagemaker', region, `model-package/${group}/*`),
    ]),
    packageVersions: versions,
    endpoints: policies.flatMap(({ endpoints, region = ownRegion }) =>
      endpoints.flatMap(spellings).map((name) => arnOf('sagemaker', region, `endpoint/${name}`)),
    ),
    alarms: policies.some(({ alarms }) => alarms.length > 0) ? ['*'] : [],
  };
}

/**
 * Of the repositories that projects may be built from, as CodeCommit has them (CodeCommit User Guide, Regions and Git
 * connection endpoints): each by itself, or where they are many all of their regions.
 */
function cloneUrls({ projects }: Configured, ownRegion: string): string[] {
  const built = Object.values(projects).flatMap(({ repository, region = ownRegion }) =>
    repository ? { repository, region } : [],
  );
  const url = (region: string, repository: string) =>
    `https://git-codecommit.${region}.${Aws.URL_SUFFIX}/v1/repos/${repository}`;
  const each = unique(built.map(({ region, repository }) => url(region, repository)));
  return each.length <= MOST_CLONE_URLS ? each : unique(built.map(({ region }) => url(region, '*')));
}

interface Named {
  name: string;
  region: string;
}

const spellings = (name: string): string[] => unique([name.toLowerCase(), name]);

const arnOf = (service: string, region: string, resource: string): string =>
  `arn:${Aws.PARTITION}:${service}:${region}:${Aws.ACCOUNT_ID}:${resource}`;
