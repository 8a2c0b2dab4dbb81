/** What kind of failure it is: who or what has to change so that it does not come back. */
export const CAUSES = ['code', 'data', 'tests', 'capacity', 'permission', 'dependency', 'flaky'] as const;
export type Cause = (typeof CAUSES)[number];

/** Whether any of these lines of a failure says it. */
export type Sign = (lines: readonly string[]) => boolean;

/** A rule of triage: what a line of a failure says, and what that means. */
export interface TriageRule {
  when: Sign;
  cause: Cause;
  /** One sentence. */
  says: string;
}

/** Why an execution failed, as far as its build tells: what the card shows and what the week is counted by. Free of secrets. */
export interface Failure {
  /** Of the execution. */
  attempt: number;
  stage: string;
  action: string;
  /** An approval that was rejected, or that nobody answered in time: nothing broke. */
  isDecision?: boolean | undefined;
  /** CodeBuild, where the action was a build. */
  buildId?: string | undefined;
  /** Phase that failed: `POST_BUILD`. */
  phase?: string | undefined;
  /** The meaningful lines of the log; empty where there is none. */
  lines: string[];
  /** Names of failing tests, at most ten. */
  failingTests: string[];
  cause?: Cause | undefined;
  /** The sentence of the rule that matched. */
  says?: string | undefined;
  /** Slack id of the commit's author, where one is known. */
  author?: string | undefined;
  /** Executions that have failed in the same action for the same cause in the last seven days, this one included. */
  timesThisWeek: number;
}
