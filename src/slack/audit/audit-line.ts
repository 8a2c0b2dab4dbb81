import type { AuditRecord } from '../../domain/audit/audit-chain';
import { channelLink, code, cut, firstLine, join, type Mrkdwn, md, mention, moment } from '../blocks';

const MARK: Record<AuditRecord['phase'], string> = {
  intended: ':hourglass_flowing_sand:',
  done: ':white_check_mark:',
  refused: ':no_entry_sign:',
  failed: ':x:',
};

/** One request: when, who, what, to what, why, and what came of it. */
export function auditLine(record: AuditRecord): Mrkdwn {
  const { chain, phase, at, actor, action, request, outcome } = record;
  const said =
    typeof outcome?.said === 'string' ? [md`_${firstLine(outcome.said, 160)}_${peopleIn(outcome.people)}`] : [];
  const why = typeof request.reason === 'string' ? [md`>${firstLine(request.reason, 160)}`] : [];
  const where = md`*${chain.slice(chain.indexOf(':') + 1)}*`;
  const what = join(
    [md`${MARK[phase]} ${moment(new Date(at))}`, mention(actor.id), code(action), where, ...subjectOf(record)],
    '  ',
  );
  return join([what, ...why, ...said], '\n');
}

/** Who could have done what was refused. */
function peopleIn(people: unknown): Mrkdwn {
  const ids = Array.isArray(people) ? people.filter((id) => typeof id === 'string').slice(0, 10) : [];
  return ids.length > 0 ? md` ${join(ids.map(mention), ' ')}` : md``;
}

/** What it was about, as people name it: a model version, a release, a commit, else an execution. */
function subjectOf({ evidence, request, outcome }: AuditRecord): Mrkdwn[] {
  if (typeof request.channel === 'string') return [channelLink(request.channel)];
  if (Array.isArray(request.alarms)) return [code(cut(request.alarms.join(', '), 60)), ...versionOf(evidence)];
  if (typeof outcome?.counted === 'string') return [...versionOf(evidence), md`${outcome.counted}`];
  const { model }: { model?: { version?: unknown } } = Object(evidence);
  const names = [model?.version, request.release, request.commitId, outcome?.executionId, request.executionId];
  const name = names.find((candidate) => typeof candidate === 'string');
  return typeof name === 'string' ? [code(/^[0-9a-f-]{36,}$/.test(name) ? name.slice(0, 8) : cut(name, 60))] : [];
}

function versionOf(evidence: AuditRecord['evidence']): Mrkdwn[] {
  const { model }: { model?: { version?: unknown } } = Object(evidence);
  return typeof model?.version === 'string' ? [code(cut(model.version, 60))] : [];
}
