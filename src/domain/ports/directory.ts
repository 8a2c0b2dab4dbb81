/** Who somebody is, as Slack tells it. */
export interface Directory {
  /** @throws DirectoryUnavailable where Slack does not answer: nobody may act on a guess */
  person(slackId: string): Promise<Person>;
}

export interface Person {
  slackId: string;
  name: string;
  /** A full member of this workspace: no guest, no bot, not deactivated, not from another workspace. */
  isFullMember: boolean;
  /** IANA name of the time zone that they have set in Slack. */
  timeZone: string;
}
