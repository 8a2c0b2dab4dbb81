import { correlated, correlationId, type Log } from '../../log';
import type { SlackBudget, SlackCall } from './slack-budget';

/** When a card is to be drawn. */
export interface Turn {
  /** The first call that drawing it takes, where that is known. */
  call?: SlackCall | undefined;
  /** Epoch milliseconds. */
  notBefore: number;
}

export interface DrawingQueueDeps {
  /** Draws a card. @returns its next turn; undefined where nothing is left to draw */
  draw: (key: string, prepaid: SlackCall | undefined) => Promise<Turn | undefined>;
  /** Cards whose updates come before others. */
  isUrgent: (key: string) => boolean;
  /** Of what cannot be drawn, for the log. */
  failed?: string;
  budget: SlackBudget;
  log: Log;
  now: () => Date;
}

/** How many cards are drawn at once: each holds a connection to Slack and a few to AWS. */
const AT_ONCE = 4;
/** Milliseconds after a failure, doubled by each further one; after the last the card is left for reconcile. */
const FIRST_WAIT_MS = 1_000;
const FAILURES = 6;

interface Waiting extends Turn {
  failures: number;
  /** Whose work changed the card first. */
  correlationId: string | undefined;
}

export interface DrawingQueue {
  add(key: string, turn: Turn): void;
  /** Lets everything that waits for its time only have its turn now, and resolves when nothing is under way. */
  settled(): Promise<void>;
}

/**
 * Cards that wait to be drawn by this process: each at its time, within Slack's budget, those that do not stand anywhere
 * yet before updates of the others, and urgent updates before the rest. A card that waits is drawn once, whatever happens to it meanwhile.
 */
export function drawingQueue(deps: DrawingQueueDeps): DrawingQueue {
  const { draw, isUrgent, budget, log, now, failed = 'card could not be drawn' } = deps;
  const waiting = new Map<string, Waiting>();
  const underWay = new Map<string, Promise<void>>();
  /** Cards that have changed while they were drawn. */
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let isClosing = false;

  return {
    add(key, turn) {
      if (underWay.has(key)) changed.add(key);
      else enqueue(key, turn, 0);
    },
    async settled() {
      isClosing = true;
      for (const turn of waiting.values()) turn.notBefore = 0;
      startReady();
      while (underWay.size > 0) await Promise.all(underWay.values());
      clearTimeout(timer);
      waiting.clear();
    },
  };

  function enqueue(key: string, turn: Turn, failures: number): void {
    if (!waiting.has(key)) {
      const notBefore = isClosing ? 0 : turn.notBefore;
      waiting.set(key, { ...turn, notBefore, failures, correlationId: correlationId() });
    }
    startReady();
  }

  function startReady(): void {
    clearTimeout(timer);
    for (const key of inOrder()) {
      if (underWay.size >= AT_ONCE) return; // whichever ends first comes back here
      const turn = waiting.get(key);
      if (turn && waitOf(turn) <= 0) correlated(turn.correlationId, () => start(key, turn));
    }
    const waits = [...waiting.values()].map(waitOf);
    if (waits.length > 0 && !isClosing) timer = setTimeout(startReady, Math.max(1, Math.min(...waits)));
  }

  /** New cards, then those that somebody has pressed a button of or is about to, then the rest; each as they came. */
  function inOrder(): string[] {
    const rank = ([key, { call }]: [string, Waiting]) => (!call || call.kind === 'post' ? 0 : isUrgent(key) ? 1 : 2);
    return [...waiting].sort((one, other) => rank(one) - rank(other)).map(([key]) => key);
  }

  function waitOf({ call, notBefore }: Turn): number {
    return Math.max(notBefore - now().getTime(), call ? budget.waitFor(call) : 0);
  }

  function start(key: string, { call, failures }: Waiting): void {
    waiting.delete(key);
    if (call) budget.spend(call);
    const work = draw(key, call)
      .then((next) => ended(key, next ?? (changed.has(key) ? { notBefore: 0 } : undefined), 0))
      .catch((error: unknown) => {
        const again = failures + 1 < FAILURES && !isClosing;
        const level = again ? 'warn' : 'error';
        log[level]({ err: error, card: key, failures: failures + 1 }, failed);
        const wait = FIRST_WAIT_MS * 2 ** failures;
        ended(key, again ? { call, notBefore: now().getTime() + wait } : undefined, failures + 1);
      });
    underWay.set(key, work);
  }

  function ended(key: string, next: Turn | undefined, failures: number): void {
    underWay.delete(key);
    changed.delete(key);
    if (next) enqueue(key, next, failures);
    else startReady();
  }
}
