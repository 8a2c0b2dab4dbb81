import type { Changes } from './changes';
import type { WorkspaceState } from './workspace-state';

/** How far each person has read, in channels and in threads. */
export class ReadMarks {
  constructor(
    private readonly state: WorkspaceState,
    private readonly changes: Changes,
  ) {}

  lastRead(userId: string, channel: string, threadTs?: string): string | undefined {
    return this.state.stored.read[userId]?.[key(channel, threadTs)];
  }

  /** A mark only moves forward: of two windows, the one that has seen more counts. */
  read(userId: string, channel: string, ts: string, threadTs?: string): void {
    if (ts <= (this.lastRead(userId, channel, threadTs) ?? '')) return;
    this.state.stored.read[userId] = { ...this.state.stored.read[userId], [key(channel, threadTs)]: ts };
    this.state.save();
    this.changes.announce(channel);
  }
}

const key = (channel: string, threadTs: string | undefined): string =>
  threadTs === undefined ? channel : `${channel}:${threadTs}`;
