import type { HomeView } from '@slack/web-api';
import type { HomeTabs } from '../../../src/slack/app-home/home-tabs';
import { SlackCallFailed } from '../../../src/slack/cards/card-message';

export interface FakePublish {
  slackId: string;
  view: HomeView;
  at: Date;
}

/** Home tabs of a workspace in memory, with what Slack does to an app: refuse, keep it waiting, lose an answer. */
export class FakeHomeTabs implements HomeTabs {
  /** Views that were taken, oldest first. */
  readonly published: FakePublish[] = [];
  /** Calls that were refused. */
  refused = 0;
  /** Asked at every call: what it is refused with. */
  fault: (slackId: string) => SlackCallFailed | undefined = () => undefined;
  /** Milliseconds that a call takes. */
  takesMs = 0;
  private readonly hashes = new Map<string, string>();

  constructor(private readonly now: () => Date) {}

  async publish(slackId: string, view: HomeView, hash?: string): Promise<string> {
    if (this.takesMs > 0) await new Promise((resolve) => setTimeout(resolve, this.takesMs));
    const fault = this.fault(slackId);
    const isConflict = hash !== undefined && hash !== this.hashes.get(slackId);
    if (fault || isConflict) {
      this.refused += 1;
      throw fault ?? new SlackCallFailed('refused', 'hash_conflict');
    }
    this.published.push({ slackId, view: structuredClone(view), at: this.now() });
    const next = `${this.published.length}.abc`;
    this.hashes.set(slackId, next);
    return next;
  }

  /** Everything that somebody's tab says now. */
  says(slackId: string): string {
    return JSON.stringify(this.published.findLast((one) => one.slackId === slackId)?.view ?? {});
  }

  /** Epoch milliseconds at which somebody's tab was published. */
  times(slackId: string): number[] {
    return this.published.filter((one) => one.slackId === slackId).map(({ at }) => at.getTime());
  }
}
