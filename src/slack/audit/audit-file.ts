import { auditCsv } from '../../documents/audit-csv';
import { collectAudit } from '../../domain/audit/collect-audit';
import { unreadableInWords } from '../../domain/audit/unreadable-in-words';
import { BadRequest } from '../../domain/errors';
import type { AuditLog } from '../../domain/ports/audit-log';
import { join, type Mrkdwn, md, moment } from '../blocks';
import type { Verb } from '../command-router';
import { sendFile } from '../send-file';
import type { AuditQuestion } from './audit-question';

/** Every record that a question finds, as a file that a spreadsheet opens, in the messages that the person has with the app. */
export async function sendAuditFile(
  { audit, now }: { audit: AuditLog; now: () => Date },
  { client, caller, respond }: Parameters<Verb['run']>[0],
  { about, chain, only, query: { before: _, ...query } }: AuditQuestion,
): Promise<void> {
  const { records, unreadable = [], cutAt } = await collectAudit(audit, query);
  const passedOver = unreadableInWords(unreadable);
  if (records.length === 0)
    throw new BadRequest(
      ['Nothing on record fits, so there is no file.', ...(passedOver ? [passedOver] : [])].join(' '),
    );
  const counted = records.length === 1 ? '1 record' : `${records.length.toLocaleString('en')} records`;
  const what = join([md`The audit record of *${about}*`, ...only], ', ');
  await sendFile(client, caller.slackId, {
    text: `The audit record of ${about}.`,
    about: [
      md`${what}: ${counted}, newest first.${cutAt === undefined ? md`` : cutWords(cutAt)}${passedOver ? md` :warning: ${passedOver}` : md``}`,
    ],
    filename: `audit${chain === undefined ? '' : `-${nameOf(chain)}`}-${now().toISOString().slice(0, 10)}.csv`,
    content: auditCsv(records),
  });
  await respond({
    response_type: 'ephemeral',
    text: `The audit record, ${counted}, is in your messages with this app.`,
  });
}

/** @param cutAt a place, which begins with its time */
function cutWords(cutAt: string): Mrkdwn {
  const [at = ''] = cutAt.split('#');
  return md` :scissors: That is as much as goes into one file: what is older than ${moment(new Date(at))} is not in it. Ask for less with --day or --since.`;
}

const nameOf = (chain: string): string => chain.slice(chain.indexOf(':') + 1);
