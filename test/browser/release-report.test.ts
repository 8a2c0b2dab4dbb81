import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { releasePage } from '../../src/documents/release-page';
import { temporaryFolder } from '../local/slack/support';
import { launchChromium, type OwnChromium, pictureOf } from '../support/browser';
import { auditedBench, reportOn, storiedRelease } from '../support/reported-release';
import { describeWith } from '../support/tools';

const HOSTILE = '<script>document.title="run"</script><img src="https://example.com/x.png" onerror="document.title=1">';

/** Run in the page: what is wider than the window, and colours. */
const OVERFLOWING =
  "[...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth).map((one) => one.tagName)";
const backgroundOf = (selector: string) => `getComputedStyle(document.querySelector('${selector}')).backgroundColor`;

describeWith('chromium', 'the file of a release in a browser', (executablePath) => {
  let browser: OwnChromium;
  let page: Page;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  const asked: string[] = [];
  const refused: (string | undefined)[] = [];

  beforeAll(async () => {
    const bench = auditedBench();
    const { executionId } = await storiedRelease(bench);
    const report = await reportOn(bench, executionId);
    folder = await temporaryFolder();
    const file = join(folder.path, 'release-report.html');
    const asFiled = releasePage(report, { model: 'penguins', writtenFor: 'Ada Lovelace (U0ADA)' });
    writeFileSync(file, asFiled);
    // What would run if something were not escaped: the browser must refuse it all the same.
    writeFileSync(join(folder.path, 'hostile.html'), asFiled.replace('<h1>', `${HOSTILE}<h1>`));
    browser = await launchChromium(executablePath);
    page = await browser.newPage({ viewport: { width: 1000, height: 1300 } });
    page.on('request', (request) => asked.push(request.url()));
    page.on('requestfailed', (request) => refused.push(request.failure()?.errorText));
    await page.goto(pathToFileURL(file).href);
  });
  afterAll(async () => {
    await browser.close();
    await folder.remove();
  });

  it('is read offline, by day and by night, and fetches nothing', async () => {
    await pictureOf(page, 'release-report');
    await page.emulateMedia({ colorScheme: 'dark' });
    await pictureOf(page, 'release-report-dark');
    const dark = await page.evaluate(backgroundOf('body'));

    expect(dark).toBe('rgb(15, 18, 20)');
    expect(await page.evaluate(OVERFLOWING)).toEqual([]);
    expect(asked).toEqual([expect.stringMatching(/^file:.*release-report\.html$/)]);
  });

  it('is printed light, with everything in it, whatever the screen is like', async () => {
    await page.setViewportSize({ width: 680, height: 960 }); // A4 between its margins
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });

    const paper = await page.evaluate(backgroundOf('main'));
    const shown = await page.locator('pre.record').count();

    expect(paper).toBe('rgb(255, 255, 255)');
    expect(shown).toBe(14);
    expect(await page.evaluate(OVERFLOWING)).toEqual([]);
    await pictureOf(page, 'release-report-on-paper');
  });

  it('runs no script and loads no picture, even where something were not escaped', async () => {
    await page.goto(pathToFileURL(join(folder.path, 'hostile.html')).href);

    expect(await page.title()).toBe('Release report: penguins 1.4.0 of penguins');
    // The picture was refused by the page's own policy, before any network was asked.
    expect(refused).toEqual(['csp']);
  });
});
