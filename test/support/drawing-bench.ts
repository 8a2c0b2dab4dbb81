import pino from 'pino';
import { type Card, isBehind, markChanged } from '../../src/domain/cards';
import type { Cards } from '../../src/domain/ports/cards';
import type { Leases } from '../../src/domain/ports/leases';
import { cardDrawer } from '../../src/slack/cards/card-drawer';
import { type CardMessage, SlackCallFailed } from '../../src/slack/cards/card-message';
import { slackBudget } from '../../src/slack/cards/slack-budget';
import { FakeCardMessages, type FakeFault } from './fakes/fake-card-messages';
import { fakeCards } from './fakes/fake-cards';
import { fakeLeases } from './fakes/fake-leases';

export const HOME = 'C0HOME';
export const FALLBACK = 'C0FALLBACK';

interface DrawingOptions {
  tasks?: number;
  updatesPerMinute?: number;
  /** Milliseconds that it takes to find out what a card says. */
  renderMs?: number;
  /** What the drawers see of the stores: a process that dies sees nothing any more. */
  stores?: { cards: Cards; leases: Leases };
}

/** Drawers over channels in memory, on jest's fake clock. What a card says is set by the test. */
export function drawingBench() {
  const now = () => new Date();
  const stores = { cards: fakeCards(), leases: fakeLeases() };
  const slack = new FakeCardMessages(now);
  const truth = new Map<string, Omit<CardMessage, 'blocks'>>();
  const logged: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(JSON.parse(line).msg) });
  let drawers = 0;

  const drawer = ({ tasks = 1, updatesPerMinute = 100_000, renderMs = 0, stores: own = stores }: DrawingOptions = {}) =>
    cardDrawer({
      ...own,
      messages: slack,
      render: async (key) => {
        const said = truth.get(key);
        if (renderMs > 0) await new Promise((resolve) => setTimeout(resolve, renderMs));
        return said && { ...said, blocks: [] };
      },
      budget: slackBudget({ tasks, updatesPerMinute, postsPerMinute: 60, now }),
      log,
      now,
      owner: `task-${++drawers}`,
      leaseMs: 15_000,
      updateEveryMs: 3_000,
      fallbackChannel: FALLBACK,
    });

  return {
    ...stores,
    slack,
    logged,
    drawer,
    /** The truth changes, and the card with it. */
    async says(key: string, text: string, rest: Partial<CardMessage> = {}): Promise<Card> {
      truth.set(key, { channel: HOME, text, ...rest });
      const card = await stores.cards.update(key, (current) => markChanged(key, current));
      if (!card) throw new Error('no card');
      return card;
    },
    /** The truth changes, and nobody tells the card. */
    async saysUntold(key: string, text: string): Promise<void> {
      truth.set(key, { channel: HOME, text });
    },
    async isBehind(key: string): Promise<boolean> {
      const card = await stores.cards.get(key);
      return card !== undefined && isBehind(card);
    },
    shown: (channel = HOME): string[] => slack.in(channel).map(({ text }) => text),
    methods: (): string[] => slack.calls.map(({ method }) => method),
  };
}

export const rateLimited = (seconds: number): FakeFault => ({
  failure: new SlackCallFailed('rate limited', 'ratelimited', seconds * 1000),
  when: 'before',
});
export const fault = (kind: SlackCallFailed['kind'], when: FakeFault['when'] = 'before'): FakeFault => ({
  failure: new SlackCallFailed(kind, 'injected'),
  when,
});
