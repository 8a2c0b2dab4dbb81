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
 * A rollback that comes to an approval: one that runs the whole pipeline again comes to all of them; one by stage to
 * those of the deploy stage itself, if it has any.
 *
 * - **Production is no measure**: it is what failed. Changes against it are told, and nothing follows from them.
 * - **The model itself**: where the artifacts are those of the release that is restored, or the rebuilt model has its
 *   digest, and it was approved and has not failed in production, it was judged before. Gates and authors whom nobody
 *   knows are told, and hold it up no more. With `rollback: pre-approved` the policy approves it.
 * - **Another model**, or one of which nobody can tell: it is judged like any release, and a person decides.
 * - **Nothing rebuilt**: nothing is reported that gates could look at, so they never hold it up.
 * - **Four eyes**: whoever started the rollback, or had a part in the commit, may not approve it by hand in either case.
 */
export function rollbackRules(given: ApprovalPolicy, evidence: Rebuilt): RollbackRules {
  const { name, isBad, isUnchanged, approvedBy } = evidence.restores;
  const rules = isUnchanged ? withoutGates(given) : withoutProduction(given);
  const doubt = doubtOf(evidence);
  if (doubt) return { ...rules, warnings: [doubt] };
  const itself = `It is ${name} itself, ${isUnchanged ? 'deployed again as it was' : 'by its digest'}`;
  if (isBad) return { ...rules, says: `${itself}.`, warnings: [`${name} is marked as one that failed in production.`] };
  if (approvedBy.length === 0) return { ...rules, says: `${itself}. Nobody was asked to approve it then.` };
  return {
    ...withoutGates(given),
    says: `${itself}, which ${inWords(approvedBy)} approved before.`,
    isPreApproved: given.rollback === 'pre-approved',
  };
}

/** What has failed is no measure. */
const withoutProduction = (given: ApprovalPolicy): RollbackRules => ({
  policy: { ...given, gates: given.gates.map(withoutChange), auto: [] },
  uncounted: given.gates.some(isAgainstProduction)
    ? 'What has changed against production is told, and not judged: production is rolled back.'
    : undefined,
  warnings: [],
  isPreApproved: false,
});

/** What was judged before. */
function withoutGates(given: ApprovalPolicy): RollbackRules {
  const { policy, ...rules } = withoutProduction(given);
  return {
    ...rules,
    policy: { ...policy, gates: policy.gates.map(onlyTold), unknownPeople: 'warn' },
    uncounted: given.gates.length > 0 ? 'Gates are told, and do not hold it up again.' : undefined,
  };
}

type Rebuilt = Pick<Evidence, 'model'> & { restores: RestoredFacts };

/** Why it may be another model than the one that is to be restored. */
function doubtOf({ model, restores: { name, digest, isUnchanged } }: Rebuilt): string | undefined {
  if (isUnchanged) return undefined;
  if (!model.digest) return `Nobody can tell whether the rebuilt model is ${name}: it reports no digest.`;
  if (!digest) return `Nobody can tell whether the rebuilt model is ${name}, which reported no digest.`;
  return model.digest === digest ? undefined : `The rebuilt model is not ${name}: its digest differs.`;
}

const withoutChange = (gate: Gate): Gate => (gate.kind === 'metric' ? { ...gate, worstChange: undefined } : gate);

const onlyTold = (gate: Gate): Gate => ({ ...gate, missed: { does: 'warn' } });

const isAgainstProduction = (gate: Gate): boolean => gate.kind === 'metric' && gate.worstChange !== undefined;

/** Names of a sentence; more are no help. */
const MOST_NAMED = 3;

function inWords(names: readonly string[]): string {
  const all = names.length > MOST_NAMED ? [...names.slice(0, 2), `${names.length - 2} others`] : names;
  return all.length === 1 ? String(all[0]) : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}
