import { TEAM } from '../../../infra/local/identity';
import { DirectoryUnavailable } from '../../../src/domain/errors';
import type { Directory, Person, WhyUntold } from '../../../src/domain/ports/directory';

type Known = Partial<Pick<Person, 'name' | 'isFullMember' | 'teams' | 'timeZone'>>;

/** Slack's directory in memory: everybody is a full member in no group unless a test says otherwise. */
export class FakeDirectory implements Directory {
  private readonly people = new Map<string, Known>();
  private readonly members = new Map<string, readonly string[]>();
  private readonly untold = new Map<string, WhyUntold>();
  private readonly addresses = new Map<string, string>();
  private readonly configured = new Map<string, string>();
  private isAway = false;
  /** Groups that Slack was asked about, in order. */
  readonly asked: string[] = [];

  knows(slackId: string, person: Known): void {
    this.people.set(slackId, person);
  }

  /** Whose an e-mail address is, as Slack says. */
  address(email: string, slackId: string): void {
    this.addresses.set(email.toLowerCase(), slackId);
  }

  /** Whose an e-mail address or ARN is, or `bot`, as the configuration says. */
  configures(address: string, whose: string): void {
    this.configured.set(keyOf(address), whose);
  }

  /** A user group and who is in it. */
  group(groupId: string, members: readonly string[]): void {
    this.members.set(groupId, members);
    this.untold.delete(groupId);
  }

  /** Slack does not say who is in this group. */
  withholds(groupId: string, why: WhyUntold): void {
    this.untold.set(groupId, why);
  }

  /** Slack does not answer from now on. */
  goAway(): void {
    this.isAway = true;
  }

  async person(slackId: string, groups: readonly string[] = [...this.members.keys()]): Promise<Person> {
    if (this.isAway) throw new DirectoryUnavailable('Slack does not answer');
    this.asked.push(...groups);
    const why = (id: string): WhyUntold | undefined =>
      this.untold.get(id) ?? (this.members.has(id) ? undefined : 'unknown');
    return {
      slackId,
      name: slackId,
      isFullMember: true,
      teams: [TEAM.id],
      timeZone: 'UTC',
      ...this.people.get(slackId),
      groups: groups.filter((id) => !why(id) && this.members.get(id)?.includes(slackId)),
      untold: Object.fromEntries(
        groups.flatMap((id) => {
          const reason = why(id);
          return reason ? [[id, reason] as const] : [];
        }),
      ),
    };
  }

  async whose(address: string): Promise<string | undefined> {
    const name = address.startsWith('arn:') ? (address.split('/').at(-1) ?? '') : address;
    const role = /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/./.exec(address);
    const known = [address, name].flatMap((one) => this.configured.get(keyOf(one)) ?? [])[0];
    const asSlackSays = this.isAway ? undefined : this.addresses.get(keyOf(name));
    return known ?? asSlackSays ?? (role ? this.configured.get(`arn:aws:iam::${role[1]}:role/${role[2]}`) : undefined);
  }

  /** Nothing is remembered here, so nothing is to be forgotten. */
  forget(): void {}
}

const keyOf = (address: string): string => (address.startsWith('arn:') ? address : address.toLowerCase());
