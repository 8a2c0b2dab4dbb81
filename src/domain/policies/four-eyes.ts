/** What somebody had to do with a release. */
export type Part = 'started' | 'wrote' | 'committed' | 'pushed';

export interface InvolvedPerson {
  part: Part;
  /** As git, AWS or Slack names them: foreign text. */
  name: string;
  /** What they are looked up by: an e-mail address or the ARN of an AWS principal. */
  address?: string | undefined;
  /** Their Slack id, `bot` where the configuration says that it is nobody; absent: nobody knows who it is. */
  slackId?: string | undefined;
  /** The newest commit that it is about. */
  commitId?: string | undefined;
}

/** Everybody who started an execution, or wrote, committed or pushed any commit between production and it. */
export interface Involvement {
  people: readonly InvolvedPerson[];
  /** Why there may be others, in a sentence: the walk over the commits reached its cap, or the repository cannot be read. */
  incomplete?: string | undefined;
}
