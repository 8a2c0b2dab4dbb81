/** Pages of the AWS console. */

/** Where the console of one region is: `https://eu-central-1.console.aws.amazon.com`, without a slash at its end. */
export interface ConsolePlace {
  url: string;
  region: string;
}

export const pullRequestPage = ({ url, region }: ConsolePlace, repository: string, pullRequestId: string): string =>
  `${url}/codesuite/codecommit/repositories/${repository}/pull-requests/${pullRequestId}?region=${region}`;

export const commitPage = ({ url, region }: ConsolePlace, repository: string, commitId: string): string =>
  `${url}/codesuite/codecommit/repositories/${repository}/commit/${commitId}?region=${region}`;

export const alarmPage = ({ url, region }: ConsolePlace, name: string): string =>
  `${url}/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(name)}`;

export const modelPackagePage = ({ url, region }: ConsolePlace, group: string, version: string): string =>
  `${url}/sagemaker/home?region=${region}#/model-packages/${group}/${version}`;
