import type { AllMiddlewareArgs, AnyMiddlewareArgs } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import pino from 'pino';
import { describedVerbs, registerSlack } from '../../src/build-slack';
import { digestCardKey } from '../../src/domain/cards';
import { dayName } from '../../src/domain/digest/digest-plan';
import { createMetrics } from '../../src/metrics';
import { appHome } from '../../src/slack/app-home/app-home';
import type { SlackConnection } from '../../src/slack/bolt-app';
import { renderCard } from '../../src/slack/cards/render-card';
import { slackBudget } from '../../src/slack/cards/slack-budget';
import { ACTION } from '../../src/slack/ids';
import { channelNotices } from '../../src/slack/notifications/channel-notices';
import { picturesInSlack } from '../../src/slack/pictures';
import { replyRefusals } from '../../src/slack/reply-refusals';
import { FakeHomeTabs } from '../support/fakes/fake-home-tabs';
import { fakeHomes } from '../support/fakes/fake-homes';
import { ada, bea, type UseCaseBench } from '../support/use-case-bench';
import { buttonsIn, type SentFile, type Surface } from './shown-in-slack';

const CHANNEL = 'C0RELEASES';
type Listener = (args: unknown) => Promise<void>;

/** Draws every card of a history, says every command, presses every button, and keeps all that people are shown. */
export async function everythingShown(bench: UseCaseBench) {
  const surfaces: Surface[] = [];
  const files: SentFile[] = [];
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const metrics = createMetrics({ write: () => undefined });
  /** Ids of buttons, by the id and the value. */
  const pressed = new Map<string, string>();
  let doing = '';
  const message = (name: string, { blocks, text }: { blocks?: unknown; text?: string }) =>
    surfaces.push({ name, kind: 'message', shown: blocks ?? [], text });
  const view = async ({ view: shown }: { view: unknown }) => {
    surfaces.push({ name: `dialog of ${doing}`, kind: 'view', shown });
    return { ok: true, view: { id: 'V1', hash: 'h' } };
  };
  const client = {
    views: { open: view, update: view, push: view },
    chat: {
      postMessage: async (said: { blocks?: unknown; text?: string }) => {
        message(`direct message of ${doing}`, said);
        return { ok: true, channel: 'D1', ts: '1.1' };
      },
    },
    filesUploadV2: async (file: SentFile) => {
      files.push(file);
      return { ok: true, files: [{ files: [{ id: 'F0PICTURE' }] }] };
    },
  } as unknown as WebClient;
  const pictures = picturesInSlack({ client, log, metrics, pausesMs: [] });
  const notices = channelNotices({
    post: async (channel, _key, said) => {
      message(`notice of ${doing}`, said);
      return { channel, ts: '1.1' };
    },
  });
  const { now } = bench.clock;
  const ports = { ...bench.ports, notices };
  const useCases = bench.processOver(ports);
  const digests = [{ channel: CHANNEL, timeZone: 'UTC', at: { hour: 9, minute: 0 } }];
  const render = renderCard({ ...bench.ports, ...bench, ...useCases, digests, pictures, now });
  const tabs = new FakeHomeTabs(now);
  const home = appHome({
    ...{ ...ports, policies: bench.policies, consoleOf: bench.consoleOf, tabs, metrics, log, now, homes: fakeHomes() },
    budget: slackBudget({ tasks: 1, updatesPerMinute: 1_000, postsPerMinute: 1_000, now }),
    productionOf: useCases.productionOf,
    recentBy: async (slackId) => bench.audit.records.filter(({ actor }) => actor.id === slackId).toReversed(),
  });

  const listeners = new Map<string, Listener>();
  const on = (kind: string) => (_name: unknown, listener: Listener) => void listeners.set(kind, listener);
  const app = { command: on('command'), action: on('action'), view: on('view'), event: () => undefined };
  registerSlack({ app } as unknown as SlackConnection, {
    ...{ ...bench, ports, useCases, pictures, now, openHome: home.openHome },
  });

  async function hears(kind: 'command' | 'action', what: string, args: object): Promise<void> {
    doing = what;
    bench.clock.advance(61_000);
    const respond = async (answer: { blocks?: unknown; text?: string }) => message(`answer to ${what}`, answer);
    const given = { ...args, ack: async () => undefined, respond, client };
    const middleware = { ...given, next: () => listeners.get(kind)?.(given) };
    await replyRefusals({ log, metrics })(middleware as unknown as AllMiddlewareArgs & AnyMiddlewareArgs);
  }

  const drawn = new Set([...bench.wall.changed, digestCardKey(CHANNEL, dayName(now(), 'UTC'))]);

  return {
    ...{ surfaces, files, lines, drawn: () => [...drawn], verbs: describedVerbs() },

    /** Every card as it is now, with what is said in its thread. */
    async draws(): Promise<void> {
      for (const key of bench.wall.changed) drawn.add(key);
      for (const key of drawn) {
        doing = `the card ${key}`;
        const card = await render(key);
        if (!card) continue;
        message(key, card);
        if (card.plainer) message(`${key} without its picture`, { blocks: card.plainer });
        if (card.reply) message(`${key} in its thread`, card.reply);
      }
    },

    says: (text: string, slackId = ada.slackId): Promise<void> =>
      hears('command', `/mlpipeline ${text.slice(0, 60)}`, {
        command: { text, user_id: slackId, team_id: ada.team, trigger_id: 't', channel_id: CHANNEL },
      }),

    /** Each button that was shown anywhere, once. @returns the ids of all buttons that were pressed so far */
    async presses(isMeant: (actionId: string) => boolean): Promise<Set<string>> {
      for (const { action_id, value } of surfaces.flatMap(({ shown }) => buttonsIn(shown))) {
        const key = `${action_id} ${value}`;
        if (!isMeant(action_id) || pressed.has(key)) continue;
        pressed.set(key, action_id);
        // Ada has voted already, so that she is the one who may take it back.
        const { slackId: id, team: team_id } = action_id === ACTION.details ? ada : bea;
        const body = { user: { id, team_id }, trigger_id: 't', channel: { id: CHANNEL } };
        const action = { type: 'button', action_id, value };
        await hears('action', `the button ${action_id}`, { action, body: { ...body, actions: [action] } });
      }
      return new Set(pressed.values());
    },

    async opensHome(): Promise<void> {
      await home.openHome({ slackId: ada.slackId });
      await home.settled();
      for (const { view: shown } of tabs.published) surfaces.push({ name: 'App Home', kind: 'view', shown });
    },
  };
}
