import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../aws/aws-error';
import type { CodeCommit } from '../aws/codecommit/codecommit';
import type { ConsoleLinks } from '../aws/codepipeline/console-links';
import type { Place } from '../aws/place';
import type { AwsService, ServiceName } from '../aws/wire/aws-service';
import { plain } from '../routes';
import { alarmsPage, commitPage, comparisonPage, executionPage, modelPackagesPage, pullRequestPage } from './pages';

/** One account and region, as its pages are made of it. */
export interface ConsolePlace {
  place: Place;
  services: readonly AwsService[];
  /** What the API does not tell of its repositories. */
  codecommit: Pick<CodeCommit, 'changedLines' | 'compared'>;
}

const PAGES = '/console/';

/** The newest versions of all groups. */
const VERSIONS = { ModelPackageType: 'Versioned', SortOrder: 'Descending', MaxResults: 100 };

type Page = (at: ConsolePlace, ...named: string[]) => Promise<string>;

/** The addresses of the AWS console that the bot writes (src/slack/console-links.ts); behind a `#` a server sees nothing. */
const PAGES_BY_PATH: readonly [RegExp, Page][] = [
  [
    /^codesuite\/codepipeline\/pipelines\/([^/]+)\/executions\/([^/]+)\/timeline$/,
    async (at, pipelineName = '', pipelineExecutionId = '') =>
      executionPage(
        await ask(at, 'codepipeline', 'GetPipelineExecution', { pipelineName, pipelineExecutionId }),
        await ask(at, 'codepipeline', 'ListActionExecutions', { pipelineName, filter: { pipelineExecutionId } }),
      ),
  ],
  [
    /^codesuite\/codecommit\/repositories\/([^/]+)\/commit\/([^/]+)$/,
    async (at, repositoryName = '', commitId = '') =>
      commitPage(
        repositoryName,
        await ask(at, 'codecommit', 'GetCommit', { repositoryName, commitId }),
        await at.codecommit.changedLines(repositoryName, commitId),
      ),
  ],
  [
    /^codesuite\/codecommit\/repositories\/([^/]+)\/compare\/([^/]+)\/\.\.\.\/([^/]+)$/,
    async (at, repositoryName = '', before = '', after = '') =>
      comparisonPage(repositoryName, { before, after }, await at.codecommit.compared(repositoryName, before, after)),
  ],
  [
    /^codesuite\/codecommit\/repositories\/([^/]+)\/pull-requests\/(\d+)$/,
    async (at, repositoryName = '', pullRequestId = '') =>
      pullRequestPage(repositoryName, await ask(at, 'codecommit', 'GetPullRequest', { pullRequestId })),
  ],
  [/^cloudwatch\/home$/, async (at) => alarmsPage(await ask(at, 'cloudwatch', 'DescribeAlarms', {}))],
  [/^sagemaker\/home$/, async (at) => modelPackagesPage(await ask(at, 'sagemaker', 'ListModelPackages', VERSIONS))],
];

/** What CodePipeline gives as the page of a commit. */
export const linksIn = ({ region }: Place, baseUrl: () => string): ConsoleLinks => ({
  commit: (repository, commitId) =>
    `${baseUrl()}${PAGES}codesuite/codecommit/repositories/${repository}/commit/${commitId}?region=${region}`,
});

/**
 * Serves a page for every address of the AWS console that cards link to, so that a click opens something true.
 * @returns whether the request was for the console and has been answered
 */
export function createConsole(places: readonly ConsolePlace[]) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (!pathname.startsWith(PAGES)) return false;
    const at = places.find(({ place }) => place.region === searchParams.get('region')) ?? places[0];
    const page = at && request.method === 'GET' ? await pageAt(at, pathname.slice(PAGES.length)) : undefined;
    if (page === undefined) {
      plain(response, 404, 'The console of the local stack has no such page.');
      return true;
    }
    const headers = {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    };
    response.writeHead(200, headers).end(page);
    return true;
  };
}

async function pageAt(at: ConsolePlace, path: string): Promise<string | undefined> {
  try {
    for (const [pattern, page] of PAGES_BY_PATH) {
      const [matched, ...named] = pattern.exec(path) ?? [];
      if (matched !== undefined) return await page(at, ...named.map(decoded));
    }
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return undefined; // nothing of that name
    throw error;
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Asks a stand-in as a person of its account would. */
async function ask<Output>(
  { place, services }: ConsolePlace,
  service: ServiceName,
  operation: string,
  input: object,
): Promise<Output> {
  const perform = services.find(({ name }) => name === service)?.operations[operation];
  const arn = `arn:aws:iam::${place.account}:user/console`;
  return (await perform?.(input as never, { ...place, arn, userId: 'console', isSession: false })) as Output;
}
