import { type AuditRecord, firstBrokenLink } from '../../src/domain/audit/audit-chain';
import { auditIdIn } from '../../src/domain/audit/signed-reason';
import { lockById } from '../../src/domain/releases/lock';
import type { UseCaseBench } from '../support/use-case-bench';

/** An intent with its outcomes, as they are on record. */
interface Act {
  intent: AuditRecord;
  outcomes: AuditRecord[];
}

/** What is not as it must be with what people asked for: in the world, on record, and between the two. */
export async function actFaults(bench: UseCaseBench, pipeline: string): Promise<string[]> {
  const acts = actsOf(bench.audit.records);
  return [
    ...chainFaults(bench.audit.records),
    ...acts.flatMap(orderFaults),
    ...acts.flatMap((act) => effectFaults(bench, act)),
    ...unintended(bench, acts),
    ...retryFaults(bench, acts),
    ...(await deployFaults(bench, pipeline, acts)),
    ...(await lockFaults(bench, pipeline, acts)),
    ...(await markFaults(bench, pipeline, acts)),
    ...(await buildFaults(bench)),
    ...(await overrideFaults(bench, acts)),
  ];
}

function actsOf(records: readonly AuditRecord[]): Act[] {
  const intents = records.filter(({ phase }) => phase === 'intended');
  return intents.map((intent) => {
    const isItsOwn = ({ auditId, phase, chain }: AuditRecord) =>
      auditId === intent.auditId && chain === intent.chain && phase !== 'intended';
    return { intent, outcomes: records.filter(isItsOwn) };
  });
}

const isDone = ({ outcomes }: Act): boolean => outcomes.some(({ phase }) => phase === 'done');
const named = ({ intent: { action, auditId } }: Act): string => `${action} ${auditId}`;

function chainFaults(records: readonly AuditRecord[]): string[] {
  return [...new Set(records.map(({ chain }) => chain))].flatMap((chain) => {
    const broken = firstBrokenLink(records.filter((record) => record.chain === chain));
    return broken ? [`the audit chain ${chain} is broken: ${JSON.stringify(broken)}`] : [];
  });
}

/** One intent, and behind it one outcome. */
function orderFaults(act: Act, _index: number, acts: readonly Act[]): string[] {
  const { intent, outcomes } = act;
  const found: string[] = [];
  if (acts.filter((other) => other.intent.auditId === intent.auditId).length > 1) found.push(`${named(act)} twice`);
  if (outcomes.length !== 1) found.push(`${named(act)} has ${outcomes.length} outcomes`);
  if (outcomes.some(({ sequence }) => sequence < intent.sequence)) found.push(`${named(act)} ended before it began`);
  return found;
}

/** What is on record as done has happened once, and what was refused has not. */
function effectFaults(bench: UseCaseBench, act: Act): string[] {
  const count = effectsOf(bench, act.intent);
  if (count === undefined) return [];
  const wanted = isDone(act) ? 1 : 0;
  return count === wanted ? [] : [`${named(act)} is ${isDone(act) ? 'done' : 'refused'}, and has ${count} effects`];
}

function effectsOf({ pipelines, builds }: UseCaseBench, { action, auditId }: AuditRecord): number | undefined {
  switch (action) {
    case 'pipeline.deploy':
      return pipelines.startedBy({ pipeline: '', variables: [], requestToken: auditId }) === undefined ? 0 : 1;
    case 'project.build':
      return builds.all().filter(({ requestId }) => requestId === auditId).length;
    case 'pipeline.stop':
      return pipelines.stopped.filter(({ reason }) => auditIdIn(reason) === auditId).length;
    default:
      return undefined;
  }
}

/** Nothing happens that nobody has put on record first. */
function unintended({ pipelines, builds }: UseCaseBench, acts: readonly Act[]): string[] {
  const intended = new Set(acts.map(({ intent }) => intent.auditId));
  const caused = [
    ...pipelines.starts.map(({ requestToken }) => requestToken),
    ...pipelines.stops.map(({ reason }) => auditIdIn(reason)),
    ...builds.starts.map(({ requestId }) => requestId),
  ];
  const unknown = caused.filter((auditId) => auditId === undefined || !intended.has(auditId));
  return unknown.map((auditId) => `${auditId} has acted, and is no intent on record`);
}

/** Four eyes rest on who asked. */
async function deployFaults({ executions }: UseCaseBench, pipeline: string, acts: readonly Act[]): Promise<string[]> {
  const faults = await Promise.all(
    acts.map(async ({ intent, outcomes }) => {
      const executionId = outcomes[0]?.outcome?.executionId;
      if (intent.action !== 'pipeline.deploy' || typeof executionId !== 'string') return [];
      const by = (await executions.get(pipeline, executionId))?.requestedBy?.id;
      return by === intent.actor.id ? [] : [`${executionId} was asked for by ${intent.actor.id}, on record ${by}`];
    }),
  );
  return faults.flat();
}

