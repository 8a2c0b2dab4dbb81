import type { CommitDetails } from '../ports/repositories';
import { newestFirst } from './newest-first';

export interface CommitsBetween {
  /** Newest first; the head is the first, unless the base has it too. */
  commits: readonly CommitDetails[];
  /** There may be others, or some of these may be in the base already: not all that tells could be read. */
  isCapped: boolean;
}

/** Details of those of these commits that are known. */
export type ReadCommits = (commitIds: readonly string[]) => Promise<readonly CommitDetails[]>;

/** Commits that are read of each side. CodeCommit has no log: each generation of a history is a round trip of its own. */
const COMMITS_READ = 100;

/** How much later than its child a commit may be dated, in milliseconds; clocks of people's machines are wrong by minutes. */
const SKEW_MS = 60 * 60_000;

/**
 * What git calls `base..head`: all commits that the head has in its history and the base has not. Without a base, all of
 * the head's. Both histories are walked by their parents, the newer part first, until it is plain what is in which.
 *
 * No commit is ever left out unless it is capped. One of the base's may come along without a cap only where a commit is
 * dated more than an hour after its child (git itself allows for a few commits of that kind, and no more).
 *
 * @returns undefined where the head is unknown
 */
export async function commitsBetween(
  readCommits: ReadCommits,
  { head, base }: { head: string; base?: string | undefined },
  cap = COMMITS_READ,
): Promise<CommitsBetween | undefined> {
  if (head === base) return { commits: [], isCapped: false };
  const walk = new Walk(head, base, cap);
  for (let wanted = walk.wanted(); wanted.length > 0; wanted = walk.wanted())
    walk.learn(wanted, await readCommits(wanted));
  return walk.knows(head) ? { commits: newestFirst(walk.ours(), head), isCapped: walk.isCapped() } : undefined;
}

class Walk {
  private readonly known = new Map<string, CommitDetails>();
  private readonly ofHead: Set<string>;
  private readonly ofBase: Set<string>;
  private readonly unreadable = new Set<string>();
  /** When the newest known child was committed: as long as a commit is unread, that is all that is known of its date. */
  private readonly childAt = new Map<string, number>();
  private readonly spent = { head: 0, base: 0 };

  constructor(
    head: string,
    private readonly base: string | undefined,
    private readonly cap: number,
  ) {
    this.ofHead = new Set([head]);
    this.ofBase = new Set(base === undefined ? [] : [base]);
  }

  knows(commitId: string): boolean {
    return this.known.has(commitId);
  }

  /** What to read next; nothing when all is plain, or as much is read as may be. */
  wanted(): string[] {
    const ofBase = this.left('base') > 0 ? this.baseToRead() : [];
    // Where the base's side still stands at newer commits it goes first: what it comes to need not be read as the head's.
    const standing = Math.max(...ofBase.map((id) => this.bound(id)), Number.NEGATIVE_INFINITY);
    const ofHead = this.headToRead().filter((id) => this.bound(id) >= standing - SKEW_MS);
    return [...ofHead.slice(0, this.left('head')), ...ofBase.slice(0, this.left('base'))];
  }

  learn(asked: readonly string[], found: readonly CommitDetails[]): void {
    for (const id of asked) this.spent[this.ofBase.has(id) ? 'base' : 'head'] += 1;
    for (const commit of found) this.known.set(commit.commitId, commit);
    for (const id of asked) if (!this.known.has(id)) this.unreadable.add(id);
    for (const commit of found) this.join(commit);
  }

  isCapped(): boolean {
    const ours = this.ours();
    const isUnread = [...this.ofHead].some((id) => !this.ofBase.has(id) && !this.known.has(id));
    const isUnplain = ours.length > 0 && this.baseInDoubt().length > 0;
    return isUnread || isUnplain;
  }

  private join({ commitId, parents, committedAt }: CommitDetails): void {
    for (const parent of parents) {
      this.childAt.set(parent, Math.max(this.childAt.get(parent) ?? Number.NEGATIVE_INFINITY, committedAt.getTime()));
      if (this.ofHead.has(commitId)) this.ofHead.add(parent);
    }
    if (this.ofBase.has(commitId)) this.giveToBase(parents);
  }

  /** What is in the base's history has all of its own history there. */
  private giveToBase(commitIds: readonly string[]): void {
    const waiting = [...commitIds];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (this.ofBase.has(id)) continue;
      this.ofBase.add(id);
      waiting.push(...(this.known.get(id)?.parents ?? []));
    }
  }

  private headToRead(): string[] {
    const unread = [...this.ofHead].filter((id) => !this.ofBase.has(id) && this.isUnread(id));
    return unread.sort((one, next) => this.bound(next) - this.bound(one));
  }

  private baseToRead(): string[] {
    const unread = this.baseInDoubt().filter((id) => this.isUnread(id));
    return unread.sort((one, next) => this.bound(next) - this.bound(one));
  }

  /** Commits of the base whose history is not known, and may lead to one that now counts as the head's alone. */
  private baseInDoubt(): string[] {
    const dates = this.unproven().map(({ committedAt }) => committedAt.getTime());
    const oldest = Math.min(...dates, ...this.headToRead().map((id) => this.bound(id)));
    return [...this.ofBase].filter((id) => !this.known.has(id) && this.bound(id) >= oldest - SKEW_MS);
  }

  /** What the head has, as far as is known now, and the base has not. */
  ours(): CommitDetails[] {
    return [...this.known.values()].filter(({ commitId }) => this.ofHead.has(commitId) && !this.ofBase.has(commitId));
  }

  /** Those that do not descend from the base: what does cannot be in its history. */
  private unproven(): CommitDetails[] {
    const descends = new Map<string, boolean>();
    const isAfterBase = (id: string): boolean => {
      if (id === this.base) return true;
      const told = descends.get(id);
      if (told !== undefined) return told;
      descends.set(id, false);
      const isAfter = !this.ofBase.has(id) && (this.known.get(id)?.parents ?? []).some(isAfterBase);
      descends.set(id, isAfter);
      return isAfter;
    };
    return this.ours().filter(({ commitId }) => !isAfterBase(commitId));
  }

  private isUnread(id: string): boolean {
    return !this.known.has(id) && !this.unreadable.has(id);
  }

  private bound(id: string): number {
    return this.childAt.get(id) ?? Number.POSITIVE_INFINITY;
  }

  private left(side: 'head' | 'base'): number {
    return Math.max(0, this.cap - this.spent[side]);
  }
}
