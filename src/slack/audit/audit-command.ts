import { listRequests } from '../../domain/audit/list-audit';
import { unreadableInWords } from '../../domain/audit/unreadable-in-words';
import { BadRequest } from '../../domain/errors';
import type { AuditLog } from '../../domain/ports/audit-log';
import { context, header, join, type Mrkdwn, md, moment, sections, unfolded } from '../blocks';
import type { Verb } from '../command-router';
import { placeButtons } from '../pages';
import { sendAuditFile } from './audit-file';
import { auditLine } from './audit-line';
import { type AuditQuestion, QUESTION_OPTIONS, type QuestionDeps, readQuestion } from './audit-question';

export interface AuditCommandDeps extends QuestionDeps {
  audit: AuditLog;
}

/** What `audit verify` and `audit report` do; they read the same words, with `verify` or `report` as the first. */
export type AuditParts = Partial<Record<'verify' | 'report', Verb['run']>>;

/** Lines on a page. */
const PAGE = 12;

/** `audit`: who did what, newest first. One line per request: its outcome, or its intent where it has none yet. */
export function auditCommand(deps: AuditCommandDeps, parts: AuditParts = {}): Verb {
  return {
    name: 'audit',
    usage: '[<pipeline>] [--by @user] [--action A] [--since 7d | --day D] [--csv]',
    does: 'who did what, when and why',
    role: 'viewer',
    on: 'pipeline',
    options: {
      ...QUESTION_OPTIONS,
      csv: {
        type: 'boolean',
        does: 'every record that fits, with all its fields, as a file in your messages with the app',
      },
      anchor: {
        ...{ type: 'string', multiple: true, value: 'ANCHOR' },
        does: 'with `verify`: a hash that the record must still lead to, as a digest shows it; may be repeated',
      },
    },
    examples: ['audit penguins', 'audit --by @ada --since 7d', 'audit penguins --day yesterday --csv'],
    run: async (call) => {
      const { args, caller } = call;
      const part = partNamed(parts, args.first());
      if (part) return part(call);
      if (args.list('anchor').length > 0) throw new BadRequest('--anchor belongs to `audit verify`.');
      const question = await readQuestion(deps, caller, args);
      return args.flag('csv') ? sendAuditFile(deps, call, question) : answer(deps, call, question);
    },
  };
}

const partNamed = (parts: AuditParts, word: string | undefined): Verb['run'] | undefined =>
  word === 'verify' || word === 'report' ? parts[word] : undefined;

async function answer(
  { audit }: AuditCommandDeps,
  { respond }: Parameters<Verb['run']>[0],
  { about, only, query, command }: AuditQuestion,
): Promise<void> {
  const { requests, unreadable = [], next } = await listRequests(audit, { ...query, limit: PAGE });
  const { before } = query;
  const passedOver = unreadableInWords(unreadable);
  await respond({
    text: `Audit of ${about}`,
    blocks: [
      header(`Audit of ${about}`),
      ...(only.length > 0 ? [context(md`Only ${join(only, ', ')}`)] : []),
      ...unfolded(sections(requests.length > 0 ? requests.map(auditLine) : [nothingWords(before, next)])),
      ...(passedOver ? [context(md`:warning: ${passedOver}`)] : []),
      ...placeButtons(command, { before, next }),
    ],
  });
}

/** A page that found nothing may have looked at a part only. */
function nothingWords(before: string | undefined, next: string | undefined): Mrkdwn {
  if (next !== undefined) return md`Nothing since ${moment(timeOf(next))}; press “Older” to look further back.`;
  return before === undefined ? md`Nothing is on record.` : md`Nothing older is on record.`;
}

/** A place begins with its time, or is a day. */
const timeOf = (place: string): Date => new Date(place.split('#')[0] ?? '');