/** RetryStageExecution carries no id: what counts is that as many were made as are on record. */
function retryFaults({ pipelines }: UseCaseBench, acts: readonly Act[]): string[] {
  const done = acts.filter((act) => act.intent.action === 'pipeline.retry' && isDone(act));
  const ids = new Set([...done.map(({ intent }) => intent.target), ...pipelines.retried.map((one) => one.executionId)]);
  return [...ids].flatMap((id) => {
    const made = pipelines.retried.filter(({ executionId }) => executionId === id).length;
    const told = done.filter(({ intent }) => intent.target === id).length;
    return made === told ? [] : [`${id} was tried again ${made} times, on record ${told}`];
  });
}

/** A lock is where its record says, holds whatever is begun after it, and leaves no transition disabled behind it. */
async function lockFaults(bench: UseCaseBench, pipeline: string, acts: readonly Act[]): Promise<string[]> {
  const known = await bench.locks.get(pipeline);
  const found: string[] = [];
  const { disabledReason } = (await bench.pipelines.inboundTransition(pipeline, 'Deploy')) ?? {};
  const isCurrent = known?.current && disabledReason?.endsWith(known.current.lockId);
  if (disabledReason && !isCurrent) found.push(`the transition is disabled, and no lock is why: ${disabledReason}`);
  if (known?.current?.transition === 'disabled' && !isCurrent) found.push('a lock holds, and the transition does not');
  for (const act of acts.filter(({ intent }) => intent.action === 'pipeline.lock')) {
    const { auditId, request } = act.intent;
    if (!isDone(act)) {
      if (lockById(known, auditId)) found.push(`${named(act)} is refused, and on`);
      continue;
    }
    const from = act.outcomes[0]?.sequence ?? Number.POSITIVE_INFINITY;
    const end = acts.find(({ intent }) => intent.action === 'pipeline.unlock' && intent.request.lockId === auditId);
    const until = end?.intent.sequence ?? Number.POSITIVE_INFINITY;
    const overAt = typeof request.until === 'string' ? request.until : undefined;
    found.push(...acts.filter((other) => isWithin(other, { from, until, overAt })).map((other) => slipped(other)));
    if (!end && known?.current?.lockId !== auditId) found.push(`${named(act)} is on record, and neither on nor off`);
  }
  return found;
}

const slipped = (act: Act): string => `${named(act)} was done while the pipeline was locked`;

/** Begun after the lock was on, and done before anybody began to take it off. */
function isWithin(act: Act, { from, until, overAt }: { from: number; until: number; overAt: string | undefined }) {
  const { intent, outcomes } = act;
  const isHeld = ['pipeline.deploy', 'pipeline.retry', 'approval.approved'].includes(intent.action);
  if (!isHeld || intent.target.startsWith('rollback-')) return false;
  return outcomes.some(
    ({ phase, sequence, at }) =>
      phase === 'done' && intent.sequence > from && sequence < until && (overAt === undefined || at < overAt),
  );
}

/** The last word on a release is somebody's who was not refused. */
async function markFaults(bench: UseCaseBench, pipeline: string, acts: readonly Act[]): Promise<string[]> {
  const marks = acts.filter(({ intent }) => intent.action === 'release.mark');
  const faults = await Promise.all(
    marks.map(async (act) => {
      const mark = (await bench.releases.get(pipeline, act.intent.target))?.mark;
      const isIts = mark?.reason === act.intent.request.reason;
      if (isDone(act) && !mark) return [`${named(act)} is done, and the release has no mark`];
      return !isDone(act) && isIts ? [`${named(act)} is refused, and stands`] : [];
    }),
  );
  return faults.flat();
}

/** What was started is followed to its end. */
async function buildFaults({ builds, buildRecords }: UseCaseBench): Promise<string[]> {
  const faults = await Promise.all(
    builds.all().map(async ({ buildId, status }) => {
      const known = await buildRecords.get(buildId);
      return known?.status === status ? [] : [`build ${buildId} is ${status}, on record ${known?.status}`];
    }),
  );
  return faults.flat();
}

/** Nobody confirms what they have asked themselves, and who was refused has changed nothing. */
async function overrideFaults(bench: UseCaseBench, acts: readonly Act[]): Promise<string[]> {
  const overrides = acts.filter(({ intent }) => intent.action.startsWith('approval.override-'));
  const faults = await Promise.all(
    overrides.map(async (act) => {
      const { auditId, target } = act.intent;
      const override = (await bench.approvals.get(target))?.override;
      if (override?.confirmed?.by.id === override?.asked.by.id && override) return [`${target} has overridden itself`];
      const stands = override?.asked.auditId === auditId || override?.confirmed?.auditId === auditId;
      return !isDone(act) && stands ? [`${named(act)} is refused, and stands`] : [];
    }),
  );
  return faults.flat();
}
