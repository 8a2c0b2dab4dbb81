import type { KnownBlock } from '@slack/web-api';
import type { AuditRecord } from '../../domain/audit/audit-chain';
import { brief, briefLine, code, type Mrkdwn, md, mention, moment } from '../blocks';
import { part } from './details-evidence';

/** Requests that are listed. */
const SHOWN = 15;

const MARK: Record<AuditRecord['phase'], string> = {
  intended: ':hourglass_flowing_sand:',
  done: ':white_check_mark:',
  refused: ':no_entry_sign:',
  failed: ':x:',
};

/** Who has done what to this approval, newest first: of each request the record that came last. */
export function historyPart(records: readonly AuditRecord[], approvalId: string): KnownBlock[] {
  const seen = new Set<string>();
  const requests = records
    .filter(({ target }) => target === approvalId)
    .filter(({ auditId }) => !seen.has(auditId) && seen.add(auditId));
  const left = requests.length - SHOWN;
  return part('History', [
    ...requests.slice(0, SHOWN).map(line),
    ...(left > 0 ? [md`… and ${left} more: /mlpipeline audit shows them`] : []),
  ]);
}

function line({ phase, at, actor, action, request, outcome }: AuditRecord): Mrkdwn {
  const why = typeof request.reason === 'string' ? md`\n>${briefLine(request.reason, 160)}` : md``;
  const said = typeof outcome?.said === 'string' ? md`\n_${briefLine(outcome.said, 160)}_` : md``;
  return md`${MARK[phase]} ${moment(new Date(at))}  ${mention(brief(actor.id, 100))}  ${code(brief(action, 60))}${why}${said}`;
}
