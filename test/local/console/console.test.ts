import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsError } from '../../../infra/local/aws/aws-error';
import { ELSEWHERE, HOME } from '../../../infra/local/aws/place';
import type { AwsService } from '../../../infra/local/aws/wire/aws-service';
import { createConsole, linksIn } from '../../../infra/local/console/console';
import { router } from '../../../infra/local/routes';
import { ofPipeline } from '../../../src/domain/ports/owner';
import {
  alarmPage,
  comparePage,
  consolePlaces,
  executionPage,
  modelPackagePage,
  pullRequestPage,
} from '../../../src/slack/console-links';

const HOSTILE = '<script>alert("x")</script>';

/** An account in which one execution of one commit is known; everything in it says what it is asked to say. */
const services = (status: string): AwsService[] => [
  {
    name: 'codepipeline',
    operations: {
      GetPipelineExecution: ({ pipelineName, pipelineExecutionId }: Record<string, string>) => {
        if (pipelineName !== 'penguins') throw new AwsError('PipelineNotFoundException', 'no');
        return { pipelineExecution: { pipelineName, pipelineExecutionId, status, statusSummary: HOSTILE } };
      },
      ListActionExecutions: () => ({
        actionExecutionDetails: [
          {
            ...{ stageName: 'Test', actionName: HOSTILE, status: 'Failed', startTime: new Date(0) },
            output: {
              executionResult: { externalExecutionUrl: 'http://localhost/builds/1', errorDetails: { message: 'x' } },
            },
          },
          {
            ...{ stageName: 'Build', status: 'Succeeded' },
            output: { executionResult: { externalExecutionUrl: 'javascript:alert(1)' } },
          },
        ],
      }),
    },
  },
  {
    name: 'codecommit',
    operations: {
      GetPullRequest: ({ pullRequestId }: Record<string, string>) => ({
        pullRequest: {
          ...{ pullRequestId, title: HOSTILE, description: HOSTILE, pullRequestStatus: 'CLOSED' },
          pullRequestTargets: [{ sourceReference: 'refs/heads/x', sourceCommit: 's'.repeat(40) }],
        },
      }),
      GetCommit: ({ commitId }: Record<string, string>) => ({
        commit: {
          commitId,
          message: HOSTILE,
          author: { name: 'Emma', email: 'e@example.com' },
          parents: ['p'.repeat(40)],
        },
      }),
    },
  },
];

const others: AwsService[] = [
  {
    name: 'cloudwatch',
    operations: {
      DescribeAlarms: () => ({ MetricAlarms: [{ AlarmName: 'drift', StateValue: 'ALARM', StateReason: HOSTILE }] }),
    },
  },
  {
    name: 'sagemaker',
    operations: {
      ListModelPackages: () => ({
        ModelPackageSummaryList: [
          { ModelPackageGroupName: HOSTILE, ModelPackageVersion: 3, ModelApprovalStatus: 'Approved' },
        ],
      }),
    },
  },
];

describe('the console of the local stack', () => {
  const changedLines = async () => [
    { path: HOSTILE, added: 3, removed: 1 },
    { path: 'model.bin', added: undefined, removed: undefined },
  ];
  const compared = async () => ({
    commits: [{ commitId: 'c'.repeat(40), authorName: 'Emma', subject: HOSTILE }],
    files: await changedLines(),
  });
  const codecommit = { changedLines, compared };
  const server = createServer(
    router([
      {
        prefix: '/console/',
        handle: createConsole([
          { place: HOME, services: [...services('Failed'), ...others], codecommit },
          { place: ELSEWHERE, services: services('Succeeded'), codecommit },
        ]),
      },
    ]),
  );
  let base: string;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const opened = async (url: string) => {
    const response = await fetch(url);
    return { status: response.status, page: await response.text() };
  };
  const consoleIn = (region: string) =>
    consolePlaces({ regionOf: () => region, consoleUrl: `${base}/console` })(ofPipeline('penguins'));
  const execution = (pipeline: string, region: string) => executionPage(consoleIn(region), pipeline, 'e-1');

  it('has a page for an execution where cards link to, with its actions and their logs', async () => {
    const { status, page } = await opened(execution('penguins', HOME.region));

    expect(status).toBe(200);
    expect(page).toContain('<strong>Failed</strong>');
    expect(page).toContain('<a href="http://localhost/builds/1">Open</a>');
    expect(page.indexOf('Build')).toBeLessThan(page.indexOf('<td>Test'));
  });

  it('looks in the region that the address names', async () => {
    expect((await opened(execution('penguins', ELSEWHERE.region))).page).toContain('<strong>Succeeded</strong>');
  });

  it('has a page for a commit where CodePipeline links to, with its message and the lines it changed', async () => {
    const { page } = await opened(linksIn(HOME, () => base).commit?.('penguins', 'c'.repeat(40)) ?? '');

    expect(page).toContain('<h1>Commit ccccccc of penguins</h1>');
    expect(page).toContain('<td>+3</td><td>−1</td>');
    expect(page).toContain('<td>binary</td>');
  });

  it('has a page for what lies between two commits, each of which it links to', async () => {
    const url = comparePage(consoleIn(HOME.region), 'penguins', 'b'.repeat(40), 'c'.repeat(40));
    const { page } = await opened(url);

    expect(page).toContain('<h1>bbbbbbb...ccccccc of penguins</h1>');
    expect(page).toContain('<td>+3</td><td>−1</td>');
    const [, link = ''] = /<a href="([^"]+)">ccccccc</.exec(page) ?? [];
    expect((await opened(new URL(link, url).href)).page).toContain('<h1>Commit ccccccc of penguins</h1>');
  });

  it('has pages for pull requests, alarms and model packages', async () => {
    const console = consoleIn(HOME.region);

    expect((await opened(pullRequestPage(console, 'penguins', '7'))).page).toContain('<strong>CLOSED</strong>');
    expect((await opened(alarmPage(console, 'drift'))).page).toContain('<td>drift</td><td>ALARM</td>');
    expect((await opened(modelPackagePage(console, 'g', '3'))).page).toContain('<td>3</td><td>Approved</td>');
  });

  it('takes nothing that people wrote for markup, and links to no scripts', async () => {
    const console = consoleIn(HOME.region);
    const pages = [
      (await opened(pullRequestPage(console, 'penguins', '7'))).page,
      (await opened(alarmPage(console, 'drift'))).page,
      (await opened(modelPackagePage(console, 'g', '3'))).page,
      (await opened(execution('penguins', HOME.region))).page,
      (await opened(comparePage(console, 'penguins', 'b'.repeat(40), 'c'.repeat(40)))).page,
      (await opened(linksIn(HOME, () => base).commit?.('penguins', 'c'.repeat(40)) ?? '')).page,
    ];

    for (const page of pages) {
      expect(page).toContain('&lt;script&gt;');
      expect(page).not.toMatch(/<script|javascript:/);
    }
  });

  it('has no page of what is not there', async () => {
    for (const url of [
      execution('puffins', HOME.region),
      `${base}/console/codesuite/ec2`,
      `${base}/console/codesuite/%`,
    ]) {
      expect((await opened(url)).status).toBe(404);
    }
  });
});
