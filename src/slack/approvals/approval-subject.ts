import type { Approval, RollbackApproval } from '../../domain/approvals/approval';
import { expiryOf } from '../../domain/approvals/due-notices';
import type { Changes, Evidence } from '../../domain/approvals/evidence';
import { brief, briefLine, code, join, link, type Mrkdwn, md, moment } from '../blocks';
import { type ConsolePlace, commitPage, comparePage, executionPage, modelPackagePage } from '../console-links';
import { triggerWords } from '../executions/trigger-words';
import { type ApprovalView, named } from './approval-view';

type Subject = Pick<ApprovalView, 'approval' | 'policy' | 'console'>;

/** What an approval is about: pipeline, stage or package, commit, and what lies between production and it. */
export function subjectLines(view: Subject): Mrkdwn[] {
  const { evidence } = view.approval;
  return [
    whichOne(view),
    ...restoredLine(evidence),
    ...commitLine(view.approval, view.console),
    ...changesLine(view),
    ...servedAlready(evidence),
  ];
}

/** What a rollback is to bring back. */
function restoredLine({ restores }: Evidence): Mrkdwn[] {
  if (!restores) return [];
  const { name, approvedBy } = restores;
  const by = approvedBy.length > 0 ? md` (approved by ${brief(approvedBy.join(', '), 200)})` : md``;
  return [md`:rewind: *Brings back ${brief(name, 80)}*${by}`];
}

function whichOne({ approval, policy, console }: Subject): Mrkdwn {
  if (approval.kind === 'package') {
    const page = modelPackagePage(console, approval.group, approval.packageVersion);
    const version = link(page, `${brief(approval.group, 80)} version ${brief(approval.packageVersion, 20)}`);
    return md`*Pipeline* ${policy.name}  ·  *Model package* ${version}`;
  }
  if (approval.kind === 'rollback') return rollbackLine(approval, policy.name);
  const execution = link(executionPage(console, policy.name, approval.executionId), approval.executionId.slice(0, 8));
  return md`*Pipeline* ${policy.name}  ·  *Stage* ${approval.stage}  ·  *Execution* ${execution}`;
}

function rollbackLine({ asked }: RollbackApproval, pipeline: string): Mrkdwn {
  const { release, replacing, how, stage, reason } = asked;
  const out = replacing ? md`, instead of *${brief(replacing.name, 40)}*` : md``;
  const way =
    how === 'stage'
      ? md`The stage *${stage}* runs again with the artifacts of that release: nothing is rebuilt`
      : md`The whole pipeline runs again from the commit of that release`;
  return join(
    [
      md`:rewind: *Pipeline* ${pipeline}  ·  *Back to ${brief(release, 40)}*${out}`,
      way,
      md`>${briefLine(reason, 300)}`,
    ],
    '\n',
  );
}

/** A model package need not come from a commit; an execution that tells none says so. */
export function commitLine({ kind, evidence: { commit, changes } }: Approval, console?: ConsolePlace): Mrkdwn[] {
  if (!commit) return kind === 'package' ? [] : [md`_Commit: not reported_`];
  const author = commit.authorName ? md` by ${brief(commit.authorName, 80)}` : md``;
  const page = console && changes && commitPage(console, changes.repository, commit.commitId);
  return [md`${link(commit.url ?? page, commit.commitId.slice(0, 7))} ${briefLine(commit.message ?? '')}${author}`];
}

function changesLine({ approval: { evidence }, console }: Subject): Mrkdwn[] {
  const { changes, commit } = evidence;
  if (!changes) return [];
  const { repository, since, files } = changes;
  if (since === undefined)
    return [md`${commitCount(changes)}: nothing is in production yet, so its whole history counts`];
  if (isProductions(evidence)) return []; // said of the commit itself
  const page = commit && link(comparePage(console, repository, since, commit.commitId), 'Compare');
  if (changes.commits.length === 0) {
    const older = md`:rewind: An older commit than production's: what was released since is taken back`;
    return [join([older, ...(page ? [page] : [])], '  ·  ')];
  }
  return [
    join(
      [
        md`*${commitCount(changes)}* since production`,
        ...(files ? [md`${files.isCapped ? 'at least ' : ''}${plural(files.count, 'changed file')}`] : []),
        ...(page ? [page] : []),
      ],
      '  ·  ',
    ),
  ];
}

/** `1 commit`, `at least 250 commits`. */
export const commitCount = ({ commits, isCapped }: Changes): string =>
  `${isCapped ? 'at least ' : ''}${plural(commits.length, 'commit')}`;

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** Whoever approves what is there already changes nothing. */
function servedAlready(evidence: Evidence): Mrkdwn[] {
  const { model, production } = evidence;
  const [now, before] = [model.digest, production?.digest];
  const isSame = Boolean(now) && now === before;
  const rebuilt = now && before && !isSame ? ', rebuilt: the digests differ' : '';
  return [
    ...(isProductions(evidence) ? [md`:information_source: The same commit as production's${rebuilt}`] : []),
    ...(isSame ? [md`:information_source: Production serves this model already: the digest is the same`] : []),
  ];
}

const isProductions = ({ commit, changes, production }: Evidence): boolean =>
  commit !== undefined && (commit.commitId === production?.commitId || commit.commitId === changes?.since);

/** Who asked, since when, until when, and what else the build and the pipeline have said. */
export function provenance({ approval, muted, rules }: ApprovalView): Mrkdwn[] {
  const { evidence, requestedBy, trigger, requestedAt, customData, externalLink, status } = approval;
  const { digest, evaluationUrl } = evidence.model;
  return [
    requestedBy ? md`Asked for by ${named(requestedBy, muted)}` : md`${triggerWords(trigger)}`,
    ...(status === 'open' ? waitingTime({ approval, rules }) : [md`Asked ${moment(requestedAt)}`]),
    ...(digest ? [md`Digest ${code(brief(digest, 19))}`] : []),
    ...(evaluationUrl ? [link(evaluationUrl, 'Evaluation')] : []),
    ...(customData ? [md`${briefLine(customData, 200)}`] : []),
    ...(externalLink ? [link(externalLink, 'Review link')] : []),
  ];
}

/** Since when an open one waits, and until when it can be answered. */
export function waitingTime({ approval, rules }: Pick<ApprovalView, 'approval' | 'rules'>): Mrkdwn[] {
  const { requestedAt } = approval;
  const expiry = expiryOf(rules, approval);
  return [
    // `{ago}` is counted by whoever reads it, so that it stays true without a redraw.
    md`Waiting since ${moment(requestedAt)} (${moment(requestedAt, '{ago}')})`,
    ...(expiry ? [md`Expires ${moment(expiry)}`] : []),
  ];
}
