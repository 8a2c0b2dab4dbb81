import { type Approval, approvalPolicyFor, isEscalated } from '../../domain/approvals/approval';
import { expiryOf } from '../../domain/approvals/due-notices';
import { countedVotes } from '../../domain/approvals/votes';
import { DirectoryUnavailable } from '../../domain/errors';
import { hasRole } from '../../domain/policies/evaluate-policy';
import { barredBy } from '../../domain/policies/four-eyes';
import { judge } from '../../domain/policies/judge';
import { approverScope } from '../../domain/policies/may-approve';
import type { Person } from '../../domain/ports/directory';
import { holds } from '../../domain/releases/lock';
import type { ConsoleOf } from '../console-links';
import type { HomePicture, WaitingForYou } from './home-picture';
import type { Glance } from './read-pipelines';

interface ReadWaitingDeps {
  consoleOf: ConsoleOf;
  now: () => Date;
}

/**
 * What somebody is asked, of the approvals that they see: not what they may not answer, had a part in, or have approved
 * already. Whoever answers is asked anew: this only tells whom it may concern.
 */
export function waitingFor(
  { consoleOf, now }: ReadWaitingDeps,
  person: Person,
  glances: readonly Glance[],
): Pick<HomePicture, 'waiting' | 'forOthers'> {
  const all = glances.flatMap(({ policy, open, locks }) =>
    open.map((approval) => {
      const rules = approvalPolicyFor(policy, approval);
      const verdict = judge(rules, approval);
      const lock = locks?.current;
      const waits: WaitingForYou = {
        ...{ approval, policy, rules, verdict, console: consoleOf(policy) },
        lock: lock && holds(lock, now()) ? lock : undefined,
      };
      const scope = approverScope(policy, rules, { verdict, isEscalated: isEscalated(approval) });
      const isAsked = mayAnswer(person, scope) && !hasHadAPart(person, waits) && !hasApproved(person, approval);
      return { waits, isAsked };
    }),
  );
  const waiting = all.filter(({ isAsked }) => isAsked).map(({ waits }) => waits);
  return { waiting: waiting.sort(byUrgency), forOthers: all.length - waiting.length };
}

/** Where Slack does not tell just now who is in a group, somebody may be asked in vain: Details says so then. */
function mayAnswer(person: Person, scope: Parameters<typeof hasRole>[2]): boolean {
  try {
    return hasRole(person, 'approver', scope);
  } catch (error) {
    if (error instanceof DirectoryUnavailable) return true;
    throw error;
  }
}

const hasHadAPart = ({ slackId }: Person, { approval, rules }: WaitingForYou): boolean =>
  rules.fourEyes && barredBy(approval.involvement, slackId) !== undefined;

const hasApproved = ({ slackId }: Person, approval: Approval): boolean =>
  countedVotes(approval).some(({ by }) => by.id === slackId);

function byUrgency(one: WaitingForYou, next: WaitingForYou): number {
  const end = ({ rules, approval }: WaitingForYou) => expiryOf(rules, approval)?.getTime() ?? Number.POSITIVE_INFINITY;
  const [first, second] = [end(one), end(next)];
  if (first !== second) return first < second ? -1 : 1;
  return one.approval.requestedAt.getTime() - next.approval.requestedAt.getTime();
}
