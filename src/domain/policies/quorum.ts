import { DirectoryUnavailable } from '../errors';
import type { Person } from '../ports/directory';
import { isGroup } from './grant';
import type { Verdict } from './verdict';

/** How far an approval has come. */
export interface Standing {
  /** Distinct people who have approved. */
  approvals: number;
  quorum: number;
  /** The lists of which nobody has approved yet. */
  stillToInclude: readonly (readonly string[])[];
  isComplete: boolean;
}

/**
 * Whether those who have approved are enough. Each counts once, and only while they are full members; where the policy
 * lets nobody approve, nobody is enough.
 * @param voters those who may approve (assertMayApprove), with the groups that the verdict names
 * @throws DirectoryUnavailable where that depends on a user group that Slack does not tell about just now
 */
export function standingOf({ quorum, mustInclude, blockers }: Verdict, voters: readonly Person[]): Standing {
  const people = [...new Map(voters.map((person) => [person.slackId, person])).values()].filter(
    ({ isFullMember }) => isFullMember,
  );
  const stillToInclude = mustInclude.filter((list) => !people.some((person) => isOneOf(person, list)));
  if (stillToInclude.some((list) => people.some((person) => isUntold(person, list)))) {
    throw new DirectoryUnavailable('a group is untold');
  }
  const approvals = people.length;
  const isComplete = approvals >= Math.max(1, quorum) && stillToInclude.length === 0 && blockers.length === 0;
  return { approvals, quorum, stillToInclude, isComplete };
}

const isOneOf = ({ slackId, groups }: Person, list: readonly string[]): boolean =>
  list.some((id) => id === slackId || groups.includes(id));

const isUntold = ({ untold }: Person, list: readonly string[]): boolean =>
  list.some((id) => isGroup(id) && untold[id] === 'unreachable');
