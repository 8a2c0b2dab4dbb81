import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  CodeCommitClient,
  CreatePullRequestCommand,
  MergePullRequestByFastForwardCommand,
} from '@aws-sdk/client-codecommit';
import type { Page } from 'playwright-core';
import { launchChromium, type OwnChromium, pictureOf } from '../support/browser';
import { channelPage } from '../support/channel-page';
import { type LocalStack, startLocalStack } from '../support/local-stack';
import { pushChange } from '../support/push-change';
import { BUILD_LIMIT_MS, RELEASES } from '../support/releases-channel';
import { describeWith } from '../support/tools';

jest.setTimeout(5 * BUILD_LIMIT_MS);

describeWith('chromium', 'what happens beside a release, in a browser', (executablePath) => {
  let stack: LocalStack;
  let browser: OwnChromium;
  let page: Page;
  let codeCommit: CodeCommitClient;
  let cloudWatch: CloudWatchClient;

  const { open, type, answered } = channelPage(() => ({ page, url: stack.url }));

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startLocalStack(), launchChromium(executablePath)]);
    page = await (await browser.newContext({ viewport: { width: 1280, height: 500 } })).newPage();
    page.setDefaultTimeout(BUILD_LIMIT_MS);
    await page.goto(`${stack.url}/?as=U0EMMA&channel=C0RELEASES`);
    const settings = {
      endpoint: `${stack.url}/aws`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'emma', secretAccessKey: 'emma' },
    };
    [codeCommit, cloudWatch] = [new CodeCommitClient(settings), new CloudWatchClient(settings)];
  });

  afterAll(async () => {
    codeCommit.destroy();
    cloudWatch.destroy();
    await browser.close();
    await stack.remove();
  });

  it('tells a pull request on one message: opened, tested, changed, merged', async () => {
    const title = 'Take a missing value for the mean';
    await change('main', (text) => text.replace('return 0.0 if value is None', 'return -1.0 if value is None'));

    const { pullRequest } = await codeCommit.send(
      new CreatePullRequestCommand({
        title,
        targets: [{ repositoryName: 'penguins', sourceReference: 'mean', destinationReference: 'main' }],
      }),
    );
    await page.getByText('test_a_missing_value_is_the_training_mean').waitFor();
    await picture('pull-request-failed', 'Pull request 1, opened');
    await page.getByRole('button', { name: 'Logs of the build of penguins-pull-request' }).click();
    await page.getByText('AssertionError: Lists differ: [-1.0] != [0.0]').waitFor();

    await change('mean', (text) => text.replace('return -1.0 if value is None', 'return 0.0 if value is None'));
    const message = page.getByRole('article').filter({ has: page.getByRole('link', { name: title }) });
    await message.getByText(/Tests: [1-9]\d* passed, 0 failed, 0 skipped/).waitFor();
    await picture('pull-request-tested', 'Pull request 1, opened');
    await codeCommit.send(
      new MergePullRequestByFastForwardCommand({
        pullRequestId: pullRequest?.pullRequestId,
        repositoryName: 'penguins',
      }),
    );
    await page.getByText(/Merged by/).waitFor();
    await picture('pull-request-merged', 'Pull request 1, opened');

    expect(await page.getByRole('link', { name: title }).count()).toBe(1);
  });

  it('tells an alarm on one message: ringing, and quiet again', async () => {
    await state('ALARM', 'Threshold Crossed: 1 datapoint (0.31) was greater than the threshold (0.25).');
    await page.getByText(/an alarm rings since/).waitFor();
    await state('OK', 'Threshold Crossed: 1 datapoint (0.12) was not greater than the threshold (0.25).');
    await page.getByText(/is quiet again/).waitFor();

    expect(await page.getByText(/an alarm rings since|is quiet again/).count()).toBe(1);
  });

  it('folds an execution that was overtaken to a line', async () => {
    const emma = stack.person('U0EMMA');
    // One after the other at once: the third arrives while the first is built and the second waits for it.
    for (const branch of ['main', 'failing', 'regression']) {
      await emma.say(RELEASES, `/mlpipeline deploy penguins --branch ${branch}`);
    }

    await page
      .getByText(/superseded by/)
      .last()
      .waitFor({ timeout: 2 * BUILD_LIMIT_MS });
    await picture('execution-superseded', 'superseded by');
  });

  it('lets another channel get cards of a pipeline, what is open at once', async () => {
    await page.setViewportSize({ width: 1280, height: 800 }); // from here on
    await open('U0OMAR', 'C0GENERAL');
    await answered('/mlpipeline subscribe penguins approvals', /now gets approvals of/);
    await page.getByRole('button', { name: /^Approve penguins/ }).waitFor();
    await pictureOf(page, 'subscribe');

    await answered('/mlpipeline unsubscribe penguins', /now gets nothing of/);
  });

  it('builds a branch on request, and shows why it failed', async () => {
    await pushChange(stack, {
      branch: 'missing-values',
      file: 'features.py',
      edit: (text) => text.replace('return 0.0 if value is None', 'return -1.0 if value is None'),
      message: 'Take a missing value for a small one',
    });
    await open('U0EMMA');
    await answered('/mlpipeline build penguins-build --branch missing-values', /Started build/);
    await page.getByText('test_a_missing_value_is_the_training_mean').last().waitFor();
    await pictureOf(page, 'build-card');

    await page.getByRole('button', { name: 'Logs of the build of penguins-build' }).last().click();
    await page.getByText('AssertionError: Lists differ: [-1.0] != [0.0]').waitFor();
    await page.getByRole('button', { name: 'Whole log as a file' }).last().click();
    await page.getByText('The whole log is in your messages with this app.').waitFor();
  });

  it('tells a failing test by name on the card of its execution', async () => {
    await open('U0EMMA');

    await type('/mlpipeline deploy penguins --branch failing');

    // A post waits for no budget; updates may, after so many of them.
    await page.getByText('in progress', { exact: false }).last().waitFor();
    await pictureOf(page, 'execution-in-progress');
    await page.getByText('Looks like').last().waitFor();
    await page
      .getByText(/Test \/ SystemTest/)
      .last()
      .waitFor();
    await page.getByText('1 reply').last().waitFor();
    await pictureOf(page, 'failed');
    await page.getByText('1 reply').last().click();
    await page
      .getByText(/: the commit/)
      .first()
      .waitFor();
    await pictureOf(page, 'failed-thread');
  });

  const change = (from: string, edit: (text: string) => string) =>
    pushChange(stack, {
      from,
      branch: 'mean',
      file: 'features.py',
      edit,
      message: 'Take a missing value for the mean',
    });

  const state = (StateValue: 'OK' | 'ALARM', StateReason: string) =>
    cloudWatch.send(new SetAlarmStateCommand({ AlarmName: 'drift', StateValue, StateReason }));

  /** The page where a message ends in these words. */
  async function picture(name: string, words: string): Promise<void> {
    await page.getByText(words).last().scrollIntoViewIfNeeded();
    await pictureOf(page, name);
  }
});
