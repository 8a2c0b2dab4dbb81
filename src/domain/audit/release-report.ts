import type { Execution } from '../executions/execution';
import type { Approvals } from '../ports/approvals';
import type { AuditLog } from '../ports/audit-log';
import type { Executions } from '../ports/executions';
import type { Releases } from '../ports/releases';
import { type Release, releaseName } from '../releases/release';
import type { Anchor } from './anchors';
import { pipelineChain } from './chains';
import { newestLink } from './find-place';
import { readRecords } from './read-records';
import { actsIn, type RecordedAct } from './recorded-act';
import { decidedBy, isOfRollback, type RecordedApproval, recordedApproval } from './recorded-approval';
import type { RecordedEvidence } from './recorded-evidence';
import { type ServedTime, servedTimes } from './served-times';
import { type ShownLink, shownLink } from './shown-link';
import type { Stretch } from './walk-chain';

export interface ReleaseReportDeps {
  releases: Releases;
  executions: Executions;
  approvals: Approvals;
  audit: Pick<AuditLog, 'after'>;
  now: () => Date;
}

/** What is known of one release, from our own record alone: AWS forgets, and is not asked. */
export interface ReleaseReport {
  writtenAt: Date;
  /** How people name it. */
  name: string;
  release: Release;
  /** Absent: it was released before the record of executions began. */
  execution?: Execution | undefined;
  /** Production serves it now; absent: the record does not tell. */
  isInProduction?: boolean | undefined;
  served: readonly ServedTime[];
  /** The release of the pipeline before it. */
  previous?: Release | undefined;
  /** Executions of the rollbacks that brought it back or took it out, by their ids, as far as they are on record. */
  rollbacks: ReadonlyMap<string, Execution>;
  approvals: readonly RecordedApproval[];
  /** What whoever let it into production has seen; absent: it is not on record. */
  decidedOn?: RecordedEvidence | undefined;
  /** Everything on record about it, in order. */
  acts: readonly RecordedAct[];
  /** Refusals and locks of the pipeline while it was on its way. */
  around: readonly RecordedAct[];
  chain: ShownChain;
}

/** The records that it rests on, and how far they prove themselves. */
export interface ShownChain {
  name: string;
  /** Those about the release, and those around it, in order. */
  links: readonly ShownLink[];
  /** What was read of the chain, its links checked one by one, those that are not shown among them. */
  stretches: readonly Stretch[];
  /** The end of the chain when the report was written; absent: nothing is on record. */
  head?: Anchor | undefined;
}

export type MakeReleaseReport = (release: Release) => Promise<ReleaseReport>;

/** Releases and rollbacks of which the history is told. */
const HISTORY = 1_000;
/** Rollbacks that are looked up. */
const ROLLBACKS = 20;

/** Gathers everything about one release: some hundred queries at most, whatever the length of the record. */
export function releaseReport(deps: ReleaseReportDeps): MakeReleaseReport {
  const { releases, executions, approvals, audit, now } = deps;
  return async (release) => {
    const { pipeline, executionId, stage } = release;
    const [execution, production, newest] = await Promise.all([
      executions.get(pipeline, executionId),
      releases.production(pipeline),
      releases.newest(pipeline, HISTORY),
    ]);
    const history = newest.filter((success) => success.stage === stage);
    const served = servedTimes(executionId, history);
    const { stretches, about, around } = await readRecords(audit, { release, execution, served });
    const acts = actsIn(about);
    const ofApprovals = await Promise.all(
      questionsIn(acts).map(async ([id, answers]) => recordedApproval(id, answers, await approvals.get(id))),
    );
    return {
      writtenAt: now(),
      name: releaseName(release),
      release,
      execution,
      isInProduction: production && production.servesId === executionId,
      served,
      previous: history.find((one) => !one.rollback && one.releasedAt < release.releasedAt),
      rollbacks: await rollbacksIn(executions, served),
      approvals: ofApprovals,
      decidedOn: decidedOn(ofApprovals),
      acts,
      around: actsIn(around),
      chain: {
        name: pipelineChain(pipeline),
        links: [...about, ...around].sort((one, next) => one.sequence - next.sequence),
        stretches,
        head: await headOf(audit, pipelineChain(pipeline)),
      },
    };
  };
}

/** Acts about approvals of the release itself, by the question that they answer. */
function questionsIn(acts: readonly RecordedAct[]): [approvalId: string, acts: RecordedAct[]][] {
  const questions = new Map<string, RecordedAct[]>();
  for (const act of acts.filter(({ action }) => action.startsWith('approval.'))) {
    questions.set(act.target, [...(questions.get(act.target) ?? []), act]);
  }
  return [...questions].filter(([, answers]) => !isOfRollback(answers));
}

/** Of the answer that let it in; where it was answered elsewhere, what our record had at that time. */
function decidedOn(approvals: readonly RecordedApproval[]): RecordedEvidence | undefined {
  const approved = approvals.findLast(({ decision }) => decision === 'approved') ?? approvals.at(-1);
  return (
    (approved && decidedBy(approved)?.act.evidence) ??
    approved?.ended?.evidence ??
    approved?.answers.findLast(({ act }) => act.evidence)?.act.evidence
  );
}

async function rollbacksIn(executions: Executions, served: readonly ServedTime[]): Promise<Map<string, Execution>> {
  const rollbacks = served.flatMap(({ by, endedBy }) => [by, endedBy]).filter((one) => one?.rollback);
  const found = await Promise.all(
    rollbacks.slice(0, ROLLBACKS).map((one) => one && executions.get(one.pipeline, one.executionId)),
  );
  return new Map(found.flatMap((execution) => (execution ? [[execution.executionId, execution]] : [])));
}

async function headOf(audit: ReleaseReportDeps['audit'], chain: string): Promise<Anchor | undefined> {
  const newest = await newestLink(audit, chain);
  const { sequence = 0, hash = '' } = newest ? shownLink(newest) : {};
  return newest && { chain, sequence, hash };
}
