import type { MetricGate } from './approval-policy';
import { isLess, isSame, metricNumber, shownDistance, shownMetric, shownNumber, shownShare } from './metric-values';
import type { GateResult } from './verdict';

/** One thing that a gate demands, or one that is only good to know. */
export interface GatePart {
  state: GateResult['state'] | 'told';
  /** What follows "accuracy 0.94 is". */
  says: string;
  /** The value as it stands before that, where it takes more digits than usual to tell it from its bound. */
  value?: string | undefined;
}

/**
 * What a gate makes of the change against production. Where nothing is demanded of it the change is told all the same:
 * whoever decides wants to know.
 * @param before as production has reported it
 */
export function changePart(
  gate: MetricGate,
  now: string,
  before: string | undefined,
  isReleased: boolean,
): GatePart | undefined {
  const value = metricNumber(now);
  const other = before === undefined ? undefined : metricNumber(before);
  if (value === undefined || before === undefined || other === undefined) {
    return gate.worstChange && { state: 'open', says: nothingToCompareWith(isReleased) };
  }
  const state = gate.worstChange ? 'passed' : 'told';
  if (isSame(value, other)) return { state, says: 'the same as in production' };
  const distance = shownDistance(now, before);
  const isMore = value > other;
  if (gate.worstChange && isTooMuchWorse(gate, gate.worstChange, value, other)) {
    const most = inWords(gate.worstChange, Math.abs(other));
    return { state: 'missed', says: `worse than production’s ${shownMetric(before)} by ${distance}${most}` };
  }
  return { state, says: `${isMore ? '+' : '−'}${distance} on production` };
}

/** There is a release whose value is not known, or there is none. */
const nothingToCompareWith = (isReleased: boolean): string =>
  isReleased ? 'not compared: production reports no such number' : 'not compared: nothing is in production';

type WorstChange = NonNullable<MetricGate['worstChange']>;

function isTooMuchWorse({ better }: MetricGate, { by, isShare }: WorstChange, value: number, before: number): boolean {
  const worse = better === 'higher' ? before - value : value - before;
  const allowed = isShare ? Math.abs(before) * by : by;
  return isLess(allowed, worse, [value, before]);
}

function inWords({ by, isShare }: WorstChange, before: number): string {
  if (by === 0 || (isShare && before === 0)) return ', and must not be worse';
  return isShare ? `, more than ${shownShare(by)} of it` : `, more than ${shownNumber(by)}`;
}
