import type { Verdict } from '../../domain/policies/verdict';
import { plural } from './approval-subject';
import type { ApprovalView } from './approval-view';

/** How `judge` begins the sentence of a gate that was missed. */
export const GATE_MISSED = 'Gate missed: ';

type Judged = Pick<ApprovalView, 'verdict' | 'rules'>;

/** What stands against it, for whoever approves all the same: in a few words, and in sentences. Absent: nothing does. */
export function cautionOf({ verdict, rules }: Judged): { short: string; whole: string } | undefined {
  const missed = verdict.gates.filter(({ state }) => state === 'missed');
  const warnings = otherWarnings(verdict);
  const count = gatesMissed(missed.length, 'are', rules.isShadow);
  const sentences = [
    ...(missed.length > 0 ? [`${count}: ${missed.map(({ says }) => says).join('; ')}.`] : []),
    ...(warnings.length > 0 ? [`The policy warns: ${warnings.join(' ')}`] : []),
  ];
  if (sentences.length === 0) return undefined;
  return { short: missed.length > 0 ? count : 'the policy warns', whole: sentences.join(' ') };
}

/** Those of missed gates are told with the gates. */
const otherWarnings = ({ warnings }: Verdict): string[] =>
  warnings.filter((sentence) => !sentence.startsWith(GATE_MISSED));

const SINGULAR = { are: 'is', were: 'was' };

/** `2 gates are missed`, `1 gate in shadow was missed` */
export const gatesMissed = (count: number, verb: 'are' | 'were', isShadow = false): string =>
  `${plural(count, 'gate')}${isShadow ? ' in shadow' : ''} ${count === 1 ? SINGULAR[verb] : verb} missed`;
