import type { Changes } from './changes';
import type { Channel, Member } from './model';
import { isFullMember } from './people';
import type { Population } from './population';
import type { WorkspaceState } from './workspace-state';

/** Channels and the app's direct conversations, with what people have changed about them since. */
export class Channels {
  readonly #seeded: readonly Channel[];

  constructor(
    { people, channels }: Population,
    private readonly state: WorkspaceState,
    private readonly changes: Changes,
  ) {
    const members = people.filter(isFullMember).map(({ id }) => id);
    const common = { isPrivate: false, isArchived: false, isShared: false, hasApp: true };
    this.#seeded = [
      ...channels.map((channel) => ({ ...common, memberIds: members, ...channel, isDm: false })),
      ...people.map(({ id }) => ({
        ...common,
        id: id.replace(/^U/, 'D'),
        name: 'directmessage',
        isDm: true,
        isPrivate: true,
        userId: id,
        memberIds: [id],
      })),
    ];
  }

  get all(): readonly Channel[] {
    return this.#seeded.map((channel) => ({ ...channel, ...this.state.stored.channels[channel.id] }));
  }

  find(id: string): Channel | undefined {
    return this.all.find((channel) => channel.id === id);
  }

  /** The direct conversation between the app and a person; undefined for nobody we know. */
  dmWith(userId: string): Channel | undefined {
    return this.all.find((channel) => channel.userId === userId);
  }

  /** What a person has in their list: where they are in, and what is open to every full member. */
  seenBy(person: Member): Channel[] {
    return this.all.filter((channel) => isSeenBy(channel, person));
  }

  setArchived(id: string, isArchived: boolean): void {
    this.#change(id, { isArchived });
  }

  /** The app comes into a channel or leaves it. */
  setApp(id: string, hasApp: boolean): void {
    this.#change(id, { hasApp });
  }

  #change(id: string, change: { isArchived?: boolean; hasApp?: boolean }): void {
    this.state.stored.channels[id] = { ...this.state.stored.channels[id], ...change };
    this.state.save();
    this.changes.announce(id);
  }
}

const isSeenBy = ({ isPrivate, memberIds }: Channel, person: Member): boolean =>
  memberIds.includes(person.id) || (!isPrivate && isFullMember(person));
