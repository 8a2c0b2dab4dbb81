import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { type BotBench, startBotBench } from '../support/bot-bench';
import { launchChromium, type OwnChromium } from '../support/browser';
import { anApprovalPolicy, aPolicy } from '../support/builders/policies';
import { describeWith } from '../support/tools';

const [DESKTOP, PHONE] = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
];

/** Two metrics that are demanded, one that is only shown; a worse log loss asks for a second person. */
const POLICY = aPolicy({
  approvals: {
    otherwise: anApprovalPolicy({
      approvers: ['U0ADA', 'U0BEN', 'S0APPROVERS'],
      fourEyes: true,
      gates: [
        {
          kind: 'metric',
          metric: 'accuracy',
          better: 'higher',
          min: 0.95,
          worstChange: { by: 0.01, isShare: false },
          isRequired: true,
          missed: { does: 'block' },
        },
        {
          kind: 'metric',
          metric: 'log_loss',
          better: 'lower',
          worstChange: { by: 0.05, isShare: true },
          isRequired: true,
          missed: { does: 'raise quorum', to: 2 },
        },
      ],
    }),
    stages: {},
  },
});

const metrics = (accuracy: string, logLoss: string, version: string): Record<string, string> => ({
  METRIC_ACCURACY: accuracy,
  METRIC_LOG_LOSS: logLoss,
  METRIC_RECALL_ADELIE: '0.9712',
  MODEL_VERSION: version,
  MODEL_DIGEST: `sha256:${version.replaceAll('.', '').repeat(21)}`,
});

describeWith('chromium', 'approvals in a browser', (executablePath) => {
  let bot: BotBench;
  let browser: OwnChromium;
  let page: Page;

  beforeAll(async () => {
    [bot, browser] = await Promise.all([startBotBench(POLICY), launchChromium(executablePath)]);
    page = await (await browser.newContext({ viewport: DESKTOP })).newPage();
    page.setDefaultTimeout(10_000);
    commit('0'.repeat(40), 'Train on both islands', 'train.py', 'first');
    await released('0'.repeat(40), metrics('0.9608', '0.1204', '1.3.0'));
  });

  afterAll(async () => {
    await browser.close();
    await bot.stop();
  });

  it('shows a missed gate, and Details takes the rejection with its reason', async () => {
    await waits('1'.repeat(40), 'Drop the bill depth', metrics('0.9310', '0.1100', '1.4.0'));
    await as('U0ADA');
    const card = message('Approve penguins 1.4.0?');
    await card.getByText('Nobody may approve this').waitFor();
    await picture('approval-gate-missed', card);

    await card.getByRole('button', { name: 'Details' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('What the policy says').waitFor();
    await picture('approval-details', dialog);
    expect(await dialog.getByRole('radio').count()).toBe(1);
    await dialog.getByRole('radio', { name: 'Reject' }).check();
    await dialog.getByRole('textbox', { name: /^Why/ }).fill('Adelie without bill depth is a guess');
    await dialog.getByRole('button', { name: 'Answer' }).click();

    await message('penguins 1.4.0: rejected').getByText('Adelie without bill depth is a guess').waitFor();
    await picture('approval-rejected', message('penguins 1.4.0: rejected'));
  });

  it('counts one of two approvals, and ships with the second', async () => {
    await waits('2'.repeat(40), 'Use flipper length', metrics('0.9804', '0.1301', '1.5.0'));
    await as('U0ADA');
    await message('Approve penguins 1.5.0?')
      .getByRole('button', { name: /^Approve penguins/ })
      .click();
    await page.getByRole('dialog').getByText('Yours counts as one of 2').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click();
    await message('Approve penguins 1.5.0?').getByText('1 of 2').waitFor();
    await picture('approval-half-a-quorum', message('Approve penguins 1.5.0?'));

    await as('U0BEN');
    await message('Approve penguins 1.5.0?')
      .getByRole('button', { name: /^Approve penguins/ })
      .click();
    await page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click();

    await message('penguins 1.5.0: approved').getByText('after').waitFor();
    await picture('approval-decided', message('penguins 1.5.0: approved'));
  });

  it('shows a passed gate, and who has answered it elsewhere', async () => {
    const { approvalId } = await waits('3'.repeat(40), 'Weigh the islands alike', metrics('0.9804', '0.1190', '1.6.0'));
    await as('U0ADA');
    await message('Approve penguins 1.6.0?').getByText('All 2 gates passed').waitFor();
    await picture('approval-gate-passed', message('Approve penguins 1.6.0?'));
    await picture('approval-gate-passed-on-a-phone', message('Approve penguins 1.6.0?'), PHONE);

    bot.pipelines.answeredElsewhere(approvalId, 'approved', 'checked by hand');
    await passes();

    await message('penguins 1.6.0: approved').getByText('Approved outside Slack').waitFor();
    await picture('approval-answered-elsewhere', message('penguins 1.6.0: approved'));
  });

  it('says that nobody answered in time', async () => {
    const { approvalId } = await waits('4'.repeat(40), 'Train for longer', metrics('0.9811', '0.1188', '1.7.0'));
    await as('U0ADA');
    await message('Approve penguins 1.7.0?').waitFor();

    bot.clock.advance(8 * 24 * 3_600_000);
    bot.pipelines.endedUnanswered(approvalId, 'Failed');
    await passes();

    await message('approval ended').getByText('nobody answered in time').waitFor();
    await picture('approval-expired', message('approval ended'));
  });

  /** A message by words in it. */
  const message = (words: string): Locator => page.getByRole('article').filter({ hasText: words }).last();

  async function as(person: string): Promise<void> {
    await page.goto(`${bot.slack.baseUrl}/?as=${person}&channel=C0RELEASES`);
  }

  function commit(commitId: string, subject: string, path: string, content: string): void {
    const authorEmail = 'emma@example.com';
    bot.repositories.pushed('penguins', 'main', {
      ...{ commitId, message: subject, authorName: 'Emma', authorEmail, files: { [path]: content } },
    });
  }

  async function released(commitId: string, variables: Record<string, string>): Promise<void> {
    const { executionId, approvalId } = bot.pipelines.trained('first', variables);
    bot.pipelines.checkedOut(executionId, { commitId });
    bot.pipelines.answeredElsewhere(approvalId, 'approved');
    bot.clock.advance(1_000);
    bot.pipelines.deployed(executionId);
    await passes();
  }

  async function waits(commitId: string, subject: string, variables: Record<string, string>) {
    commit(commitId, subject, 'features.py', commitId);
    const waiting = bot.pipelines.trained(subject, variables);
    bot.pipelines.checkedOut(waiting.executionId, { commitId });
    await passes();
    return waiting;
  }

  async function passes(): Promise<void> {
    bot.clock.advance(1_000);
    await bot.useCases.reconcile();
  }

  /** For docs/images; only where `npm run screenshots` asks for it. */
  async function picture(name: string, what: Locator, size = DESKTOP): Promise<void> {
    const directory = process.env.SCREENSHOTS_DIR;
    if (!directory) return;
    mkdirSync(directory, { recursive: true });
    await page.setViewportSize({ ...size, height: 2000 });
    await what.screenshot({ path: join(directory, `${name}.png`) });
    await page.setViewportSize(DESKTOP);
  }
});
