import type { Evidence, RestoredFacts } from '../approvals/evidence';
import type { ApprovalPolicy, Gate } from './approval-policy';

/** What a policy comes down to where an execution is to bring back an earlier release. */
export interface RollbackRules {
  /** What of the policy still counts. */
  policy: ApprovalPolicy;
  /** What the rebuilt model is, in a sentence or two; absent: a warning says it. */
  says?: string | undefined;
  /** What is no demand of a rollback, in a sentence. */
  uncounted?: string | undefined;
  warnings: readonly string[];
  /** The policy may approve it by itself, if nothing else blocks. */
  isPreApproved: boolean;
}

/**
 * A rollback that runs the whole pipeline again, and so reaches the approvals that every release needs.
 *
 * - **Production is no measure**: it is what failed. Changes against it are told, and nothing follows from them.
 * - **The model itself**: where the rebuilt model has the digest of the release that is restored, and that was approved
 *   and has not failed in production, it was judged before. Gates and authors whom nobody knows are told, and hold it up
 *   no more. With `rollback: pre-approved` the policy approves it.
 * - **Another model**, or one of which nobody can tell: it is judged like any release, and a person decides.
 * - **Four eyes**: whoever started the rollback, or had a part in the commit, may not approve it by hand in either case.
 */
export function rollbackRules(
  { rollback, ...given }: ApprovalPolicy,
  { model, restores }: Pick<Evidence, 'model'> & { restores: RestoredFacts },
): RollbackRules {
  const { name, digest, isBad, approvedBy } = restores;
  const policy: ApprovalPolicy = { ...given, rollback, gates: given.gates.map(withoutChange), auto: [] };
  const rules = { policy, uncounted: uncountedIn(given.gates), isPreApproved: false };
  if (!model.digest) {
    return { ...rules, warnings: [`Nobody can tell whether the rebuilt model is ${name}: it reports no digest.`] };
  }
  if (!digest) {
    return { ...rules, warnings: [`Nobody can tell whether the rebuilt model is ${name}, which reported no digest.`] };
  }
  if (model.digest !== digest) {
    return { ...rules, warnings: [`The rebuilt model is not ${name}: its digest differs.`] };
  }
  const itself = `It is ${name} itself, by its digest`;
  if (isBad) return { ...rules, says: `${itself}.`, warnings: [`${name} is marked as one that failed in production.`] };
  if (approvedBy.length === 0)
    return { ...rules, says: `${itself}. Nobody was asked to approve it then.`, warnings: [] };
  return {
    policy: { ...policy, gates: policy.gates.map(onlyTold), unknownPeople: 'warn' },
    says: `${itself}, which ${inWords(approvedBy)} approved before.`,
    uncounted: given.gates.length > 0 ? 'Gates are told, and do not hold it up again.' : undefined,
    warnings: [],
    isPreApproved: rollback === 'pre-approved',
  };
}

const withoutChange = (gate: Gate): Gate => (gate.kind === 'metric' ? { ...gate, worstChange: undefined } : gate);

const onlyTold = (gate: Gate): Gate => ({ ...gate, missed: { does: 'warn' } });

const uncountedIn = (gates: readonly Gate[]): string | undefined =>
  gates.some((gate) => gate.kind === 'metric' && gate.worstChange)
    ? 'What has changed against production is told, and not judged: production is rolled back.'
    : undefined;

/** Names of a sentence; more are no help. */
const MOST_NAMED = 3;

function inWords(names: readonly string[]): string {
  const all = names.length > MOST_NAMED ? [...names.slice(0, 2), `${names.length - 2} others`] : names;
  return all.length === 1 ? String(all[0]) : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}
