import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import type { BlockAction } from '@slack/bolt';
import type { KnownBlock, View } from '@slack/web-api';
import type { Page } from 'playwright-core';
import { WIDE_POPULATION } from '../../infra/local/slack/population';
import { type RunningApp, startBolt } from '../local/slack/bolt';
import {
  FULL_MANIFEST,
  RELEASES,
  type RunningWorkspace,
  startWorkspace,
  temporaryFolder,
} from '../local/slack/support';
import { launchChromium } from '../support/browser';
import { deeper, dialog, home, messages, THUMBNAIL } from './gallery';
import { barChart } from './picture';

const PATIENCE_MS = 10_000;

const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

/** Runs in the page: how much of what scrolls is out of sight, in pixels. */
const hiddenHeight = ({ scrollHeight, clientHeight }: { scrollHeight: number; clientHeight: number }): number =>
  scrollHeight - clientHeight;

/** What the app was told since it was last forgotten. */
interface Told {
  actions: Record<string, unknown>[];
  tabs: string[];
  submissions: Record<string, Record<string, Record<string, unknown>>>[];
}

const nothing = (): Told => ({ actions: [], tabs: [], submissions: [] });

/** A browser in front of a workspace with an app that shows everything and notes what it is told. */
export interface PageBench {
  slack: RunningWorkspace;
  page: Page;
  readonly told: Told;
  forget(): void;
  /** Waits until the app was told enough: what the page does reaches it a moment later. */
  untilTold(isEnough: (told: Told) => boolean): Promise<void>;
  /** Goes to a conversation, by the list where the person is there already. */
  open(person: string, channel: string): Promise<void>;
  type(text: string): Promise<void>;
  /** Takes a picture for docs/, whole although it scrolls, in parts; only where `npm run screenshots` asks for it. */
  picture(name: string, parts?: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startPageBench(executablePath: string): Promise<PageBench> {
  const folder = await temporaryFolder();
  const stateFile = join(folder.path, 'slack.json');
  const options = { stateFile, population: WIDE_POPULATION, manifest: FULL_MANIFEST };
  const [slack, browser] = await Promise.all([startWorkspace(options), launchChromium(executablePath)]);
  const news = new EventEmitter();
  let told = nothing();
  const note = (add: (to: Told) => void): void => {
    add(told);
    news.emit('told');
  };
  const bolt = await startBolt(slack);
  listen(bolt.app, note);
  await postEverything(slack, bolt.app);
  const page = await (await browser.newContext({ viewport: DESKTOP })).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const thumbnail = Buffer.from(barChart());
  await page.route(THUMBNAIL, (route) => route.fulfill({ contentType: 'image/png', body: thumbnail }));
  let shown = '';

  return {
    slack,
    page,
    get told() {
      return told;
    },
    forget() {
      told = nothing();
    },
    async untilTold(isEnough) {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      while (!isEnough(told)) await once(news, 'told', { signal });
    },
    async open(person, channel) {
      if (shown === person) {
        const name = WIDE_POPULATION.channels.find(({ id }) => id === channel)?.name ?? '';
        await page
          .getByRole('navigation')
          .getByRole('button', { name: new RegExp(`^#${name}`) })
          .click();
      } else {
        await page.goto(`${slack.baseUrl}/?as=${person}&channel=${channel}`);
        shown = person;
      }
    },
    async type(text) {
      const composer = page.getByRole('textbox', { name: /^Message / });
      await composer.fill(text);
      await composer.press('Enter');
    },
    async picture(name, parts = 1) {
      const directory = process.env.SCREENSHOTS_DIR;
      const size = page.viewportSize();
      if (!directory || !size) return;
      const hidden = await page.locator('.dialog-body, .log').last().evaluate(hiddenHeight);
      const height = size.height + hidden;
      await page.setViewportSize({ ...size, height });
      for (let part = 0; part < parts; part += 1) {
        const clip = {
          x: 0,
          y: Math.round((part * height) / parts),
          width: size.width,
          height: Math.round(height / parts),
        };
        await page.screenshot({ path: join(directory, `${name}${parts > 1 ? `-${part + 1}` : ''}.png`), clip });
      }
      await page.setViewportSize(size);
    },
    async stop() {
      await browser.close();
      await bolt.receiver.client.disconnect();
      await slack.stop();
      await folder.remove();
    },
  };
}

function listen(app: RunningApp['app'], note: (add: (to: Told) => void) => void): void {
  app.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({ user_id: event.user, view: home('Emma') as View });
    note(({ tabs }) => tabs.push(String(event.tab)));
  });
  app.command('/mlpipeline', async ({ ack, client, command }) => {
    await ack();
    await client.views.open({ trigger_id: command.trigger_id, view: dialog as View });
  });
  app.options('value', async ({ ack, payload }) => {
    await ack({ options: [{ text: { type: 'plain_text', text: payload.value }, value: payload.value }] });
  });
  app.action<BlockAction>('deeper', async ({ ack, body, client }) => {
    await ack();
    await client.views.push({ trigger_id: body.trigger_id, view: deeper as View });
  });
  app.action(/^(?!deeper$)/, async ({ ack, action }) => {
    await ack();
    note(({ actions }) => actions.push({ ...action }));
  });
  app.view('everything', async ({ ack, view }) => {
    await ack();
    note(({ submissions }) => submissions.push(JSON.parse(JSON.stringify(view.state.values))));
  });
}

async function postEverything(slack: RunningWorkspace, { client }: RunningApp['app']): Promise<void> {
  const picture = await slack.ada.upload('chart.png', barChart());
  for (const [text, blocks] of Object.entries(messages(picture))) {
    // Some of the gallery's blocks are younger than @slack/types; the workspace checks them all.
    await client.chat.postMessage({ channel: RELEASES, text, blocks: blocks as unknown as KnownBlock[] });
  }
}
