import type { KnownBlock } from '@slack/web-api';
import { brief, context, cut, header, md, sections, unfolded } from '../blocks';
import type { CardMessage } from '../cards/card-message';
import { approvalReply } from './approval-reply';
import { standingBlocks } from './approval-standing';
import { provenance, subjectLines } from './approval-subject';
import { type ApprovalView, approvalName, whereItWaits } from './approval-view';
import { evidenceBlocks, METRIC_ROWS } from './evidence-table';
import { SENTENCES, verdictBlocks } from './verdict-lines';

/** The card that asks for an approval, and, once it is settled, the same message telling who, when and why. */
export function approvalCard(view: ApprovalView): CardMessage {
  return {
    channel: view.policy.channel,
    text: spoken(view),
    blocks: fitted((size) => [header(title(view)), ...approvalEvidence(view, size), ...standingBlocks(view)]),
    reply: approvalReply(view),
  };
}

/** How much of the evidence is shown where it is told in a message. */
interface EvidenceSize {
  metricRows: number;
  /** Of each kind, in the policy's verdict. */
  sentences: number;
}

/** From all that is comfortable to read, to what always fits. */
const SIZES: readonly EvidenceSize[] = [
  { metricRows: METRIC_ROWS, sentences: SENTENCES },
  { metricRows: 10, sentences: 2 },
  { metricRows: 5, sentences: 1 },
  { metricRows: 0, sentences: 1 },
];

/** Characters that a message's blocks may have as JSON: beyond some 13,200 Slack answers `msg_blocks_too_long`. */
const MESSAGE_JSON = 13_000;

/** Most evidence is far below Slack's limits; what is not loses rows and sentences, which Details has. */
export function fitted(drawn: (size: EvidenceSize) => KnownBlock[]): KnownBlock[] {
  const fits = SIZES.find((size) => JSON.stringify(drawn(size)).length <= MESSAGE_JSON);
  return drawn(fits ?? { metricRows: 0, sentences: 0 });
}

/** What a decision is made on: the same on the card and in the private answer to `approve` and `reject`. */
export function approvalEvidence(view: ApprovalView, size: EvidenceSize): KnownBlock[] {
  const isOpen = view.approval.status === 'open';
  return [
    ...unfolded(sections(subjectLines(view))),
    ...evidenceBlocks(view, size.metricRows),
    // An answer carries the verdict that it was given on; today's may be another.
    ...(isOpen ? verdictBlocks(view, size.sentences) : []),
    context(...provenance(view)),
  ];
}

function title({ approval, policy }: ApprovalView): string {
  const name = approvalName({ approval, policy });
  if (approval.decision) return `${cut(name, 120)}: ${approval.decision.decision}`;
  if (approval.status === 'open') return approval.kind === 'rollback' ? asking(name) : `Approve ${cut(name, 130)}?`;
  return `${cut(name, 120)}: ${approval.ending?.decision ?? 'approval ended'}`;
}

const asking = (name: string): string => `${cut(name.replace('Rollback', 'Roll back'), 130)}?`;

/** What is read aloud and shown in notifications: a whole sentence, kept in step with the blocks. */
function spoken({ approval, policy }: ApprovalView): string {
  const name = md`${brief(approvalName({ approval, policy }), 200)}`.text;
  if (approval.decision) return `${name} was ${approval.decision.decision}.`;
  if (approval.status === 'open') return `${name} waits for approval in ${policy.name}, ${whereItWaits(approval)}.`;
  const { how = 'without an answer', decision } = approval.ending ?? {};
  return `The approval of ${name} has ended: ${how}${decision ? `: ${decision}` : ''}.`;
}
