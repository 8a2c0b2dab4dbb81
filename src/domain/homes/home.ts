/**
 * Somebody's Home tab: that they have opened it, and what stands in it. Slack shows what was published last, so it is
 * kept true for whoever may be looking at it, and for nobody else.
 */
export interface Home {
  slackId: string;
  /** The last time. */
  openedAt: Date;
  /** Page of the list of pipelines, from 1 on. */
  page: number;
  published?: PublishedHome | undefined;
  /** Who is about to publish: two tasks that do it at once could leave the older picture standing. */
  lease?: { owner: string; until: Date } | undefined;
}

export interface PublishedHome {
  at: Date;
  /** SHA-256 of what it says, the time of the picture left out. */
  content: string;
  /** Slack's hash of the view: it takes the next one only in place of this. Absent: of any. */
  viewHash?: string | undefined;
}

/** Milliseconds after its opening in which a Home tab follows what happens. */
export const WATCHED_MS = 30 * 60_000;
/** Milliseconds in which the same content is not published again, however often it is opened. */
const SAME_AGAIN_MS = 30_000;
/** Least milliseconds from one publish to the next that follows a change: with what comes before, within ten seconds of it. */
export const SPACING_MS = 4_000;
/** Milliseconds that a publish keeps others out: longer than its call to Slack may take. */
const LEASE_MS = 15_000;

export interface Opening {
  slackId: string;
  /** Absent: the page that was shown last, or the first. */
  page?: number | undefined;
}

export function openedHome(home: Home | undefined, { slackId, page }: Opening, now: Date): Home {
  const known = home && isWatched(home, now) ? home : undefined;
  return { ...home, slackId, openedAt: now, page: page ?? known?.page ?? 1 };
}

export const isWatched = ({ openedAt }: Home, now: Date): boolean => now.getTime() - openedAt.getTime() < WATCHED_MS;

/** Whether there is nothing to publish: it says the same already, and nobody has come back after a while. */
export function saysAlready({ published, openedAt }: Home, content: string): boolean {
  if (published?.content !== content) return false;
  return openedAt.getTime() - published.at.getTime() < SAME_AGAIN_MS;
}

/**
 * Takes the right to publish; the home unchanged where another one has it, or has published since `seen` was read: what
 * was read after it may be older than what stands there now.
 */
export function claimed(home: Home, { owner, seen }: { owner: string; seen: Home }, now: Date): Home {
  if (home.lease && home.lease.until > now) return home;
  if (home.published?.at.getTime() !== seen.published?.at.getTime()) return home;
  return { ...home, lease: { owner, until: new Date(now.getTime() + LEASE_MS) } };
}

/** Gives the right back, with what stands in the tab now where something has been published. */
export function released(home: Home, owner: string, published: PublishedHome | undefined): Home {
  const isOwn = home.lease?.owner === owner;
  if (!isOwn) return home;
  return { ...home, lease: undefined, published: published ?? home.published };
}
