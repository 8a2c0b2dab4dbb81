import { type Execution, isEnded } from '../../domain/executions/execution';
import type { Lock } from '../../domain/releases/lock';
import { goesBack, type Release, releaseName } from '../../domain/releases/release';
import { brief, code, cut, firstLine, link, type Mrkdwn, md, mention } from '../blocks';
import { type ConsolePlace, executionPage } from '../console-links';

/** What stands around a rollback, as our records have it. */
export interface RollbackFacts {
  /** The release that it restores; absent where it is not on record. */
  target?: Release | undefined;
  /** The release that it takes out of production. */
  replaced?: Release | undefined;
  /** A lock that holds now. */
  lock?: Lock | undefined;
  /** The policy has locked the pipeline because of it. */
  isLockedAfterwards?: boolean | undefined;
}

interface RollbackLines {
  execution: Execution;
  facts: RollbackFacts;
  console: ConsolePlace;
}

/** CodePipeline runs the stage alone; a rollback that we began by the commit goes through the whole pipeline. */
export const isByStage = ({ rollbackOf, rollback }: Execution): boolean =>
  rollbackOf !== undefined && rollback?.how !== 'revision';

/** Name of the release that a rollback restores; undefined where nobody knows it. */
export function restoredName({ rollback }: Execution, { target }: RollbackFacts): string | undefined {
  const name = target ? releaseName(target) : rollback?.release;
  return name === undefined ? undefined : brief(name, 80);
}

/** What a rollback restores, what it takes out of production, and how. */
export function rollbackLines({ execution, facts, console }: RollbackLines): Mrkdwn[] {
  const { pipeline, rollbackOf = '' } = execution;
  const name = restoredName(execution, facts);
  // The card begins with its own commit, once CodePipeline has told that.
  const commit = execution.revision ? undefined : facts.target?.revision?.commitId.slice(0, 7);
  const page = link(executionPage(console, pipeline, rollbackOf), rollbackOf.slice(0, 8));
  const what = name ? md`Restores ${code(cut(name, 60))}, the release` : md`Restores the release`;
  return [
    md`${what} of execution ${page}${commit ? md`, commit ${commit}` : md``}`,
    ...replaced(execution, facts),
    isByStage(execution)
      ? md`Runs the stage again with its own artifacts: nothing is rebuilt`
      : md`Runs the whole pipeline again from its commit`,
  ];
}

function replaced({ rollback }: Execution, { replaced: release, target }: RollbackFacts): Mrkdwn[] {
  const name = rollback?.replacing?.name ?? (release && releaseName(release));
  if (!name) return [];
  // What became of that mark since stands on the card of the release itself.
  const marked = release && target && goesBack(target, release) ? md`, marked as failed in production` : md``;
  return [md`Takes ${code(cut(name, 60))} out of production${marked}`];
}

/** What has come of it, and what holds it up. */
export function rollbackStanding(
  execution: Execution,
  modelDigest: string | undefined,
  facts: RollbackFacts,
): Mrkdwn[] {
  const { lock } = facts;
  return [
    ...(isByStage(execution) ? [] : rebuilt(execution, modelDigest, facts)),
    ...(lock && waitsForLock(execution, lock) ? [md`:lock: Waits before *${lock.stage}*: unlock to let it in`] : []),
    ...(facts.isLockedAfterwards ? [md`:lock: Locked afterwards: nothing is deployed until somebody unlocks it`] : []),
  ];
}

/** Whether what was built anew is what was released before; undefined where nobody can tell. */
export function isSameModel(modelDigest: string | undefined, { target }: RollbackFacts): boolean | undefined {
  const before = target?.model.digest;
  return modelDigest && before ? modelDigest === before : undefined;
}

function rebuilt(execution: Execution, modelDigest: string | undefined, facts: RollbackFacts): Mrkdwn[] {
  const name = cut(restoredName(execution, facts) ?? 'the release', 60);
  const isSame = isSameModel(modelDigest, facts);
  if (isSame) return [md`:white_check_mark: The rebuilt model is *${name}* itself: it has the same digest`];
  if (isSame === false) return [md`:warning: The rebuilt model is not *${name}*: its digest is another one`];
  if (execution.status !== 'Succeeded') return [];
  return [md`:warning: Nobody can tell whether the rebuilt model is *${name}*: there is no digest to compare`];
}

/** The lock has disabled the transition into a stage that this execution is to enter next. */
function waitsForLock({ status, stages }: Execution, { stage, transition }: Lock): boolean {
  const isDisabled = transition === 'disabled' || transition === 'disabled before';
  const isElsewhere = stages.some((one) => one.name === stage || !isEnded(one.status));
  return isDisabled && status === 'InProgress' && !isElsewhere;
}

/** What people say of the release that an execution has become. */
export function markLines(release: Release | undefined, console: ConsolePlace): Mrkdwn[] {
  if (!release?.mark) return [];
  const { as, by, reason, rolledBackBy } = release.mark;
  const page = rolledBackBy && executionPage(console, release.pipeline, rolledBackBy);
  const rollback = rolledBackBy ? md`, rolled back by execution ${link(page, rolledBackBy.slice(0, 8))}` : md``;
  const words = as === 'bad' ? md`:x: Failed in production` : md`:+1: Good in production`;
  return [md`${words}: ${firstLine(reason, 200)} (${mention(by.id)}${rollback})`];
}
