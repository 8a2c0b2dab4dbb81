/** What the configuration says of an address that is no person's: a robot that commits, the role of a build. */
export const BOT = 'bot';

/** Who somebody is, as Slack tells it. */
export interface Directory {
  /**
   * A person, with which of these user groups they are in: those that the answer depends on, or else every one that the
   * configuration names.
   * @throws DirectoryUnavailable where Slack does not say who it is: nobody may act on a guess
   */
  person(slackId: string, groups?: readonly string[]): Promise<Person>;
  /**
   * Whose an address is: the e-mail address of a commit's author, or the ARN of an AWS principal. By the configuration's
   * `people`, else by Slack, which is also asked for the e-mail address that the name of a user or session of AWS may be.
   * @returns their Slack id, whether or not they are a full member; BOT where the configuration says that it is nobody's;
   *   undefined where nobody knows, or where Slack does not say. It never fails
   */
  whose(address: string): Promise<string | undefined>;
  /** Slack says that a person or user group has changed: what was known about it is asked anew. */
  forget(slackId: string): void;
}

export interface Person {
  slackId: string;
  name: string;
  /** A full member of this workspace: no guest, no bot, not deactivated, not from another workspace. */
  isFullMember: boolean;
  /** Workspaces and organization that Slack knows them in, this one included where they are in it. */
  teams: readonly string[];
  /** IANA name of the time zone that they have set in Slack. */
  timeZone: string;
  /** User groups that they are in, of those asked about. */
  groups: readonly string[];
  /** User groups of which Slack does not tell who is in them, and why. */
  untold: Readonly<Record<string, WhyUntold>>;
}

/**
 * `unreachable`: no answer just now. `unavailable`: the workspace has no user groups, or the app may not read them.
 * `unknown`: there is no such user group (any more), or it is disabled.
 */
export type WhyUntold = 'unreachable' | 'unavailable' | 'unknown';
