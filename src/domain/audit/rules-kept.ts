import { approvers, decidedBy, type RecordedApproval } from './recorded-approval';
import type { ReleaseReport } from './release-report';
import { textsIn } from './stored-value';

/** One rule that a release had to keep, and what the record says of it. */
export interface RuleKept {
  rule: string;
  /** `unknown`: the record does not tell. `noted`: it was kept, and there is something to know about it. */
  state: 'kept' | 'not kept' | 'noted' | 'unknown';
  says: string;
}

/** Whether the rules were kept, rule by rule, as far as the record tells: every sentence is about what was written down. */
export function rulesKept(report: Pick<ReleaseReport, 'approvals' | 'decidedOn' | 'release'>): RuleKept[] {
  const approval = report.approvals.findLast(({ decision }) => decision === 'approved');
  return [answered(report, approval), ...(approval ? rulesOf(report, approval) : [])];
}

function answered({ release }: Pick<ReleaseReport, 'release'>, approval: RecordedApproval | undefined): RuleKept {
  const rule = 'Approval';
  if (!approval) {
    const told = release.approvedBy.map(({ by }) => by.name).join(', ');
    if (told === '') return { rule, state: 'unknown', says: 'No approval of this release is on record.' };
    return { rule, state: 'unknown', says: `AWS named ${told}; no decision is in the audit record.` };
  }
  const decision = decidedBy(approval);
  if (!decision) return { rule, state: 'noted', says: 'It was answered outside mlpipeline, where no policy is asked.' };
  if (decision.isByPolicy) return { rule, state: 'kept', says: 'The policy answered by itself, as configured.' };
  return { rule, state: 'kept', says: 'It was approved before it was deployed.' };
}

const rulesOf = (report: Pick<ReleaseReport, 'decidedOn'>, approval: RecordedApproval): RuleKept[] => [
  ...gates(report),
  ...quorum(report, approval),
  ...fourEyes(report, approval),
  ...overrides(approval),
  ...evidence(report),
];

function gates({ decidedOn }: Pick<ReleaseReport, 'decidedOn'>): RuleKept[] {
  const { verdict } = decidedOn ?? {};
  if (!verdict) return [{ rule: 'Gates', state: 'unknown', says: 'No verdict of the policy is on record.' }];
  const missed = verdict.gates.filter(({ state }) => state === 'missed');
  const passed = verdict.gates.filter(({ state }) => state === 'passed').length;
  if (verdict.blockers.length > 0) return [{ rule: 'Gates', state: 'not kept', says: verdict.blockers.join(' ') }];
  if (missed.length > 0) {
    return [{ rule: 'Gates', state: 'noted', says: `Missed: ${missed.map(({ says }) => says).join('; ')}.` }];
  }
  const says = verdict.gates.length === 0 ? 'The policy had no gates.' : `${passed} of ${verdict.gates.length} passed.`;
  return [{ rule: 'Gates', state: 'kept', says }];
}

function quorum({ decidedOn }: Pick<ReleaseReport, 'decidedOn'>, approval: RecordedApproval): RuleKept[] {
  const needed = decidedOn?.verdict?.quorum;
  const decision = decidedBy(approval);
  if (needed === undefined || !decision || decision.isByPolicy) return [];
  const given = approvers(approval).length;
  const says = `${given} approved, ${Math.max(1, needed)} had to.`;
  return [{ rule: 'Quorum', state: given >= needed ? 'kept' : 'not kept', says }];
}

/** The record holds who had a part, not whether four eyes were wanted: it is told, and left to whoever reads. */
function fourEyes({ decidedOn }: Pick<ReleaseReport, 'decidedOn'>, approval: RecordedApproval): RuleKept[] {
  const people = approvers(approval).filter(({ isByPolicy }) => !isByPolicy);
  if (!decidedOn || people.length === 0) return [];
  const own = people.filter(({ act }) => decidedOn.people.some(({ slackId }) => slackId === act.by.id));
  if (own.length > 0) {
    const says = `${own.map(({ act }) => act.by.name).join(', ')} approved and had a part in it.`;
    return [{ rule: 'Four eyes', state: 'noted', says }];
  }
  const known = 'Nobody who approved had started it, or written, committed or pushed a commit of it.';
  const unmatched = decidedOn.people.filter(({ slackId }) => slackId === undefined).length;
  const doubts = [
    ...(unmatched > 0 ? [`${unmatched} who had a part could not be matched to a person in Slack.`] : []),
    ...(decidedOn.incomplete ? [decidedOn.incomplete] : []),
  ];
  return [{ rule: 'Four eyes', state: doubts.length > 0 ? 'noted' : 'kept', says: [known, ...doubts].join(' ') }];
}

function overrides({ overrides: acts }: RecordedApproval): RuleKept[] {
  const confirmed = acts.findLast(({ action }) => action === 'approval.override-confirmed');
  if (!confirmed) return [];
  const asked = acts.findLast(({ action }) => action === 'approval.override-asked');
  const alarms = textsIn(confirmed.request, 'alarms').join(', ');
  const says = `The hold of ${alarms || 'an alarm'} was overridden: asked by ${asked?.by.name ?? 'somebody'}, confirmed by ${confirmed.by.name}.`;
  return [{ rule: 'Alarms', state: 'noted', says }];
}

function evidence({ decidedOn }: Pick<ReleaseReport, 'decidedOn'>): RuleKept[] {
  if (decidedOn?.isAsHashed === undefined) return [];
  return decidedOn.isAsHashed
    ? [
        {
          rule: 'Evidence',
          state: 'kept',
          says: 'The evidence in the record gives the hash that the decision was bound to.',
        },
      ]
    : [
        {
          rule: 'Evidence',
          state: 'not kept',
          says: 'The evidence in the record does not give the hash that the decision was bound to.',
        },
      ];
}
