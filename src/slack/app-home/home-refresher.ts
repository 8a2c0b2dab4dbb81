import { type Home, isWatched, type Opening, openedHome, SPACING_MS, WATCHED_MS } from '../../domain/homes/home';
import type { Log } from '../../log';
import { SlackCallFailed } from '../cards/card-message';
import { drawingQueue, type Turn } from '../cards/drawing-queue';
import type { SlackCall } from '../cards/slack-budget';
import { type PublishHomeDeps, publishHome, type ToPublish } from './publish-home';
import type { readHome } from './read-home';
import type { PipelinesRead } from './read-pipelines';

export interface HomeRefresherDeps extends PublishHomeDeps {
  read: ReturnType<typeof readHome>;
  readPipelines: () => PipelinesRead;
  log: Log;
}

/** Milliseconds in which changes are collected; what is read after that knows of them, an index that lags included. */
const COLLECT_MS = 2_000;
/** Milliseconds in which one reading of all pipelines serves everybody who opens their tab, or whose tab follows a change. */
const SHARED_MS = { opened: 1_000, refreshed: 5_000 };
/** Milliseconds until another task that publishes is done, most likely. */
const OVERTAKEN_MS = 500;
/** Milliseconds until a tab that somebody waits for is shown again, where Slack gave no answer. */
const UNANSWERED_MS = 1_000;
const HOME_CALL: SlackCall = { kind: 'home' };

export type HomeRefresher = ReturnType<typeof homeRefresher>;

/**
 * Keeps Home tabs true: of whoever opens theirs, at once; and, some seconds after a change, of everybody who has opened
 * theirs within the last half hour. Each task follows the changes that it makes itself.
 */
export function homeRefresher(deps: HomeRefresherDeps) {
  const { homes, budget, log, now } = deps;
  const publish = publishHome(deps);
  const failed = 'home tab could not be shown';
  const queue = drawingQueue({ draw: refresh, isUrgent: () => false, failed, budget, log, now });
  let collecting: NodeJS.Timeout | undefined;
  let round = Promise.resolve();
  let reading: PipelinesRead | undefined;
  let isClosing = false;
  let isOff = false;

  return {
    /** Something that Home tabs may tell of has changed. Returns at once. */
    changed(): void {
      if (!isClosing) collecting ??= setTimeout(beginRound, COLLECT_MS);
    },

    /**
     * Somebody has opened their tab, or turned a page of it; resolves when it is shown.
     * @throws what reading it throws; what Slack refuses is tried again by itself
     */
    async opened(opening: Opening): Promise<void> {
      isOff = false; // whoever opens a tab has one
      const seen = await homes.update(opening.slackId, (home) => openedHome(home, opening, now()));
      if (!seen) return;
      const turn = await show(seen, { isAwaited: true, isPressed: opening.page !== undefined, isPrepaid: false });
      if (turn) queue.add(opening.slackId, turn);
    },

    /** Shows what has changed already, as far as Slack takes it now; the rest is left to the next pass of any task. */
    async settled(): Promise<void> {
      isClosing = true;
      if (collecting) beginRound();
      await round;
      await queue.settled();
    },
  };

  function beginRound(): void {
    clearTimeout(collecting);
    collecting = undefined;
    reading = undefined;
    if (isOff) return;
    round = round.then(refreshAll).catch((error) => log.error({ err: error }, 'home tabs could not be refreshed'));
  }

  async function refreshAll(): Promise<void> {
    const watched = await homes.openedSince(new Date(now().getTime() - WATCHED_MS));
    for (const home of watched) queue.add(home.slackId, { notBefore: spaced(home) });
  }

  async function refresh(slackId: string, prepaid: SlackCall | undefined): Promise<Turn | undefined> {
    const seen = await homes.get(slackId);
    if (!seen || !isWatched(seen, now()) || isOff) return undefined;
    if (!isClosing && spaced(seen) > now().getTime()) return { notBefore: spaced(seen) };
    return show(seen, { isAwaited: false, isPressed: false, isPrepaid: prepaid !== undefined });
  }

  /** @returns when it is to be tried again, where it is */
  async function show(seen: Home, how: Pick<ToPublish, 'isAwaited' | 'isPressed' | 'isPrepaid'>) {
    const picture = pipelinesFor(seen, how.isAwaited ? SHARED_MS.opened : SHARED_MS.refreshed);
    try {
      const blocks = await deps.read(seen.slackId, seen.page, picture);
      const outcome = await publish({ seen, blocks, readAt: picture.at, ...how });
      if (outcome === 'overtaken') return again({ notBefore: now().getTime() + OVERTAKEN_MS });
      return outcome === 'no budget' ? again({ call: HOME_CALL, notBefore: 0 }) : undefined;
    } catch (error) {
      if (error instanceof SlackCallFailed) return again(refused(error, seen.slackId, how.isAwaited));
      throw error;
    }
  }

  /** The last act of a process waits for nothing. */
  function again(turn: Turn | undefined): Turn | undefined {
    return isClosing ? undefined : turn;
  }

  /** The reading that is shared, unless it may be older than what stands in the tab. */
  function pipelinesFor({ published }: Home, sharedMs: number): PipelinesRead {
    const oldest = Math.max(now().getTime() - sharedMs, published?.at.getTime() ?? 0);
    const shared = reading && reading.at.getTime() >= oldest ? reading : deps.readPipelines();
    reading = shared;
    shared.glances.catch(() => {
      if (reading === shared) reading = undefined;
    });
    return shared;
  }

  function refused(failure: SlackCallFailed, slackId: string, isAwaited: boolean): Turn | undefined {
    const { kind, code, retryAfterMs } = failure;
    if (kind === 'rate limited') {
      budget.pause(HOME_CALL, retryAfterMs);
      log.warn({ slackId, retryAfterMs }, 'slack takes no home tabs for a while');
      return { call: HOME_CALL, notBefore: now().getTime() + retryAfterMs };
    }
    if (kind === 'unknown') {
      if (!isAwaited) throw failure; // the queue tries it again, each time later
      log.warn({ err: failure, slackId }, failed);
      return { notBefore: now().getTime() + UNANSWERED_MS };
    }
    if (code === 'not_enabled') {
      if (!isOff) log.warn({ code }, NOT_ENABLED);
      isOff = true;
    } else log.error({ err: failure, slackId }, failed);
    return undefined;
  }
}

const NOT_ENABLED =
  'the app has no Home tab: switch it on under App Home at api.slack.com/apps, or paste the manifest anew (npm run manifest)';

const spaced = ({ published }: Home): number => (published ? published.at.getTime() + SPACING_MS : 0);
