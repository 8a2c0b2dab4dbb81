import type { RedrawRing } from '../alarms/redraw-ring';
import type { RefreshEvidence } from '../approvals/refresh-evidence';
import type { ActionEvent, ExecutionEvent, StageEvent } from '../events';
import type { PipelinePolicy } from '../policies/policy';
import type { Releases } from '../ports/releases';
import { isOnRecord } from '../releases/is-on-record';
import type { RecordRelease } from '../releases/record-release';
import { type Execution, isEnded } from './execution';

export interface FollowReleaseDeps {
  releases: Releases;
  recordRelease: RecordRelease;
  refreshEvidence: RefreshEvidence;
  redrawRing: RedrawRing;
}

type OfExecution = ExecutionEvent | StageEvent | ActionEvent;

interface Step {
  known: Execution | undefined;
  after: Execution;
}

/** Puts on record what an event has brought into production, and has what shows production compared with it. */
export async function followRelease(
  deps: FollowReleaseDeps,
  policy: PipelinePolicy,
  event: OfExecution,
  step: Step,
): Promise<void> {
  const { executionId, at } = event;
  if (succeeds(policy, event, step.after)) {
    // Asked of old news too: reconcile may have put the release on record, and left the comparing to its event.
    const isKnown = step.after === step.known && (await isOnRecord(deps.releases, policy.name, executionId));
    if (!isKnown) await deps.recordRelease(policy, executionId, { succeededAt: at });
    await productionChanged(deps, policy, at);
    return;
  }
  if (!mayHaveSucceeded(policy, step) || (await isOnRecord(deps.releases, policy.name, executionId))) return;
  if (await deps.recordRelease(policy, executionId)) await productionChanged(deps, policy, at);
}

/** Open approvals are compared with it, and a card of what rings offers to leave it. */
async function productionChanged(
  { refreshEvidence, redrawRing }: FollowReleaseDeps,
  policy: PipelinePolicy,
  at: Date,
): Promise<void> {
  await refreshEvidence(policy, at);
  await redrawRing(policy);
}

const stageOf = ({ deployStage }: PipelinePolicy, { stageNames }: Execution) => deployStage ?? stageNames.at(-1);

const succeeds = (policy: PipelinePolicy, event: OfExecution, after: Execution): boolean =>
  event.kind === 'stage' && event.status === 'Succeeded' && event.stage === stageOf(policy, after);

/** The execution has ended, and the event of its deploy stage may be lost. */
function mayHaveSucceeded(policy: PipelinePolicy, { known, after }: Step): boolean {
  if (!isEnded(after.status) || (known && isEnded(known.status))) return false;
  return after.status === 'Succeeded' || after.stages.some(({ name }) => name === stageOf(policy, after));
}
