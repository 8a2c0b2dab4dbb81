import type { MetricGate } from '../../domain/policies/approval-policy';
import type { GateResult } from '../../domain/policies/verdict';

/** Read without colour: ✓ passed, ✗ missed, ○ neither. */
export const GATE_MARK: Record<GateResult['state'], string> = { passed: '✓', missed: '✗', open: '○' };

/** `≥ 0.9 ✓`: what is demanded of a metric, and whether it is so. */
export const gateCell = ({ gate, state }: GateResult & { gate: MetricGate }): string =>
  `${demands(gate)} ${GATE_MARK[state]}`;

function demands({ min, max, worstChange, better, isRequired }: MetricGate): string {
  const all = [
    ...(min === undefined ? [] : [`≥ ${min}`]),
    ...(max === undefined ? [] : [`≤ ${max}`]),
    ...(worstChange === undefined ? [] : [`Δ ${better === 'higher' ? '≥ −' : '≤ +'}${amount(worstChange)}`]),
  ];
  if (all.length > 0) return all.join(', ');
  return isRequired ? 'reported' : 'nothing';
}

/** How much worse than production it may be; a share has no more digits than a person types. */
const amount = ({ by, isShare }: NonNullable<MetricGate['worstChange']>): string =>
  isShare ? `${Number((by * 100).toPrecision(6))} %` : String(by);
