import type { KnownBlock } from '@slack/web-api';
import type { Approval, Decision, SettledDecision } from '../../domain/approvals/approval';
import { countedVotes } from '../../domain/approvals/votes';
import type { Actor } from '../../domain/policies/policy';
import { brief, briefLine, context, join, type Mrkdwn, md, moment, sections, unfolded } from '../blocks';
import { overriddenLine } from './approval-hold';
import { type ApprovalView, named } from './approval-view';
import { GATE_MISSED, gatesMissed } from './missed-gates';

/** Missed gates that are named, and other sentences of the policy's verdict below a decision. */
const SENTENCES = 4;
/** People who are named beside the one who decided, and whose reasons are quoted. */
const OTHERS = 8;
/** Characters of the policy's other sentences together; one that does not fit is left out rather than cut. */
const SMALL_PRINT = 600;

export const MARK: Record<Decision, string> = {
  approved: ':white_check_mark: Approved',
  rejected: ':x: Rejected',
};

/** Who has decided, when and why, although what, and on which verdict. */
export function decidedBlocks(
  { approval, muted }: Pick<ApprovalView, 'approval' | 'muted'>,
  settled: SettledDecision,
): KnownBlock[] {
  const verdict = settled.verdict ?? [];
  const although = settled.decision === 'approved' ? [...missedLines(verdict), ...shadowLine(verdict)] : [];
  const told = [...although, md`${shownReason(settled)}`].map(({ text }) => text).join('\n');
  return [
    ...unfolded(sections([...byWhom(approval, settled, muted), ...although, ...overriddenLine({ approval, muted })])),
    ...smallPrint(verdict, told),
  ];
}

function byWhom(approval: Approval, settled: SettledDecision, muted: ReadonlySet<string>): Mrkdwn[] {
  const { decision, by, at } = settled;
  const others = decision === 'approved' ? countedVotes(approval).filter((vote) => vote.by.id !== by.id) : [];
  const shown = others.slice(0, OTHERS);
  const together =
    shown.length > 0
      ? md`, after ${join(
          shown.map((vote) => named(vote.by, muted)),
          ', ',
        )}`
      : md``;
  const first = md`${MARK[decision]} by ${named(by, muted)}${together}, ${moment(at)}`;
  const reason = shownReason(settled);
  if (shown.length === 0) return [join([first, ...(reason ? [md`>${reason}`] : [])], '\n')];
  const quotes = [...shown, { by, reason }].flatMap((one) => quote(one, muted));
  return [join([first, ...quotes], '\n')];
}

const shownReason = ({ reason }: SettledDecision): string => (reason ? briefLine(reason, 400) : '');

const quote = ({ by, reason }: { by: Actor; reason?: string | undefined }, muted: ReadonlySet<string>): Mrkdwn[] =>
  reason ? [md`>${named(by, muted)}: ${briefLine(reason, 200)}`] : [];

/** What was missed stands above the small print: whoever reads the card later sees it first. */
function missedLines(verdict: readonly string[]): Mrkdwn[] {
  const missed = verdict.filter(isMissed);
  if (missed.length === 0) return [];
  const left = missed.length - SENTENCES;
  return [
    md`:warning: *Approved although ${gatesMissed(missed.length, 'were')}*`,
    ...missed.slice(0, SENTENCES).map((sentence) => md`•  ${brief(sentence.slice(GATE_MISSED.length), 200)}`),
    ...(left > 0 ? [md`… and ${left} more`] : []),
  ];
}

/** In shadow nothing follows from a missed gate: what would have is the last sentence, and tells which. */
function shadowLine(verdict: readonly string[]): Mrkdwn[] {
  const wouldHave = verdict.find((sentence) => /^It would have .* missed: /s.test(sentence));
  return wouldHave ? [md`:warning: *In shadow:* ${brief(wouldHave, 600)}`] : [];
}

/** What else the policy said: nothing twice, each sentence whole. */
function smallPrint(verdict: readonly string[], told: string): KnownBlock[] {
  const rest = missedFirst(withoutRepeats(verdict)).filter((sentence) => !told.includes(md`${core(sentence)}`.text));
  const [first, ...others] = rest;
  if (first === undefined) return [];
  const shown = [md`The policy said: ${brief(first, SMALL_PRINT)}`];
  for (const sentence of others.slice(0, SENTENCES - 1)) {
    const next = [...shown, md`${sentence}`];
    if (join(next, SEPARATOR).text.length > SMALL_PRINT) break;
    shown.push(md`${sentence}`);
  }
  const left = rest.length - shown.length;
  return [context(join([...shown, ...(left > 0 ? [md`… and ${left} more`] : [])], SEPARATOR))];
}

const SEPARATOR = '  ·  ';

const isMissed = (sentence: string): boolean => sentence.startsWith(GATE_MISSED);

const missedFirst = (sentences: readonly string[]): string[] =>
  sentences.toSorted((one, other) => Number(isMissed(other)) - Number(isMissed(one)));

/** What a missed gate says, without what is said around it. */
const core = (sentence: string): string =>
  (isMissed(sentence) ? sentence.slice(GATE_MISSED.length) : sentence).replace(/\.$/, '');

/** What a missed gate says stands in what follows from it as well. */
const withoutRepeats = (sentences: readonly string[]): string[] =>
  sentences.filter((sentence) => !sentences.some((other) => other !== sentence && other.includes(sentence)));
