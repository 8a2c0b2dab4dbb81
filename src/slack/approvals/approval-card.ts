import type { KnownBlock, TableBlock } from '@slack/web-api';
import type { Approval } from '../../domain/approvals/approval';
import type { Evidence } from '../../domain/approvals/evidence';
import type { PipelinePolicy } from '../../domain/policies/policy';
import type { Lock } from '../../domain/releases/lock';
import {
  actions,
  button,
  code,
  context,
  cut,
  firstLine,
  header,
  join,
  link,
  type Mrkdwn,
  md,
  mention,
  moment,
  section,
} from '../blocks';
import type { CardMessage } from '../cards/card-message';
import { triggerWords } from '../executions/trigger-words';
import { change, figure, metricLabel, modelLabel, testCounts } from '../figures';
import { ACTION, approvalKey } from '../ids';

/** The card that asks for an approval, and, once it is settled, the same message telling who, when and why. */
export function approvalCard(approval: Approval, policy: PipelinePolicy, lock?: Lock | undefined): CardMessage {
  return {
    channel: policy.channel,
    text: spoken(approval, policy),
    blocks: [
      header(title(approval, policy)),
      ...approvalEvidence(approval, policy),
      ...standing(approval, policy, lock),
    ],
  };
}

/** What a decision is made on: the same on the card and in the private answer to `approve` and `reject`. */
export function approvalEvidence(approval: Approval, policy: PipelinePolicy): KnownBlock[] {
  const { evidence } = approval;
  return [
    section(join([subject(approval, policy), ...commitLine(evidence)], '\n')),
    ...evidenceBlocks(evidence),
    context(...provenance(approval)),
  ];
}

function title(approval: Approval, policy: PipelinePolicy): string {
  const name = modelLabel(policy, approval.evidence.model);
  if (approval.decision) return `${name}: ${approval.decision.decision}`;
  return approval.status === 'open' ? `Approve ${name}?` : `${name}: approval ended`;
}

/** What is read aloud and shown in notifications: a whole sentence, kept in step with the blocks. */
function spoken(approval: Approval, policy: PipelinePolicy): string {
  const name = md`${cut(modelLabel(policy, approval.evidence.model), 200)}`.text;
  if (approval.decision) return `${name} was ${approval.decision.decision}.`;
  if (approval.status === 'open') return `${name} waits for approval in ${policy.name}, ${whereItWaits(approval)}.`;
  return `The approval of ${name} has ended: ${approval.ending?.how ?? 'without an answer'}.`;
}

/** In words: a stage, or the registry. */
export const whereItWaits = (approval: Approval): string =>
  approval.kind === 'action' ? `stage ${approval.stage}` : 'the model registry';

function subject(approval: Approval, policy: PipelinePolicy): Mrkdwn {
  if (approval.kind === 'package') {
    return md`*Pipeline* ${policy.name}  ·  *Model package* ${approval.group} version ${approval.packageVersion}`;
  }
  return md`*Pipeline* ${policy.name}  ·  *Stage* ${approval.stage}  ·  *Execution* ${code(approval.executionId.slice(0, 8))}`;
}

export function commitLine({ commit }: Evidence): Mrkdwn[] {
  if (!commit) return [md`_Commit: not reported_`];
  const author = commit.authorName ? md` by ${cut(commit.authorName, 80)}` : md``;
  return [md`${link(commit.url, commit.commitId.slice(0, 7))} ${firstLine(commit.message ?? '')}${author}`];
}

function evidenceBlocks(evidence: Evidence): KnownBlock[] {
  const names = Object.keys(evidence.metrics).sort();
  if (names.length === 0) return [section(md`*Metrics*: not reported`), testsLine(evidence)];
  return [metricsTable(evidence, names), testsLine(evidence)];
}

/** A table holds 100 rows (Slack, table block); a card stays readable with twenty. */
const METRIC_ROWS = 20;

