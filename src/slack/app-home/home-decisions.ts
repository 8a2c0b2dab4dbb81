import type { KnownBlock } from '@slack/web-api';
import type { AuditRecord } from '../../domain/audit/audit-chain';
import { brief, briefLine, header, type Mrkdwn, md, moment, section, sections } from '../blocks';
import type { HomePicture } from './home-picture';

const MOST = 5;

/** What somebody can have done about an approval, after its time. */
const DID: Readonly<Record<string, string>> = {
  'approval.approved': 'you approved',
  'approval.rejected': 'you rejected',
  'approval.withdrawn': 'you took your approval back of',
  'approval.override-asked': 'you asked to override the alarm of',
  'approval.override-confirmed': 'you confirmed to override the alarm of',
};

/** This person's newest decisions that are on record as done; nothing where nobody keeps them by person. */
export function decisionBlocks({ decisions }: Pick<HomePicture, 'decisions'>): KnownBlock[] {
  if (!decisions) return [];
  const lines = decisions
    .filter(({ phase }) => phase === 'done')
    .flatMap(decisionLine)
    .slice(0, MOST);
  const none = [section(md`You have decided nothing lately.`)];
  return [header('Your recent decisions'), ...(lines.length > 0 ? sections(lines) : none)];
}

function decisionLine({ action, at, chain, evidence, request }: AuditRecord): Mrkdwn[] {
  const did = DID[action];
  if (!did) return [];
  const { model }: { model?: { version?: unknown } } = Object(evidence);
  const pipeline = chain.slice(chain.indexOf(':') + 1);
  const what =
    typeof model?.version === 'string' ? md`*${brief(model.version, 80)}* of ${pipeline}` : md`*${pipeline}*`;
  const why = typeof request.reason === 'string' ? md`: ${briefLine(request.reason, 160)}` : md``;
  return [md`${moment(new Date(at))}  ·  ${did} ${what}${why}`];
}
