import type { Page } from 'playwright-core';
import { type BotBench, startBotBench } from '../support/bot-bench';
import { launchChromium, type OwnChromium, pictureOf } from '../support/browser';
import { aGateResult } from '../support/builders/approval-views';
import { anEntry } from '../support/builders/facts';
import { aPolicyAsking } from '../support/builders/policies';
import { someHistory } from '../support/builders/release-history';
import { describeWith } from '../support/tools';

const POLICY = aPolicyAsking({ gates: [aGateResult({}).gate] });

jest.setTimeout(60_000);

describeWith('chromium', 'a digest in a browser', (executablePath) => {
  let bench: BotBench;
  let browser: OwnChromium;
  let page: Page;

  beforeAll(async () => {
    [bench, browser] = await Promise.all([startBotBench(POLICY), launchChromium(executablePath)]);
    page = await (await browser.newContext({ viewport: { width: 1280, height: 1180 } })).newPage();
    page.setDefaultTimeout(20_000);
  });

  afterAll(async () => {
    await browser.close();
    await bench.stop();
  });

  it('of a busy day has its figures, its picture and what DORA measures, in light and dark', async () => {
    await eightWeeks();
    await bench.waiting();
    await bench.audit.append(anEntry());
    await page.goto(`${bench.slack.baseUrl}/?as=U0EMMA&channel=C0RELEASES`);

    const composer = page.getByRole('textbox', { name: /^Message / });
    await composer.fill('/mlpipeline digest yesterday --here');
    await composer.press('Enter');

    const digest = page.getByRole('article').filter({ hasText: 'Digest: yesterday' });
    await digest.getByText('Failed deployment recovery time').waitFor();
    const picture = digest.getByRole('img', { name: /releases/ });
    await picture.waitFor();
    await picture.evaluate((image: { decode(): Promise<void> }) => image.decode());
    expect(await digest.getByRole('row').count()).toBe(6);
    expect(await digest.getByText('better', { exact: true }).count()).toBeGreaterThan(0);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await digest.getByText('Failed deployment recovery time').scrollIntoViewIfNeeded();
      await pictureOf(page, colorScheme === 'light' ? 'digest' : 'digest-dark');
    }
  });

  async function eightWeeks(): Promise<void> {
    const { releases, executions } = someHistory('penguins', new Date());
    for (const execution of executions) {
      await bench.executions.update('penguins', execution.executionId, () => execution);
    }
    for (const release of releases) await bench.releases.update('penguins', release.executionId, () => release);
    const last = releases.at(-1);
    if (!last) throw new Error('no release');
    const { executionId, releasedAt } = last;
    await bench.releases.updateProduction('penguins', () => ({
      ...{ pipeline: 'penguins', stage: 'Deploy', foundAt: releasedAt },
      ...{ last: { executionId, releasedAt }, servesId: last.rollback?.targetId ?? executionId },
    }));
  }
});
