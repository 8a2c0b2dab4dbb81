import type { Changes } from './changes';
import type { View } from './model';
import type { WorkspaceState } from './workspace-state';

/** What the app has published to each person's Home tab. */
export class HomeViews {
  constructor(
    private readonly state: WorkspaceState,
    private readonly changes: Changes,
  ) {}

  get all(): View[] {
    return Object.values(this.state.stored.homes);
  }

  of(userId: string): View | undefined {
    return this.state.stored.homes[userId];
  }

  publish(userId: string, view: View): void {
    this.state.stored.homes[userId] = view;
    this.state.save();
    this.changes.announce('home');
  }
}
