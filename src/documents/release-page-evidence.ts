import type { ReleaseReport } from '../domain/audit/release-report';
import { type RuleKept, rulesKept } from '../domain/audit/rules-kept';
import { change } from '../domain/figures';
import { didInWords } from '../domain/policies/four-eyes';
import { type Html, html } from './html';
import { code, facts, NOT_ON_RECORD, NOT_REPORTED, type State, section, table, tag } from './page-parts';

/** What those who decided have seen: metrics beside production's, gates, tests. */
export function evidenceSection(report: ReleaseReport): Html {
  const { decidedOn, release } = report;
  const source = decidedOn
    ? html`<p>As the audit record keeps what was decided on.</p>`
    : html`<p>No decision with its evidence is in the audit record: these are the figures of the release itself.</p>`;
  const metrics = decidedOn?.evidence.metrics ?? release.metrics;
  const production = decidedOn?.evidence.production;
  return section(
    'evidence',
    'Evidence',
    source,
    metricsTable(report, metrics),
    facts([
      [
        'Compared with',
        production
          ? html`${code(production.version ?? production.executionId)}, which production served then`
          : NOT_ON_RECORD,
      ],
      ['Tests', testsOf(report)],
      ['Recommendation of the policy', html`${decidedOn?.verdict?.recommendation ?? NOT_ON_RECORD}`],
    ]),
    ...sentences('Warnings of the policy', decidedOn?.verdict?.warnings),
    ...sentences('In shadow: what the policy would have done', decidedOn?.verdict?.wouldHave),
  );
}

function metricsTable({ decidedOn }: ReleaseReport, metrics: Record<string, string>): Html {
  const gates = decidedOn?.verdict?.gates ?? [];
  const before = decidedOn?.evidence.production?.metrics ?? {};
  const names = [...new Set([...gates.flatMap(({ metric }) => metric ?? []), ...Object.keys(metrics).sort()])];
  const own = (values: Record<string, string>, name: string) =>
    Object.hasOwn(values, name) ? values[name] : undefined;
  return table(
    'Metrics as the build exported them',
    [
      { title: 'Metric', isHead: true },
      { title: 'This release', isNumber: true },
      { title: 'Production then', isNumber: true },
      { title: 'Change', isNumber: true },
      { title: 'Gate' },
    ],
    names.map((name) => [
      code(name),
      html`${own(metrics, name) ?? NOT_REPORTED}`,
      html`${own(before, name) ?? '–'}`,
      html`${change(own(metrics, name), own(before, name)) ?? '–'}`,
      html`${gates.filter(({ metric }) => metric === name).map(({ state, says }) => html`${gateTag(state)} ${says} `)}`,
    ]),
    'Metrics: not reported.',
  );
}

const GATES: Readonly<Record<string, readonly [State, string]>> = {
  passed: ['good', 'passed'],
  missed: ['bad', 'missed'],
  open: ['unknown', 'not asked'],
};

function gateTag(state: string): Html {
  const [kind, word] = (Object.hasOwn(GATES, state) && GATES[state]) || (['unknown', state] as const);
  return tag(kind, word);
}

function testsOf({ decidedOn }: ReleaseReport): Html {
  const tests = decidedOn?.evidence.tests;
  if (!tests) return decidedOn ? NOT_REPORTED : NOT_ON_RECORD;
  const gate = decidedOn?.verdict?.gates.find(({ metric }) => metric === undefined);
  const failing = tests.failing.length > 0 ? `; failing: ${tests.failing.join(', ')}` : '';
  const counts = html`${tests.passed} passed, ${tests.failed} failed, ${tests.skipped} skipped${failing}`;
  return gate ? html`${counts}. ${gateTag(gate.state)} ${gate.says}` : counts;
}

function sentences(title: string, said: string | readonly string[] | undefined): Html[] {
  const list = [said ?? []].flat();
  if (list.length === 0) return [];
  return [html`<h3>${title}</h3>\n<ul>${list.map((sentence) => html`<li>${sentence}</li>`)}</ul>`];
}

const STATES: Readonly<Record<RuleKept['state'], readonly [State, string]>> = {
  kept: ['good', 'Kept'],
  noted: ['warning', 'To note'],
  'not kept': ['bad', 'Not kept'],
  unknown: ['unknown', 'Not on record'],
};

/** In one word and a colour. */
const ruleTag = (state: RuleKept['state']): Html => tag(...STATES[state]);

/** All rules in a line: the worst that is said of one, and of which. */
export function rulesInALine(report: ReleaseReport): Html {
  const rules = rulesKept(report);
  const worstFirst = ['not kept', 'unknown', 'noted'] as const;
  const worst = worstFirst.find((state) => rules.some((rule) => rule.state === state));
  if (worst === undefined) return html`${ruleTag('kept')} all of them`;
  const which = rules.filter(({ state }) => state === worst).map(({ rule }) => rule);
  return html`${ruleTag(worst)} ${which.join(', ')}`;
}

/** Rule by rule, and the people whom four eyes look at. */
export function rulesSection(report: ReleaseReport): Html {
  const people = report.decidedOn?.people ?? [];
  return section(
    'rules',
    'Whether the rules were kept',
    table(
      'As far as the record tells',
      [{ title: 'Rule', isHead: true }, { title: 'State' }, { title: 'What the record says' }],
      rulesKept(report).map(({ rule, state, says }) => [html`${rule}`, ruleTag(state), html`${says}`]),
      'Nothing is on record.',
    ),
    table(
      'Who had a part in it',
      [{ title: 'Name', isHead: true }, { title: 'Part' }, { title: 'Address' }, { title: 'In Slack' }],
      people.map((one) => [
        html`${one.name}`,
        html`${didInWords(one)}`,
        html`${one.address ?? '–'}`,
        one.slackId ? html`<span class="id">${one.slackId}</span>` : html`<span class="absent">unknown</span>`,
      ]),
      'Who had a part in it is not on record.',
    ),
  );
}
