import type { KnownBlock, TableBlock } from '@slack/web-api';
import type { Evidence } from '../../domain/approvals/evidence';
import type { MetricGate } from '../../domain/policies/approval-policy';
import type { GateResult } from '../../domain/policies/verdict';
import { brief, briefLine, context, join, md, section } from '../blocks';
import { changeWithArrow, figure, metricLabel, testCounts } from '../figures';
import type { ApprovalView } from './approval-view';
import { gateCell } from './gate-words';

/** A table holds 100 rows (Slack, table block); a card stays readable with twenty. */
export const METRIC_ROWS = 20;

/** Metrics beside production's with their gates, and the tests. @param rows metrics at most; all are in Details */
export function evidenceBlocks(view: ApprovalView, rows = METRIC_ROWS): KnownBlock[] {
  const names = metricNames(view);
  // A rollback that is only asked for has run nothing.
  const tests = view.approval.kind === 'rollback' ? [] : [testsLine(view)];
  if (names.length === 0) return [section(md`*Metrics*: not reported`), ...tests];
  const left = names.length - rows;
  const more = left > 0 ? [context(md`${left} more metrics are in Details`)] : [];
  return [...(rows > 0 ? [metricsTable(view, names.slice(0, rows))] : []), ...more, ...tests];
}

/** What a gate is about comes first, in the order of the policy; the others follow by name. */
export function metricNames({ approval: { evidence }, verdict }: ApprovalView): string[] {
  const gated = verdict.gates.flatMap(({ gate }) => (gate.kind === 'metric' ? [gate.metric] : []));
  return [...new Set([...gated, ...Object.keys(evidence.metrics).sort()])];
}

function metricsTable(view: ApprovalView, names: readonly string[]): TableBlock {
  const { production } = view.approval.evidence;
  const rows = names.map((name) => metricCells(view, name));
  const hasGates = rows.some(({ gate }) => gate !== '');
  const before = production?.version
    ? `Production ${withoutModel(production.version, view.policy.model)}`
    : 'Production';
  const gate = view.rules.isShadow ? 'Gate (shadow)' : 'Gate';
  const head = { label: 'Metric', now: 'This release', before, change: 'Change', gate };
  return {
    type: 'table',
    column_settings: [
      { align: 'left' },
      { align: 'right' },
      { align: 'right' },
      { align: 'right' },
      ...(hasGates ? [{ align: 'left' as const }] : []),
    ],
    rows: [head, ...rows].map(({ label, now, before: past, change: by, gate }) =>
      [label, now, past, by, ...(hasGates ? [gate || '–'] : [])].map(cell),
    ),
  };
}

/** The card names the model already, and a wide column pushes the gates out of sight. */
const withoutModel = (version: string, model: string): string =>
  version.startsWith(`${model}-`) ? version.slice(model.length + 1) : version;

const cell = (text: string) => ({ type: 'raw_text' as const, text: briefLine(text, 60) || '–' });

interface MetricCells {
  label: string;
  now: string;
  before: string;
  change: string;
  /** Empty where nothing is demanded. */
  gate: string;
}

/** One metric as a person reads it: both values, the change with its direction, and what is demanded of it. */
export function metricCells({ approval, verdict }: ApprovalView, name: string): MetricCells {
  const { metrics, production } = approval.evidence;
  const results = verdict.gates.filter((result): result is GateResult & { gate: MetricGate } => isAbout(result, name));
  const [now, before] = [reported(metrics, name), reported(production?.metrics ?? {}, name)];
  return {
    label: metricLabel(name),
    now: now === undefined ? 'not reported' : figure(now),
    before: before === undefined ? '—' : figure(before),
    change: changeWithArrow(now, before, results[0]?.gate.better),
    gate: results.map(gateCell).join(', '),
  };
}

const isAbout = ({ gate }: GateResult, name: string): boolean => gate.kind === 'metric' && gate.metric === name;

/** Names are foreign: `constructor` is a metric like any other. */
const reported = (metrics: Record<string, string>, name: string): string | undefined =>
  Object.hasOwn(metrics, name) ? metrics[name] : undefined;

function testsLine({ approval: { evidence } }: Pick<ApprovalView, 'approval'>): KnownBlock {
  const { tests, production } = evidence;
  const comparison = production ? md`` : md`  ·  Nothing is in production yet: there is nothing to compare with`;
  if (!tests) return context(md`Tests: not reported${comparison}`);
  return context(join([md`${testsInWords(tests)}`, failing(tests), comparison], ''));
}

export const testsInWords = (tests: NonNullable<Evidence['tests']>): string =>
  `${tests.failed > 0 ? ':x:' : ':white_check_mark:'} Tests: ${testCounts(tests)}`;

const failing = ({ failing: names }: NonNullable<Evidence['tests']>) =>
  names.length > 0 ? md`  (${brief(names.join(', '), 300)})` : md``;
