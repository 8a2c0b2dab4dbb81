/** What a statement is about. */
export interface Reach {
  /** In words, for docs/permissions.md. */
  readonly words: string;
  /**
   * Statements of one family are joined where a role would have more than IAM takes: each action is of one type of resource
   * only, so that it reaches no more beside the others'. What an action must not reach is therefore in another family.
   */
  readonly family: string;
  /** Why a resource has a wildcard, where one has. */
  readonly wide?: string;
}

/** One statement of a role of the bot: what one method of a gateway calls. */
export interface Call {
  /** Its statement's id. */
  readonly sid: string;
  /** What the bot does with it. */
  readonly does: string;
  /** The port that the methods are of, or what stands for one. */
  readonly port: string;
  /**
   * The methods that need it, by the file (below src) that makes the call. A method whose calls another one's statement
   * allows has none of its own, and is named there.
   */
  readonly by: Readonly<Record<string, readonly string[]>>;
  /** IAM actions, each in one statement only. */
  readonly actions: readonly string[];
}

/** Operators with their keys and values, all of which must hold (IAM User Guide, Condition element). */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** What a call must be like besides. */
export interface Restriction {
  readonly conditions: Conditions;
  /** For docs/permissions.md. */
  readonly why: string;
}

/** A statement with what it is about in one place. */
export interface Permission extends Call {
  readonly reach: Reach;
  readonly only?: Restriction | undefined;
  /** ARNs, with tokens of the CDK. */
  readonly resources: readonly string[];
}

export const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