function metricsTable({ metrics, production }: Evidence, names: readonly string[]): TableBlock {
  const cell = (text: string) => ({ type: 'raw_text' as const, text: cut(text, 60) });
  const rows = names.slice(0, METRIC_ROWS).map((name) => {
    const before = production?.metrics[name];
    return [
      metricLabel(name),
      figure(metrics[name] ?? '—'),
      figure(before ?? '—'),
      change(metrics[name], before) ?? '—',
    ].map(cell);
  });
  const inProduction = production?.version ? `Production ${production.version}` : 'Production';
  return {
    type: 'table',
    column_settings: [{ align: 'left' }, { align: 'right' }, { align: 'right' }, { align: 'right' }],
    rows: [['Metric', 'This release', inProduction, 'Change'].map(cell), ...rows],
  };
}

function testsLine({ tests, production }: Evidence): KnownBlock {
  const comparison = production ? md`` : md`  ·  Nothing is in production yet: there is nothing to compare with`;
  if (!tests) return context(md`Tests: not reported${comparison}`);
  const mark = tests.failed > 0 ? ':x:' : ':white_check_mark:';
  const failing = tests.failing.length > 0 ? md`  (${cut(tests.failing.join(', '), 300)})` : md``;
  const counts = `${mark} Tests: ${testCounts(tests)}`;
  return context(join([md`${counts}`, failing, comparison], ''));
}

function provenance({
  evidence,
  requestedBy,
  trigger,
  requestedAt,
  expiresAt,
  customData,
  externalLink,
  status,
}: Approval): Mrkdwn[] {
  const { digest, evaluationUrl } = evidence.model;
  return [
    requestedBy ? md`Asked for by ${mention(requestedBy.id)}` : md`${triggerWords(trigger)}`,
    md`Waiting since ${moment(requestedAt)}`,
    ...(status === 'open' && expiresAt ? [md`Expires ${moment(expiresAt)}`] : []),
    ...(digest ? [md`Digest ${code(cut(digest, 19))}`] : []),
    ...(evaluationUrl ? [link(evaluationUrl, 'Evaluation')] : []),
    ...(customData ? [md`${firstLine(customData, 200)}`] : []),
    ...(externalLink ? [link(externalLink, 'Review link')] : []),
  ];
}

function standing(approval: Approval, policy: PipelinePolicy, lock: Lock | undefined): KnownBlock[] {
  if (approval.decision) {
    const { decision, by, reason, at } = approval.decision;
    const mark = decision === 'approved' ? ':white_check_mark: Approved' : ':x: Rejected';
    const why = reason ? md`\n>${firstLine(reason, 500)}` : md``;
    return [section(md`${mark} by ${mention(by.id)}, ${moment(at)}${why}`)];
  }
  if (approval.ending) {
    const { how, detail, decision, at } = approval.ending;
    const what = decision ? `${how}: ${decision}` : how;
    return [
      section(md`:heavy_minus_sign: Ended ${moment(at)}: ${what}${detail ? md` (${firstLine(detail, 300)})` : md``}`),
    ];
  }
  if (approval.claim) {
    const doing = approval.claim.decision === 'approved' ? 'approving' : 'rejecting';
    return [section(md`:hourglass_flowing_sand: ${mention(approval.claim.actor.id)} is ${doing} this…`)];
  }
  return [...(lock ? [section(held(lock))] : []), buttons(approval, policy)];
}

const held = ({ by, until }: Lock): Mrkdwn =>
  md`:lock: Locked by ${mention(by.id)}${until ? md` until ${moment(until)}` : md``}: it can be rejected, not approved.`;

function buttons(approval: Approval, policy: PipelinePolicy): KnownBlock {
  const value = approvalKey(approval);
  const name = modelLabel(policy, approval.evidence.model);
  return actions(
    'approval',
    button({
      actionId: ACTION.approve,
      text: 'Approve',
      style: 'primary',
      value,
      label: `Approve ${name}`,
      confirm: {
        title: { type: 'plain_text', text: cut(`Approve ${name}?`, 100) },
        text: {
          type: 'plain_text',
          text: cut(`${name} goes on to production. This cannot be taken back, only rolled back.`, 300),
        },
        confirm: { type: 'plain_text', text: 'Approve' },
        deny: { type: 'plain_text', text: 'Cancel' },
      },
    }),
    button({ actionId: ACTION.reject, text: 'Reject…', style: 'danger', value, label: `Reject ${name}` }),
  );
}
