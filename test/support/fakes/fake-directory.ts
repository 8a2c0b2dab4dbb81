import { DirectoryUnavailable } from '../../../src/domain/errors';
import type { Directory, Person } from '../../../src/domain/ports/directory';

/** Slack's directory in memory: everybody is a full member unless a test says otherwise. */
export class FakeDirectory implements Directory {
  private readonly people = new Map<string, Partial<Person>>();
  private isAway = false;

  knows(slackId: string, person: Partial<Omit<Person, 'slackId'>>): void {
    this.people.set(slackId, person);
  }

  /** Slack does not answer from now on. */
  goAway(): void {
    this.isAway = true;
  }

  async person(slackId: string): Promise<Person> {
    if (this.isAway) throw new DirectoryUnavailable('Slack does not answer');
    return { slackId, name: slackId, isFullMember: true, timeZone: 'UTC', ...this.people.get(slackId) };
  }
}
