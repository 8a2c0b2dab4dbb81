import { type Approval, approvalPolicyFor } from '../../domain/approvals/approval';
import { countedVotes } from '../../domain/approvals/votes';
import { DirectoryUnavailable } from '../../domain/errors';
import { groupsIn } from '../../domain/policies/grant';
import { judge } from '../../domain/policies/judge';
import type { PipelinePolicy } from '../../domain/policies/policy';
import { standingOf } from '../../domain/policies/quorum';
import type { Verdict } from '../../domain/policies/verdict';
import type { Directory, Person } from '../../domain/ports/directory';
import type { Locks } from '../../domain/ports/locks';
import type { Mutes } from '../../domain/ports/mutes';
import { holds } from '../../domain/releases/lock';
import type { ConsoleOf } from '../console-links';
import { whoCanAnswer } from './approval-reply';
import type { ApprovalView, VotesStanding } from './approval-view';

export interface ReadApprovalViewDeps {
  locks: Locks;
  directory: Directory;
  mutes: Mutes;
  consoleOf: ConsoleOf;
  now: () => Date;
}

export type ReadApprovalView = (approval: Approval, policy: PipelinePolicy) => Promise<ApprovalView>;

/** An approval with what stands around it: of one that is over, nothing is read that its card does not show. */
export function readApprovalView(deps: ReadApprovalViewDeps): ReadApprovalView {
  return async (approval, policy) => {
    const rules = approvalPolicyFor(policy, approval);
    const verdict = judge(rules, approval);
    const isOpen = approval.status === 'open';
    const [voters, locks, muted] = await Promise.all([
      isOpen ? votersOf(deps.directory, approval, verdict) : [],
      isOpen ? deps.locks.get(policy.name) : undefined,
      mutedAmong(deps.mutes, policy.name, peopleOn(approval, rules)),
    ]);
    const lock = locks?.current;
    return {
      ...{ approval, policy, rules, verdict, muted },
      standing: standing(verdict, voters),
      lock: lock && holds(lock, deps.now()) ? lock : undefined,
      console: deps.consoleOf(policy),
    };
  };
}

/** A card is drawn also where Slack does not tell who is in a group: it then says that somebody of it is missing. */
function standing(verdict: Verdict, voters: readonly Person[]): VotesStanding {
  try {
    return standingOf(verdict, voters);
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    return { approvals: voters.length, quorum: verdict.quorum, stillToInclude: verdict.mustInclude };
  }
}

/** Those whose approval counts, with the groups that somebody is still missing of. Their groups are asked only where it matters. */
async function votersOf(directory: Directory, approval: Approval, { mustInclude }: Verdict): Promise<Person[]> {
  const groups = mustInclude.flatMap(groupsIn);
  return Promise.all(countedVotes(approval).map(({ by }) => voter(directory, by, groups)));
}

async function voter(
  directory: Directory,
  { id, name }: Approval['votes'][number]['by'],
  groups: readonly string[],
): Promise<Person> {
  const known = { slackId: id, name, isFullMember: true, teams: [], timeZone: 'UTC', groups: [], untold: {} };
  if (groups.length === 0) return known;
  try {
    return await directory.person(id, groups);
  } catch (error) {
    if (error instanceof DirectoryUnavailable) return known; // a decision asks anew
    throw error;
  }
}

/** Everybody who is mentioned on the card, or called in its thread. */
function peopleOn(approval: Approval, rules: ApprovalView['rules']): string[] {
  const { requestedBy, votes, decision, override, notices, status } = approval;
  const named = [requestedBy, decision?.by, override?.asked.by, override?.confirmed?.by, ...votes.map(({ by }) => by)];
  const called = status === 'open' && notices.length > 0 ? whoCanAnswer(notices, rules) : [];
  return [...named.flatMap((actor) => (actor ? [actor.id] : [])), ...called].filter((id) => /^[UW]/.test(id));
}

async function mutedAmong(mutes: Mutes, pipeline: string, people: readonly string[]): Promise<ReadonlySet<string>> {
  const ids = [...new Set(people)];
  const answers = await Promise.all(ids.map((id) => mutes.isMuted(id, pipeline)));
  return new Set(ids.filter((_, index) => answers[index]));
}
