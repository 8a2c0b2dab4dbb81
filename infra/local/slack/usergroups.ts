import type { Clock } from '../clock';
import type { Changes } from './changes';
import type { UserGroup } from './model';
import type { WorkspaceState } from './workspace-state';

export interface MembershipChange {
  added: string[];
  removed: string[];
  /** Unix seconds. */
  previous: number;
  now: number;
}

/** User groups and who is in them. */
export class UserGroups {
  constructor(
    private readonly seeded: readonly UserGroup[],
    private readonly state: WorkspaceState,
    private readonly changes: Changes,
    private readonly clock: Clock,
  ) {}

  get all(): (UserGroup & { updated: number })[] {
    return this.seeded.map((group) => ({ updated: 1, ...group, ...this.state.stored.usergroups[group.id] }));
  }

  find(id: unknown): (UserGroup & { updated: number }) | undefined {
    return this.all.find((group) => group.id === id);
  }

  setMembers(group: UserGroup & { updated: number }, users: string[]): MembershipChange {
    const now = Math.floor(this.clock.now().getTime() / 1000);
    this.state.stored.usergroups[group.id] = { users, updated: now };
    this.state.save();
    this.changes.announce('usergroups');
    return {
      added: users.filter((id) => !group.users.includes(id)),
      removed: group.users.filter((id) => !users.includes(id)),
      previous: group.updated,
      now,
    };
  }
}
