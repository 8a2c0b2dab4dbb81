import type { Execution } from '../executions/execution';
import type { ActionExecution, ExecutionFacts } from '../ports/pipelines';
import { type AnsweredApproval, waitsOf } from './answered-approvals';
import type { BroughtCommits, Delivery } from './delivery';
import type { Release } from './release';
import { headCommittedAt, revisionsRead } from './source-revisions';
import { triggerKind } from './trigger-kind';

/** A success of the deploy stage, as AWS tells it. */
interface Told {
  facts: ExecutionFacts;
  /** The newest attempt per action. */
  actions: readonly ActionExecution[];
}

interface Known {
  /** Our record of the execution. */
  executed?: Execution | undefined;
  /** The release before. */
  before?: Release | undefined;
  answered: readonly AnsweredApproval[];
}

/** How a release came into production, as far as its actions and our record tell: nothing more is asked for it. */
export function describeDelivery({ facts, actions }: Told, { executed, before, answered }: Known): Delivery {
  const sources = revisionsRead(actions);
  const commitId = (executed?.revision ?? facts.revision)?.commitId;
  const origin = { trigger: executed?.trigger ?? facts.trigger, requestedBy: executed?.requestedBy };
  return {
    trigger: triggerKind({ ...origin, sources, commitId, before }),
    sources,
    waits: waitsOf(answered),
    commits: before && toldCommits(commitId, before, headCommittedAt(actions)),
  };
}

/** Until the history between the two is read, the newest commit is all that is known. */
function toldCommits(
  commitId: string | undefined,
  { executionId, revision }: Release,
  headAt: Date | undefined,
): BroughtCommits | undefined {
  if (commitId !== undefined && commitId === revision?.commitId) return { since: executionId, committedAt: [] };
  return headAt && { committedAt: [headAt], isHeadOnly: true };
}

/** A delivery told anew: what was found out since it was first told stays, unless it is told of another stage. */
export function deliveryUpToDate(known: Release, told: Release, delivery: Delivery): Delivery {
  const before = known.stage === told.stage ? known.delivery : undefined;
  if (!before) return delivery;
  // An event may be ahead of the actions that CodePipeline lists.
  const isFuller = delivery.sources.length > before.sources.length || delivery.waits.length > before.waits.length;
  return isFuller ? { ...delivery, commits: before.commits ?? delivery.commits } : before;
}
