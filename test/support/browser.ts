import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** No network but ours: Chromium must not look up its maker's hosts. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let running: Promise<Browser> | undefined;

// Of the file that imports this at its top: suites that are joined in one file share a browser.
afterAll(async () => (await running)?.close());

/** A browser as a suite has it to itself: nothing that another has stored is in it. */
export interface OwnChromium {
  newContext: Browser['newContext'];
  newPage: Browser['newPage'];
  /** Closes what was opened by this suite. */
  close(): Promise<void>;
}

/** Chromium, started for the first suite of a file that asks, and ended after the last. */
export async function launchChromium(executablePath: string): Promise<OwnChromium> {
  running ??= chromium.launch({ executablePath, args: FLAGS });
  const browser = await running;
  const opened: BrowserContext[] = [];
  const newContext: Browser['newContext'] = async (options) => {
    const context = await browser.newContext(options);
    opened.push(context);
    return context;
  };
  return {
    newContext,
    newPage: async (options) => (await newContext(options)).newPage(),
    async close() {
      for (const context of opened) await context.close();
    },
  };
}

/** What the page shows, for docs/images; only where `npm run screenshots` asks for it. */
export async function pictureOf(page: Page, name: string): Promise<void> {
  const directory = process.env.SCREENSHOTS_DIR;
  if (!directory) return;
  mkdirSync(directory, { recursive: true });
  await page.screenshot({ path: join(directory, `${name}.png`) });
}
