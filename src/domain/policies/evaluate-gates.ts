import type { Evidence } from '../approvals/evidence';
import type { Gate, MetricGate, TestsGate } from './approval-policy';
import { changePart, type GatePart } from './change-gate';
import { isLess, isSame, metricNumber, shownBeside, shownMetric } from './metric-values';
import type { GateResult } from './verdict';

/**
 * What comes of each gate, in a sentence a person would say, with the numbers it saw.
 *
 * - A required metric that is not reported, or is no number, is missed; one that need not be there is open.
 * - A gate against production is open where there is nothing to compare with: no release yet, or one that did not report
 *   this metric. So the first release is for a person to judge.
 * - A share is one of production's value without its sign; of 0 it is 0, so any worsening is too much.
 * - Numbers that differ by rounding noise alone are the same: a value at its gate has passed.
 */
export const evaluateGates = (gates: readonly Gate[], evidence: Evidence): GateResult[] =>
  gates.map((gate) => (gate.kind === 'tests' ? aboutTests(gate, evidence) : aboutMetric(gate, evidence)));

/** A gate that need not be there, of a metric that is not. */
export const isLeftOut = (gate: Gate, evidence: Evidence): boolean =>
  gate.kind === 'metric' && !gate.isRequired && reported(evidence.metrics, gate.metric) === undefined;

/** A gate that was missed by something that was reported: failing tests, or a number. */
export function isMissedByFacts({ gate, state }: GateResult, evidence: Evidence): boolean {
  if (state !== 'missed') return false;
  if (gate.kind === 'tests') return (evidence.tests?.failed ?? 0) > 0;
  return metricNumber(reported(evidence.metrics, gate.metric) ?? '') !== undefined;
}

function aboutTests(gate: TestsGate, { tests }: Evidence): GateResult {
  if (!tests) return { gate, state: 'missed', says: 'tests are not reported' };
  const { passed, failed, skipped } = tests;
  if (failed > 0) return { gate, state: 'missed', says: `${failed} ${failed === 1 ? 'test fails' : 'tests fail'}` };
  if (passed === 0) return { gate, state: 'missed', says: 'no test has run' };
  const all = passed === 1 ? 'the one test passes' : `all ${passed} tests pass`;
  return { gate, state: 'passed', says: skipped > 0 ? `${all}, ${skipped} skipped` : all };
}

function aboutMetric(gate: MetricGate, { metrics, production }: Evidence): GateResult {
  const name = metricInWords(gate.metric);
  const text = reported(metrics, gate.metric);
  if (text === undefined) {
    return gate.isRequired
      ? { gate, state: 'missed', says: `${name} is not reported` }
      : { gate, state: 'open', says: `${name} is not reported, and need not be` };
  }
  const value = metricNumber(text);
  if (value === undefined) {
    const says = `${name} is reported as “${shownMetric(text)}”, which is no number`;
    return { gate, state: gate.isRequired ? 'missed' : 'open', says };
  }
  const before = production && reported(production.metrics, gate.metric);
  const parts = [
    ...(gate.min === undefined ? [] : [minPart(text, value, gate.min)]),
    ...(gate.max === undefined ? [] : [maxPart(text, value, gate.max)]),
    changePart(gate, text, before, production !== undefined),
  ].filter((part) => part !== undefined);
  return { gate, ...joined(name, text, parts) };
}

/** Of a missed gate only what is missed is told. */
function joined(name: string, text: string, parts: readonly GatePart[]): Pick<GateResult, 'state' | 'says'> {
  const missed = parts.filter(({ state }) => state === 'missed');
  const told = missed.length > 0 ? missed : parts;
  const value = told.find((part) => part.value !== undefined)?.value ?? shownMetric(text);
  const says = `${name} ${value} is ${told.length > 0 ? told.map((part) => part.says).join(' and ') : 'reported'}`;
  if (missed.length > 0) return { state: 'missed', says };
  return { state: parts.some(({ state }) => state === 'open') ? 'open' : 'passed', says };
}

function minPart(text: string, value: number, min: number): GatePart {
  const shown = shownBeside(text, value, min);
  if (isLess(value, min)) return { state: 'missed', says: `below the gate ${shown.bound}`, value: shown.value };
  return { state: 'passed', says: `${isSame(value, min) ? 'at' : 'above'} the gate ${shown.bound}` };
}

function maxPart(text: string, value: number, max: number): GatePart {
  const shown = shownBeside(text, value, max);
  if (isLess(max, value)) return { state: 'missed', says: `above the gate ${shown.bound}`, value: shown.value };
  return { state: 'passed', says: `${isSame(value, max) ? 'at' : 'below'} the gate ${shown.bound}` };
}

/** `log_loss` → `log loss`. */
const metricInWords = (metric: string): string => metric.replaceAll('_', ' ');

/** A metric may be called like something that every object has. */
const reported = (metrics: Readonly<Record<string, string>>, metric: string): string | undefined =>
  Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
