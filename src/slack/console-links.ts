import type { Owner } from '../domain/ports/owner';

/** Where the console of one region is: `https://eu-central-1.console.aws.amazon.com`, without a slash at its end. */
export interface ConsolePlace {
  url: string;
  region: string;
}

export type ConsoleOf = (owner: Owner) => ConsolePlace;

export interface ConsolePlacesDeps {
  /** Region in which something is. */
  regionOf: (owner: Owner) => string;
  /** Where the console is, if it is not that of AWS. */
  consoleUrl?: string | undefined;
}

/** The console in which something is found: that of its region and partition, or the one that is given. */
export function consolePlaces({ regionOf, consoleUrl }: ConsolePlacesDeps): ConsoleOf {
  const given = consoleUrl?.replace(/\/+$/, '');
  return (owner) => {
    const region = regionOf(owner);
    return { url: given ?? `https://${region}.${consoleIn(region)}`, region };
  };
}

/** Each partition of AWS has a console of its own. */
function consoleIn(region: string): string {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn';
  return region.startsWith('us-gov-') ? 'console.amazonaws-us-gov.com' : 'console.aws.amazon.com';
}

export const executionPage = (place: ConsolePlace, pipeline: string, executionId: string): string =>
  page(place, ['codepipeline', 'pipelines', pipeline, 'executions', executionId, 'timeline']);

export const pullRequestPage = (place: ConsolePlace, repository: string, pullRequestId: string): string =>
  page(place, ['codecommit', 'repositories', repository, 'pull-requests', pullRequestId]);

export const commitPage = (place: ConsolePlace, repository: string, commitId: string): string =>
  page(place, ['codecommit', 'repositories', repository, 'commit', commitId]);

/** What the second of two commits has and the first has not. The address is the form of the console's other pages (unverified). */
export const comparePage = (place: ConsolePlace, repository: string, before: string, after: string): string =>
  page(place, ['codecommit', 'repositories', repository, 'compare', before, '...', after]);

export const alarmPage = ({ url, region }: ConsolePlace, name: string): string =>
  `${url}/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(name)}`;

export const endpointPage = ({ url, region }: ConsolePlace, name: string): string =>
  `${url}/sagemaker/home?region=${region}#/endpoints/${encodeURIComponent(name)}`;

export const modelPackagePage = ({ url, region }: ConsolePlace, group: string, version: string): string =>
  `${url}/sagemaker/home?region=${region}#/model-packages/${group}/${version}`;

/** The Developer Tools have one form of address. */
const page = ({ url, region }: ConsolePlace, path: readonly string[]): string =>
  `${url}/codesuite/${path.map(encodeURIComponent).join('/')}?region=${encodeURIComponent(region)}`;
