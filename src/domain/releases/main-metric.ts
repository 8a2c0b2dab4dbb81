import { approvalPolicyOf, type PipelinePolicy } from '../policies/policy';

/** The one metric by which a model is told where there is room for one: the first that a gate is about, else the first by name. */
export function mainMetric(
  policy: PipelinePolicy,
  metrics: Readonly<Record<string, string>>,
): { name: string; value: string } | undefined {
  const gated = approvalPolicyOf(policy).gates.flatMap((gate) => (gate.kind === 'metric' ? [gate.metric] : []));
  const name = [...gated, ...Object.keys(metrics).sort()].find((one) => Object.hasOwn(metrics, one));
  const value = name === undefined ? undefined : metrics[name];
  return name === undefined || value === undefined ? undefined : { name, value };
}
