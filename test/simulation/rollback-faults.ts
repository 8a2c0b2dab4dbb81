import type { AuditRecord } from '../../src/domain/audit/audit-chain';
import type { PipelinePolicy } from '../../src/domain/policies/policy';
import type { ExecutionSummary } from '../../src/domain/ports/pipelines';
import { goesBack } from '../../src/domain/releases/release';
import type { UseCaseBench } from '../support/use-case-bench';
import { standingVoters } from './decision-faults';
import { newestOf, releasedIn } from './release-faults';

/** What is not as it must be with the rollbacks of a pipeline, by what CodePipeline has begun and the audit trail says. */
export async function rollbackFaults(
  bench: UseCaseBench,
  { name: pipeline, rollback }: PipelinePolicy,
): Promise<string[]> {
  const records = bench.trail().filter(isAboutRollbacks);
  const asked = new Set(records.map(askedAs));
  const starts = bench.pipelines.starts.filter(({ requestToken }) => asked.has(requestToken));
  const pinned = new Set(starts.map((start) => bench.pipelines.startedBy(start)));
  const begun = (await bench.pipelines.recentExecutions(pipeline, 1_000)).filter(
    ({ isRollback, executionId }) => isRollback || pinned.has(executionId),
  );
  return [
    ...outcomeFaults(records, begun),
    ...overlapFaults(begun),
    ...quorumFaults(records, rollback.approval?.quorum ?? 0),
    ...(await recordFaults(bench, pipeline, begun)),
    ...(await productionFaults(bench, pipeline)),
  ];
}

/** What begins one by itself, and what begins one that was asked for. */
const isAboutRollbacks = ({ action, target }: AuditRecord): boolean =>
  action === 'pipeline.rollback' || (action === 'approval.approved' && target.startsWith('rollback-'));

/** What CodePipeline is told as the request token: of one that others have approved, the audit id of the question. */
const askedAs = ({ action, auditId, target }: AuditRecord): string =>
  action === 'approval.approved' ? target.slice('rollback-'.length) : auditId;

/** Each intent has one outcome; each that was done has an execution of its own, and there is no other execution. */
function outcomeFaults(records: readonly AuditRecord[], begun: readonly ExecutionSummary[]): string[] {
  const intents = records.filter(({ phase }) => phase === 'intended');
  const counts = intents.map(({ auditId }) => records.filter((one) => one.auditId === auditId).length - 1);
  const done = records.filter(({ phase }) => phase === 'done').flatMap(({ outcome }) => outcome?.executionId ?? []);
  const unknown = begun.filter(({ executionId }) => !done.includes(executionId));
  return [
    ...counts.filter((count) => count !== 1).map((count) => `a rollback's intent has ${count} outcomes`),
    ...(new Set(done).size === done.length ? [] : ['two intents claim one rollback']),
    ...(done.length === begun.length ? [] : [`${begun.length} rollbacks were begun, ${done.length} are on record`]),
    ...unknown.map(({ executionId }) => `nobody asked for the rollback ${executionId}`),
  ];
}

/** Where others have to approve one, nobody begins it without them: each has so many behind it who saw the same. */
function quorumFaults(records: readonly AuditRecord[], quorum: number): string[] {
  const began = records.filter(({ phase, outcome }) => phase === 'done' && outcome?.executionId !== undefined);
  return began.flatMap((own) => {
    if (quorum === 0) return [];
    const voters = standingVoters(
      records.filter(({ target }) => target === own.target),
      own,
    );
    return voters.size >= quorum ? [] : [`${own.target} was begun by ${voters.size} of ${quorum}`];
  });
}

/** Never two at once. */
function overlapFaults(begun: readonly ExecutionSummary[]): string[] {
  const inOrder = begun.toSorted((one, next) => one.startedAt.getTime() - next.startedAt.getTime());
  return inOrder.flatMap((one, index) => {
    const next = inOrder[index + 1];
    return next && next.startedAt < one.updatedAt ? [`${next.executionId} was begun while ${one.executionId} ran`] : [];
  });
}

async function recordFaults(
  bench: UseCaseBench,
  pipeline: string,
  begun: readonly ExecutionSummary[],
): Promise<string[]> {
  const found: string[] = [];
  for (const { executionId, status } of begun) {
    const execution = await bench.executions.get(pipeline, executionId);
    const replaced = execution?.rollback?.replacing;
    const from = replaced && (await bench.releases.get(pipeline, replaced.executionId));
    const to = execution?.rollbackOf && (await bench.releases.get(pipeline, execution.rollbackOf));
    const isBack = from && to && goesBack(to, from);
    const release = await bench.releases.get(pipeline, executionId);
    if (!execution?.rollbackOf || !execution.requestedBy) found.push(`${executionId} is not known as a rollback`);
    // Somebody may have called it good all the same, since then.
    const isMarked = from && (from.mark?.as === 'bad' || from.mark?.reason.startsWith('as the seed says, word'));
    if (isBack && !isMarked) found.push(`${replaced?.name} is not marked, though it was rolled back`);
    if (status === 'Succeeded' && !release?.rollback) found.push(`${executionId} is on record as a release`);
  }
  const claim = (await bench.releases.production(pipeline))?.rollback;
  return claim ? [...found, `a claim is left: ${JSON.stringify(claim)}`] : found;
}

/** What production serves follows from the last success of the deploy stage. */
async function productionFaults({ pipelines, releases }: UseCaseBench, pipeline: string): Promise<string[]> {
  const last = newestOf(await releasedIn(pipelines, pipeline)).map(({ executionId }) => executionId);
  const known = (await releases.production(pipeline))?.last?.executionId ?? 'none';
  return last.length === 0 || last.includes(known) ? [] : [`${last} was deployed last, on record ${known}`];
}
