import { BadRequest } from '../errors';
import type { MetricGate } from '../policies/approval-policy';
import { metricNumber } from '../policies/metric-values';
import { approvalPolicyOf, type PipelinePolicy } from '../policies/policy';
import type { ReleasesChart } from '../ports/charts';
import type { ReleasePage } from './list-releases';
import { isBad, releaseName } from './release';

/** Releases that a picture has room for; the newest ones. */
export const CHARTED = 30;

/** Metrics that the releases have reported as numbers: first those that a gate asks for, in its order. */
export function chartableMetrics(policy: PipelinePolicy, { releases }: ReleasePage): string[] {
  const reported = new Set(
    releases.flatMap(({ metrics }) =>
      Object.keys(metrics).filter((name) => metricNumber(metrics[name] ?? '') !== undefined),
    ),
  );
  const gated = metricGates(policy).map(({ metric }) => metric);
  return [...new Set([...gated.filter((name) => reported.has(name)), ...[...reported].sort()])];
}

/** One metric over the releases of a part of the history, oldest first. */
export function chartOfReleases(policy: PipelinePolicy, page: ReleasePage, metric: string): ReleasesChart {
  return {
    pipeline: policy.name,
    metric,
    gate: gateOf(policy, metric),
    releases: page.releases.toReversed().map((release) => ({
      name: releaseName(release),
      releasedAt: release.releasedAt,
      value: metricNumber(release.metrics[metric] ?? ''),
      rollbackTo: release.rollback && (page.restored.get(release.rollback.targetId) ?? releaseName(release)),
      isBad: isBad(release),
      isProduction: release.executionId === page.productionId,
    })),
  };
}

/**
 * A metric as somebody has typed it: as the build exports it (`METRIC_MACRO_F1`), as cards show it (`macro f1`), or as
 * evidence names it.
 *
 * @param nearest names that may have been meant
 * @throws BadRequest naming them, else what there is to choose
 */
export function metricNamed(
  metrics: readonly string[],
  typed: string,
  nearest: (names: readonly string[], typed: string) => string[],
): string {
  const wanted = typed
    .trim()
    .toLowerCase()
    .replace(/^metric_/, '')
    .replace(/[\s-]+/g, '_');
  const found = metrics.find((name) => name.toLowerCase() === wanted);
  if (found !== undefined) return found;
  const shown = `“${typed.trim().slice(0, SHOWN)}”`;
  if (metrics.length === 0) throw new BadRequest('No release has reported a metric that is a number.');
  const near = nearest(metrics, wanted);
  if (near.length > 0)
    throw new BadRequest(`No release has reported ${shown} as a number. Did you mean ${near.join(' or ')}?`);
  const choice = metrics.slice(0, CHOICES).join(', ');
  throw new BadRequest(`No release has reported ${shown} as a number. There is ${choice}.`);
}

/** Characters of what was typed that are said back; metrics that are named to choose among. */
const SHOWN = 40;
const CHOICES = 8;

/** Of the approvals of the deploy stage, else of any other; of production's own value a line cannot be drawn. */
function gateOf(policy: PipelinePolicy, metric: string): ReleasesChart['gate'] {
  for (const gate of metricGates(policy)) {
    if (gate.metric !== metric) continue;
    const { min, max, better } = gate;
    const own = better === 'higher' ? min : max;
    if (own !== undefined) return { value: own, better };
    if (min !== undefined) return { value: min, better: 'higher' };
    if (max !== undefined) return { value: max, better: 'lower' };
  }
  return undefined;
}

function metricGates(policy: PipelinePolicy): MetricGate[] {
  const stages = [policy.deployStage, undefined, ...Object.keys(policy.approvals.stages)];
  const gates = stages.flatMap((stage) => approvalPolicyOf(policy, stage).gates);
  return gates.filter((gate): gate is MetricGate => gate.kind === 'metric');
}
