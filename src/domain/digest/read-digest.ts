import type { Anchor } from '../audit/anchors';
import { chainOf, WORKSPACE_CHAIN } from '../audit/chains';
import { Refusal } from '../errors';
import type { PipelinePolicy, Scope } from '../policies/policy';
import type { Approvals } from '../ports/approvals';
import type { AuditLog } from '../ports/audit-log';
import type { Executions } from '../ports/executions';
import type { Releases } from '../ports/releases';
import { mainMetric } from '../releases/main-metric';
import type { ProductionOf } from '../releases/production';
import { releaseName } from '../releases/release';
import { dayOf } from '../zoned-time';
import { chartDays } from './chart-days';
import { countPeriod, REACH_MS } from './count-period';
import { countReleases } from './count-releases';
import { deploymentsOf } from './deployment';
import type { Digest, PipelineDigest } from './digest';
import { doraOf } from './dora';
import type { DoraMeasures } from './dora-measures';
import type { Period } from './period';

export interface ReadDigestDeps {
  executions: Executions;
  approvals: Approvals;
  releases: Releases;
  audit: AuditLog;
  productionOf: ProductionOf;
  countFailedDeployments: boolean;
}

interface DigestAsked {
  pipelines: readonly PipelinePolicy[];
  /** Chains of these are anchored beside those of the pipelines. */
  others?: readonly Scope[];
  period: Period;
  timeZone: string;
}

/** What a digest tells, from our record alone: a handful of index queries per pipeline, whose cost is that of 56 days. */
export type ReadDigest = (asked: DigestAsked) => Promise<Digest>;

/** Days of each of the two windows that are compared: DORA's measures move slowly. */
const TREND_DAYS = 28;
const CHART_DAYS = 14;

export function readDigest(deps: ReadDigestDeps): ReadDigest {
  return async ({ pipelines, others = [], period, timeZone }) => {
    const [read, anchors] = await Promise.all([
      Promise.all(pipelines.map((policy) => readPipeline(deps, policy, { period, timeZone }))),
      anchorsOf(deps.audit, [...pipelines, ...others]),
    ]);
    return {
      ...{ period, timeZone, anchors, countsFailedDeployments: deps.countFailedDeployments },
      pipelines: read.map(({ digest }) => digest),
      days: chartDays(
        read.map(({ deployments }) => deployments),
        daysBefore(period.to, timeZone, CHART_DAYS),
        timeZone,
      ),
    };
  };
}

async function readPipeline(
  deps: ReadDigestDeps,
  policy: PipelinePolicy,
  { period, timeZone }: Pick<Digest, 'period' | 'timeZone'>,
) {
  const now = daysBefore(period.to, timeZone, TREND_DAYS);
  const before = daysBefore(now.from, timeZone, TREND_DAYS);
  const [executions, open, history, production, state] = await Promise.all([
    deps.executions.startedSince(
      policy.name,
      new Date(Math.min(before.from.getTime(), period.from.getTime()) - REACH_MS),
    ),
    deps.approvals.open(policy.name),
    deps.releases.releasedSince(policy.name, before.from),
    // It asks AWS where the history was never looked through; what AWS does not tell hides no other pipeline.
    deps.productionOf(policy).then((served) => ({ served, unreadable: undefined }), unreadable),
    deps.releases.production(policy.name),
  ]);
  // What was released by another stage, before the configuration named this one, is another measure.
  const released = history.filter(({ stage }) => stage === state?.stage);
  const deployments = deploymentsOf({ releases: released, executions, stage: state?.stage });
  const { served, unreadable: why } = production;
  const { countFailedDeployments } = deps;
  const options = { countFailedDeployments, asOf: period.to };
  const trend = {
    now: doraOf(deployments, { ...now, timeZone }, options),
    before: doraOf(deployments, { ...before, timeZone }, options),
  };
  const digest: PipelineDigest = {
    pipeline: policy.name,
    model: policy.model,
    counts: { ...countPeriod(executions, period), ...countReleases(released, period) },
    waiting: { count: open.length, oldestAt: earliest(open.map(({ requestedAt }) => requestedAt)) },
    production: served && { name: releaseName(served), metric: mainMetric(policy, served.metrics) },
    unreadable: why,
    openFailures: openIn([trend.now, trend.before]),
    trend,
  };
  return { digest, deployments };
}

function unreadable(error: unknown): { served: undefined; unreadable: string } {
  if (!(error instanceof Refusal)) throw error;
  return { served: undefined, unreadable: error.userMessage };
}

function openIn(windows: readonly DoraMeasures[]): PipelineDigest['openFailures'] {
  const ages = windows.flatMap(({ recoveryTime: { oldestOpenMs } }) => oldestOpenMs ?? []);
  const count = windows.reduce((sum, { recoveryTime }) => sum + recoveryTime.open, 0);
  return { count, oldestMs: ages.length > 0 ? Math.max(...ages) : undefined };
}

/** So many days of the calendar there, the last one that which ends, or is under way, at `to`. */
function daysBefore(to: Date, timeZone: string, days: number): Period {
  const within = new Date(to.getTime() - 1);
  return { from: dayOf(within, timeZone, 1 - days).from, to };
}

const earliest = (moments: readonly Date[]): Date | undefined =>
  moments.length === 0 ? undefined : new Date(Math.min(...moments.map((at) => at.getTime())));

/** The chain that was written to last comes first. */
async function anchorsOf(audit: AuditLog, scopes: readonly Scope[]): Promise<Anchor[]> {
  const chains = [...new Set([...scopes.map(chainOf), WORKSPACE_CHAIN])];
  const newest = await Promise.all(chains.map((chain) => audit.latest(chain, 1)));
  return newest
    .flatMap(([record]) => (record ? [record] : []))
    .sort((one, next) => (one.at < next.at ? 1 : -1))
    .map(({ chain, sequence, hash }) => ({ chain, sequence, hash }));
}
