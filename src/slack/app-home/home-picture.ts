import type { Approval } from '../../domain/approvals/approval';
import type { AuditRecord } from '../../domain/audit/audit-chain';
import type { ApprovalPolicy } from '../../domain/policies/approval-policy';
import type { ExplainedScopes } from '../../domain/policies/explain-roles';
import type { PipelinePolicy } from '../../domain/policies/policy';
import type { Verdict } from '../../domain/policies/verdict';
import type { Person } from '../../domain/ports/directory';
import type { Lock, PipelineLocks } from '../../domain/releases/lock';
import type { Mrkdwn } from '../blocks';
import type { ConsolePlace } from '../console-links';
import type { Page } from '../pages';

/** Everything that one person's Home tab tells, read and not yet written down. */
export interface HomePicture {
  person: Person;
  /** That this person may answer: what expires first, then what waits longest. */
  waiting: readonly WaitingForYou[];
  /** Open approvals that they see and somebody else must answer. */
  forOthers: number;
  /** A line for each of the pipelines of this page. */
  pipelines: Page<Mrkdwn>;
  /** Of every pipeline that they see. */
  holds: readonly { policy: PipelinePolicy; locks: PipelineLocks | undefined }[];
  /** Newest first; absent: nobody keeps them by person. */
  decisions?: readonly AuditRecord[] | undefined;
  /** What they may do, with what gives it. */
  roles: readonly ExplainedScopes[];
  now: Date;
}

/** An open approval that somebody may answer. */
export interface WaitingForYou {
  approval: Approval;
  policy: PipelinePolicy;
  rules: ApprovalPolicy;
  verdict: Verdict;
  /** A lock that holds. */
  lock?: Lock | undefined;
  console: ConsolePlace;
}
