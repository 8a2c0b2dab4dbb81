import type { Execution } from '../executions/execution';
import type { InvolvedPerson, Involvement } from '../policies/four-eyes';
import type { PipelinePolicy } from '../policies/policy';
import type { CommitRecords } from '../ports/commit-records';
import { BOT, type Directory } from '../ports/directory';
import type { Changes, Evidence } from './evidence';

export interface FindInvolvedDeps {
  directory: Directory;
  commitRecords: CommitRecords;
}

interface About {
  evidence: Evidence;
  /** Absent: no execution asks. */
  execution?: Pick<Execution, 'requestedBy' | 'trigger'> | undefined;
}

export type FindInvolved = (policy: PipelinePolicy, about: About) => Promise<Involvement>;

/**
 * Everybody who had a part in what is to be approved: who started the execution, wrote or committed a commit between
 * production and it, or pushed one, as far as AWS told of the push. Of a release that goes back, and so has no such commit,
 * it is whoever had a part in the commit that it ships. Each is named once per part, with the newest commit.
 *
 * Costs one read of our record per commit, all at once, then one question per address, which the directory remembers for
 * minutes. Whom the directory does not know, or cannot tell just now, is named without a Slack id.
 */
export function findInvolved({ directory, commitRecords }: FindInvolvedDeps): FindInvolved {
  return async (policy, { evidence, execution }) => {
    const named = [
      ...startedBy(execution),
      ...(evidence.changes?.commits.length ? madeBy(evidence.changes) : authorOf(evidence)),
      ...(await pushedBy(evidence)),
    ];
    const people = await Promise.all(named.map(withSlackId));
    return { people: oncePerPart(withoutOwnCommitters(people)), incomplete: whyIncomplete(policy, evidence) };
  };

  async function pushedBy({ changes, commit }: Evidence): Promise<InvolvedPerson[]> {
    if (!changes) return [];
    const ids =
      changes.commits.length > 0 || !commit ? changes.commits.map(({ commitId }) => commitId) : [commit.commitId];
    const records = await Promise.all(ids.map((commitId) => commitRecords.get(changes.repository, commitId)));
    return records.flatMap((record) =>
      (record?.pushes ?? []).flatMap(({ by }) =>
        by === undefined
          ? []
          : [{ part: 'pushed' as const, name: nameIn(by), address: by, commitId: record?.commitId }],
      ),
    );
  }

  async function withSlackId(person: InvolvedPerson): Promise<InvolvedPerson> {
    if (person.slackId !== undefined || person.address === undefined) return person;
    return { ...person, slackId: await directory.whose(person.address) };
  }
}

function startedBy(execution: About['execution']): InvolvedPerson[] {
  const { requestedBy, trigger } = execution ?? {};
  if (requestedBy) {
    const { id, name } = requestedBy;
    return [{ part: 'started', name, ...(id.startsWith('arn:') ? { address: id } : { slackId: id }) }];
  }
  const detail = trigger?.type === 'StartPipelineExecution' ? trigger.detail : undefined;
  return detail?.startsWith('arn:') ? [{ part: 'started', name: nameIn(detail), address: detail }] : [];
}

/** Author and committer of each commit, one after the other. */
const madeBy = ({ commits }: Changes): InvolvedPerson[] =>
  commits.flatMap(({ commitId, authorName, authorEmail, committerName, committerEmail }) => [
    { part: 'wrote', name: authorName || authorEmail, ...addressed(authorEmail), commitId },
    { part: 'committed', name: committerName || committerEmail, ...addressed(committerEmail), commitId },
  ]);

/** Where there are no changes, or none that can be read, the release still has a commit, whose author may be known. */
function authorOf({ commit }: Evidence): InvolvedPerson[] {
  if (!commit?.authorEmail) return [];
  const { authorName, authorEmail, commitId } = commit;
  return [{ part: 'wrote', name: authorName || authorEmail, ...addressed(authorEmail), commitId }];
}

/** Git holds anything for an address, nothing too. */
const addressed = (email: string): { address?: string } => (email.trim() === '' ? {} : { address: email.trim() });

/** Most commits are committed by their author: that is said once. */
function withoutOwnCommitters(people: readonly InvolvedPerson[]): InvolvedPerson[] {
  const wrote = new Map(people.filter(({ part }) => part === 'wrote').map((one) => [one.commitId, who(one)]));
  return people.filter((one) => one.part !== 'committed' || wrote.get(one.commitId) !== who(one));
}

function oncePerPart(people: readonly InvolvedPerson[]): InvolvedPerson[] {
  const first = new Map<string, InvolvedPerson>();
  for (const person of people) {
    const key = `${person.part} ${who(person)}`;
    if (!first.has(key)) first.set(key, person);
  }
  return [...first.values()];
}

/** Whether two are the same: by their Slack id, else their address, else their name. Robots are told apart. */
const who = ({ slackId, address, name }: InvolvedPerson): string =>
  (slackId === BOT ? undefined : slackId) ?? address?.toLowerCase() ?? name;

/** The last part of an ARN: a user, or the session of a role. */
export const nameIn = (arn: string): string => arn.split(/[/:]/).at(-1) || arn;

function whyIncomplete({ name }: PipelinePolicy, { commit, changes }: Evidence): string | undefined {
  if (changes?.isCapped) {
    const which = changes.since === undefined ? 'commit of the history' : 'commit since production';
    return `Not every ${which} could be read, so others may have written, committed or pushed some of them.`;
  }
  if (changes) return undefined;
  if (!commit) return 'No commit of this release is known, so nobody can tell who wrote it.';
  return `The source repository of ${name} cannot be read, so others may have written, committed or pushed parts of this release.`;
}
