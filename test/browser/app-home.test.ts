import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import type { Page } from 'playwright-core';
import { TOKENS } from '../../infra/local/identity';
import type { AuditRecord } from '../../src/domain/audit/audit-chain';
import { homeTabsInSlack } from '../../src/slack/app-home/home-tabs';
import { type RunningWorkspace, startWorkspace, temporaryFolder } from '../local/slack/support';
import { launchChromium, type OwnChromium } from '../support/browser';
import { aGateResult, someChange } from '../support/builders/approval-views';
import { ADA, anEntry, anExecution, aRelease } from '../support/builders/facts';
import { aPolicyAsking } from '../support/builders/policies';
import { homeBench } from '../support/home-bench';
import { describeWith } from '../support/tools';

const HOUR = 3_600_000;
const MODELS = ['penguins', 'churn', 'demand-forecast', 'fraud-scores', 'search-ranking'];
const MANIFEST = { features: { app_home: { home_tab_enabled: true } } };

describeWith('chromium', 'App Home in a browser', (executablePath) => {
  let slack: RunningWorkspace;
  let browser: OwnChromium;
  let page: Page;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const options = { stateFile: join(folder.path, 'slack.json'), manifest: MANIFEST };
    [slack, browser] = await Promise.all([startWorkspace(options), launchChromium(executablePath)]);
    page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    page.setDefaultTimeout(10_000);
  });

  afterAll(async () => {
    await browser.close();
    await slack.stop();
    await folder.remove();
  });

  it('shows what waits first, in light and dark', async () => {
    await publish();

    await page.goto(`${slack.baseUrl}/?as=U0ADA&channel=D0ADA&tab=home`);
    const home = page.getByRole('tabpanel', { name: 'Home' });
    await home.getByText('Waiting for you: 2').waitFor();

    expect(await home.getByRole('button', { name: /^Review / }).count()).toBe(2);
    await home.getByText('What you may do').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await picture(colorScheme === 'light' ? 'app-home' : 'app-home-dark');
    }
  });

  async function publish(): Promise<void> {
    const now = Date.now();
    const ago = (hours: number) => new Date(now - hours * HOUR);
    const policies = MODELS.map((name) =>
      name === 'fraud-scores'
        ? aPolicyAsking({ approvers: ['U0BEN'] }, { name, model: name })
        : aPolicyAsking({ approvers: 'everyone', fourEyes: true, gates: [ACCURACY] }, { name, model: name }),
    );
    const shownIn = homeTabsInSlack(new WebClient(TOKENS.bot, { slackApiUrl: `${slack.baseUrl}/api/` }));
    const bench = homeBench({ policies, shownIn, recentBy: async () => decided(ago) });
    for (const [index, pipeline] of MODELS.entries()) {
      const execution = anExecution({ pipeline, startedAt: ago(index + 1), status: STATES[index] ?? 'Succeeded' });
      await bench.executions.update(pipeline, execution.executionId, () => execution);
      const release = aRelease({ pipeline, model: { version: `1.${index + 3}.0` }, releasedAt: ago(30) });
      bench.production.set(pipeline, { ...release, servedSince: ago(30) });
    }
    const asks = (hours: number, expires: number) => ({ requestedAt: ago(hours), expiresAt: ago(-expires) });
    await bench.waits('1.4.0', { ...asks(3, 5), evidence: someChange() });
    await bench.waits('2.0.1', {
      ...{
        pipeline: 'churn',
        ...asks(20, 100),
        evidence: someChange({ model: { version: '2.0.1' }, metrics: { accuracy: '0.88' } }),
      },
    });
    await bench.waits('0.9', { pipeline: 'fraud-scores', ...asks(1, 100) });
    const lock = { lockId: 'l', by: ADA, reason: 'Audit', since: ago(2), until: ago(-4), stage: 'Deploy' };
    await bench.locks.update('churn', () => ({ pipeline: 'churn', current: lock, ended: [] }));
    await bench.task().openHome({ slackId: 'U0ADA' });
  }

  /** For docs/images; only where `npm run screenshots` asks for it. */
  async function picture(name: string): Promise<void> {
    const directory = process.env.SCREENSHOTS_DIR;
    if (!directory) return;
    mkdirSync(directory, { recursive: true });
    await page.setViewportSize({ width: 1100, height: 1400 });
    await page.getByRole('tabpanel').screenshot({ path: join(directory, `${name}.png`) });
  }
});

const ACCURACY = aGateResult({ missed: { does: 'raise quorum', to: 2 } }).gate;

const STATES = ['InProgress', 'InProgress', 'Succeeded', 'InProgress', 'Failed'] as const;

function decided(ago: (hours: number) => Date): AuditRecord[] {
  const one = (hours: number, action: string, version: string, reason: string) => ({
    ...anEntry({ phase: 'done', action, request: { reason }, evidence: { model: { version } } }),
    ...{ at: ago(hours).toISOString(), schema: 1 as const, sequence: 1, previousHash: '', hash: '' },
  });
  return [
    one(26, 'approval.approved', '1.3.0', 'Better on every species'),
    one(50, 'approval.rejected', '1.2.9', 'Recall of Adelie is too low'),
  ];
}
