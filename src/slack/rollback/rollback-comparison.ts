import type { SectionBlock } from '@slack/web-api';
import type { PipelinePolicy } from '../../domain/policies/policy';
import type { Served } from '../../domain/releases/production';
import type { Release } from '../../domain/releases/release';
import { briefLine, type Mrkdwn, md, mrkdwn } from '../blocks';
import { changeWithArrow, duration, figure, metricLabel } from '../figures';
import { shortName } from './rollback-words';

/** Metrics shown: a person in a hurry compares few. */
const METRICS = 6;
/** Slack: a section holds 10 fields, two in a row. */
const FIELDS = 10;

/** The chosen release beside production's. A dialog takes no table (Slack, table block), so each row is two fields. */
export function comparison(
  policy: PipelinePolicy,
  chosen: Release,
  production: Served | undefined,
  now: Date,
): SectionBlock[] {
  const metrics = metricNames(policy, chosen, production).map((name): [Mrkdwn, Mrkdwn] => {
    const [then, today] = [reported(chosen, name), reported(production, name)];
    const by = changeWithArrow(then, today, betterOf(policy, name));
    const changed = by === '—' ? md`` : md` (${by})`;
    return [md`${metric(name, then)}${changed}`, metric(name, today)];
  });
  const other = production ? [md`in production for ${age(production.servedSince, now)}`, ...factsOf(production)] : [];
  const one = [md`released ${age(chosen.releasedAt, now)} ago`, ...factsOf(chosen)];
  const rows: [Mrkdwn, Mrkdwn][] = [
    [md`*${shortName(chosen)}*`, production ? md`*Production: ${shortName(production)}*` : md`*Production: nothing*`],
    ...metrics,
    ...one.map((fact, index): [Mrkdwn, Mrkdwn] => [fact, other[index] ?? md`—`]),
  ];
  const fields = rows.flat().map(mrkdwn);
  return Array.from({ length: Math.ceil(fields.length / FIELDS) }, (_, index) => ({
    type: 'section',
    fields: fields.slice(index * FIELDS, (index + 1) * FIELDS),
  }));
}

const metric = (name: string, value: string | undefined): Mrkdwn =>
  md`${short(metricLabel(name))} *${value === undefined ? 'not reported' : short(figure(value))}*`;

const age = (at: Date, now: Date): string => duration(now.getTime() - at.getTime());

function factsOf({ revision, approvedBy }: Release): Mrkdwn[] {
  const commit = revision ? `${revision.commitId.slice(0, 7)} ${revision.message ?? ''}` : 'unknown commit';
  const people = approvedBy.map(({ by }) => by.name).join(', ');
  return [md`${briefLine(commit, 80)}`, people ? md`approved by ${briefLine(people, 80)}` : md`approved by nobody`];
}

/** What a gate is about comes first; the others follow by name. */
function metricNames(policy: PipelinePolicy, chosen: Release, production: Release | undefined): string[] {
  const all = [...new Set([...Object.keys(chosen.metrics), ...Object.keys(production?.metrics ?? {})])].sort();
  return [...new Set([...all.filter((name) => betterOf(policy, name)), ...all])].slice(0, METRICS);
}

/** Which way the policy likes a metric to go; undefined where no gate is about it. */
function betterOf({ approvals }: PipelinePolicy, name: string): 'higher' | 'lower' | undefined {
  const gates = [approvals.otherwise, ...Object.values(approvals.stages)].flatMap((policy) => policy.gates);
  return gates.flatMap((gate) => (gate.kind === 'metric' && gate.metric === name ? [gate.better] : []))[0];
}

/** Names are foreign: `constructor` is a metric like any other. */
const reported = (release: Release | undefined, name: string): string | undefined =>
  release && Object.hasOwn(release.metrics, name) ? release.metrics[name] : undefined;

const short = (text: string): string => briefLine(text, 60);
