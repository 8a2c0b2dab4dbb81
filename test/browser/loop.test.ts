import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import type { BrowserContext, Page } from 'playwright-core';
import { launchChromium, type OwnChromium, pictureOf } from '../support/browser';
import { channelPage } from '../support/channel-page';
import { type LocalStack, startLocalStack } from '../support/local-stack';
import { BUILD_LIMIT_MS, servedModel } from '../support/releases-channel';
import { describeWith } from '../support/tools';

jest.setTimeout(5 * BUILD_LIMIT_MS);

describeWith('chromium', 'the loop in a browser', (executablePath) => {
  let stack: LocalStack;
  let browser: OwnChromium;
  let context: BrowserContext;
  let page: Page;
  let cloudWatch: CloudWatchClient;

  const { open, type, answered } = channelPage(() => ({ page, url: stack.url }));

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startLocalStack(), launchChromium(executablePath)]);
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    page.setDefaultTimeout(BUILD_LIMIT_MS);
    cloudWatch = new CloudWatchClient({
      endpoint: `${stack.url}/aws`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'omar', secretAccessKey: 'omar' },
    });
  });

  afterAll(async () => {
    cloudWatch.destroy();
    await browser.close();
    await stack.remove();
  });

  it('answers whoever types with what they may know and do', async () => {
    await open('U0EMMA');
    await answered('/mlpipeline help', /^What you can type|ships models/);
    await picture('help');

    await open('U0VERA');
    await answered('/mlpipeline status penguins', /waits in stage Approve/);
    await answered('/mlpipeline releases penguins', /Releases of penguins/);
    await picture('status');

    await open('U0OMAR');
    await answered('/mlpipeline lock penguins --for 4h the labels of Gentoo are wrong', /Its card is in/);
    await page.getByText('penguins is locked', { exact: false }).last().waitFor();
    await page.getByText('it can be rejected, not approved').waitFor();
    await picture('lock-card');

    await open('U0EMMA');
    await answered('/mlpipeline unlock penguins', /needs the role admin/);
    await answered('/mlpipeline deploy penguins', /so nothing was done/);
    await picture('refusal');

    await open('U0OMAR');
    await answered('/mlpipeline unlock penguins', /Unlocked penguins/);
    await page.getByText('is no longer locked').waitFor();
    await answered('/mlpipeline audit penguins', /Audit of penguins/);
    await page.getByText('refused.unlock').waitFor();
    await picture('audit');

    await answered('/mlpipeline audit verify penguins', /record is whole/);
    await picture('audit-verify');
  });

  it('approves by a click, and rolls back by a dialog, as a stranger would', async () => {
    const before = await servedModel(stack);
    await open('U0ADA');
    const approve = page.getByRole('button', { name: /^Approve penguins/ });
    await approve.waitFor();
    await page.getByRole('article').filter({ has: approve }).last().scrollIntoViewIfNeeded();
    await picture('approval-card');

    await approve.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click();
    await page
      .getByText(/Approved by/)
      .last()
      .waitFor();
    await page
      .getByText(/now serves/)
      .nth(2)
      .waitFor();
    const released = await servedModel(stack);
    await picture('execution-succeeded');

    await open('U0OMAR');
    await drift('ALARM', 'Threshold Crossed: 1 datapoint (0.31) was greater than the threshold (0.25).');
    await page.getByRole('button', { name: `Roll penguins back to ${before.version}` }).waitFor();
    await picture('alarm');
    await type('/mlpipeline rollback penguins');
    const dialog = page.getByRole('dialog');
    const earlier = dialog.getByRole('radio', { name: new RegExp(`^${before.version}`) });
    await earlier.check();
    await dialog.getByText(`with the artifacts of ${before.version}`).waitFor();
    await dialog.getByRole('textbox', { name: /^Why/ }).fill('Drift on the southern islands');
    await page.setViewportSize({ width: 1280, height: 1150 }); // all of the dialog
    await picture('rollback-dialog');
    await page.setViewportSize({ width: 1280, height: 800 });
    await dialog.getByRole('button', { name: 'Roll back' }).click();
    await page
      .getByText(/Rollback to/)
      .last()
      .waitFor();
    await page.getByText(/serves .* again/).waitFor();
    await page.getByText(/Rolled back to .* by/).waitFor(); // the card of the alarm
    await picture('rollback-card');
    await drift('OK', 'Threshold Crossed: 1 datapoint (0.12) was not greater than the threshold (0.25).');
    await page.getByText(/is quiet again/).waitFor();
    await answered('/mlpipeline releases penguins', /Releases of penguins/);
    await page
      .getByRole('img', { name: /^accuracy of penguins over/ })
      .last()
      .waitFor();
    await page.setViewportSize({ width: 1280, height: 1150 }); // the table and its chart
    await page
      .getByRole('img', { name: /^accuracy of penguins over/ })
      .last()
      .scrollIntoViewIfNeeded();
    await picture('releases');
    await page.setViewportSize({ width: 1280, height: 800 });

    expect(released.version).not.toBe(before.version);
    expect(await servedModel(stack)).toMatchObject({ version: before.version, digest: before.digest });
  });

  it('lets things go wrong on request, and the bot gets over it', async () => {
    await open('U0OMAR');
    await page.getByText('Faults and time').click();
    const panel = page.getByRole('group').filter({ hasText: 'What goes wrong' });
    await panel.getByLabel('What goes wrong').selectOption('throttle');
    await panel.getByLabel('Operation, method or detail-type').fill('GetPipelineState');
    await panel.getByRole('button', { name: 'Let it happen' }).click();
    const pending = panel.getByRole('list', { name: 'Faults to come' });
    await pending.getByText('1 × throttle before GetPipelineState').waitFor();
    await panel.getByLabel('What goes wrong').selectOption('lose');
    await panel.getByLabel('Operation, method or detail-type').fill('CodeBuild Build State Change');
    await panel.getByRole('button', { name: 'Let it happen' }).click();
    await pending.getByText('1 × lose CodeBuild Build State Change').waitFor();
    await picture('faults-panel');

    await answered('/mlpipeline status penguins', /every card/);
    await panel.getByRole('button', { name: 'Look again' }).click();

    await pending.getByText(/throttle/).waitFor({ state: 'detached' });
    await panel.getByRole('button', { name: 'Forget all' }).click();
    await panel.getByText('Nothing will go wrong.').waitFor();
  });

  /** The alarm of penguins changes its state, as somebody might try it out. */
  const drift = (StateValue: 'OK' | 'ALARM', StateReason: string) =>
    cloudWatch.send(new SetAlarmStateCommand({ AlarmName: 'drift', StateValue, StateReason }));

  const picture = (name: string) => pictureOf(page, name);
});
