import { redact } from '../../domain/builds/redact';
import type { Execution } from '../../domain/executions/execution';
import { cut, firstLine, link, type Mrkdwn, md, mention, moment } from '../blocks';
import type { ConsolePlace } from '../console-links';
import { isAuthor, principal } from '../principal';
import { type RollbackFacts, rollbackLines } from './rollback-lines';
import { triggerWords } from './trigger-words';

interface ExecutionOrigin {
  execution: Execution;
  /** ARN of whoever pushed its commit, where AWS told. */
  pushedBy?: string | undefined;
  console: ConsolePlace;
  /** Whoever asked for it does not want to be mentioned. */
  isRequesterMuted?: boolean;
  /** Of a rollback. */
  rollback?: RollbackFacts | undefined;
}

/** What an execution is of, who or what has begun it, and what people have done to it since. */
export function executionOrigin({
  execution,
  console,
  pushedBy,
  isRequesterMuted,
  rollback,
}: ExecutionOrigin): Mrkdwn[] {
  const { revision, requestedBy, trigger, rollbackOf, reason } = execution;
  const requester = requestedBy && (isRequesterMuted ? md`${cut(requestedBy.name, 80)}` : mention(requestedBy.id));
  const asked = requester ? md`Asked for by ${requester}` : md`${triggerWords(trigger)}`;
  return [
    ...(revision ? [md`${commitOf(revision, 120)}${pusher(revision, pushedBy)}`] : []),
    ...(rollbackOf ? rollbackLines({ execution, facts: rollback ?? {}, console }) : []),
    asked,
    ...quoted(reason),
    ...retried(execution),
    ...stopped(execution),
  ];
}

/** CodePipeline counts attempts; who asked for the last one is known where it was asked for here. */
function retried({ attempt, intervention }: Execution): Mrkdwn[] {
  const ours = intervention?.kind === 'retry' ? intervention : undefined;
  if (attempt === 1 && !ours) return [];
  const count = attempt > 1 ? md`Attempt ${attempt}, retried` : md`Retried`;
  const by = ours ? md` by ${mention(ours.by.id)}, ${moment(ours.at)}` : md` outside Slack`;
  return [md`:repeat: ${count}${by}`];
}

function stopped({ status, intervention, stopReason }: Execution): Mrkdwn[] {
  if (intervention?.kind === 'stop') {
    const { by, at, reason } = intervention;
    return [md`:octagonal_sign: Stopped by ${mention(by.id)}, ${moment(at)}`, ...quoted(reason)];
  }
  const isStopped = status === 'Stopping' || status === 'Stopped';
  return isStopped ? [md`:octagonal_sign: Stopped outside Slack`, ...quoted(stopReason)] : [];
}

const quoted = (words: string | undefined): Mrkdwn[] => (words ? [md`>${firstLine(redact(words), 300)}`] : []);

/** Only where it was somebody else than the author. */
const pusher = (revision: NonNullable<Execution['revision']>, pushedBy: string | undefined): Mrkdwn =>
  pushedBy && !isAuthor(pushedBy, revision) ? md`, pushed by ${cut(principal(pushedBy), 80)}` : md``;

/** @param limit of the message, in characters */
export function commitOf(
  { url, commitId, message, authorName }: NonNullable<Execution['revision']>,
  limit: number,
): Mrkdwn {
  const author = authorName ? md` by ${cut(authorName, 80)}` : md``;
  return md`${link(url, commitId.slice(0, 7))} ${firstLine(message ?? '', limit)}${author}`;
}
