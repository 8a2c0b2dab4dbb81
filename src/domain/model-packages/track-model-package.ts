import { modelPackageCardKey } from '../cards';
import type { ModelPackageEvent } from '../events';
import { isEnded } from '../executions/execution';
import type { PipelinePolicy, Policies } from '../policies/policy';
import type { Builds } from '../ports/builds';
import type { Executions } from '../ports/executions';
import type { ModelPackageRecords } from '../ports/model-package-records';
import { type ModelRegistry, WAITING_LIMIT } from '../ports/model-registry';
import type { Notifier } from '../ports/notifier';
import type { Pipelines } from '../ports/pipelines';
import { modelFacts } from '../releases/release';
import { applyFacts, type ModelPackage, type ModelPackageFacts, type Told } from './model-package';

export interface TrackModelPackageDeps {
  policies: Policies;
  modelRegistry: ModelRegistry;
  modelPackages: ModelPackageRecords;
  executions: Executions;
  pipelines: Pipelines;
  builds: Builds;
  notifier: Notifier;
  now: () => Date;
}

export type TrackModelPackage = (event: ModelPackageEvent) => Promise<'handled' | 'ignored'>;

/** Milliseconds. An execution that has ended since may have made the version. */
const RECENT_MS = 3_600_000;
/** Executions that are asked whether they made it. */
const WINDOW = 20;
/** Milliseconds. One that has waited for longer when it is first heard of is put on record without a message. */
const QUIET_AFTER_MS = 24 * 3_600_000;

/** Follows versions in the groups that pipelines claim: the event says where to look, SageMaker what is so. */
export function trackModelPackage(deps: TrackModelPackageDeps): TrackModelPackage {
  return async ({ group, arn }) => {
    const claiming = deps.policies.pipelines().filter(({ modelPackageGroup }) => modelPackageGroup === group);
    for (const policy of claiming) {
      const facts = await deps.modelRegistry.version(arn, policy);
      if (facts) await follow(deps, policy, facts);
    }
    return claiming.length > 0 ? 'handled' : 'ignored';
  };
}

/**
 * Versions whose events never came: those that wait on record or in the registry, as the registry knows them now. One
 * ListModelPackages, and one DescribeModelPackage for each that was not heard of or waits no longer.
 */
export async function compareModelPackages(deps: TrackModelPackageDeps, policy: PipelinePolicy): Promise<void> {
  const { modelPackageGroup: group } = policy;
  if (!group) return;
  const [listed, known] = await Promise.all([
    deps.modelRegistry.waiting(group, policy),
    deps.modelPackages.waiting(policy.name, WAITING_LIMIT),
  ]);
  const asItWas = known.filter(
    (one) => listed.includes(one.arn) && !(one.told === 'undecided' && !isOld(one, deps.now())),
  );
  const arns = new Set([...known.map(({ arn }) => arn), ...listed]);
  for (const { arn } of asItWas) arns.delete(arn);
  for (const arn of arns) {
    const facts = await deps.modelRegistry.version(arn, policy);
    if (facts) await follow(deps, policy, facts);
  }
}

/** Brings the record up to what the registry says, and has its card drawn where it has one of its own. */
async function follow(deps: TrackModelPackageDeps, policy: PipelinePolicy, facts: ModelPackageFacts): Promise<void> {
  const { modelPackages, notifier } = deps;
  const { version } = facts;
  const key = modelPackageCardKey(policy.name, version);
  const known = await modelPackages.get(policy.name, version);
  const told = known && known.told !== 'undecided' ? known.told : await whereTold(deps, policy, facts);
  const change = (current: ModelPackage | undefined): ModelPackage => {
    const fresh: ModelPackage = { ...facts, pipeline: policy.name, told };
    const next = current ? applyFacts(current, facts) : fresh;
    return next.told === 'undecided' && told !== 'undecided' ? { ...next, told } : next;
  };
  if (change(known) === known) return;
  if (told === 'here') await notifier.cardWillChange(key);
  const saved = await modelPackages.update(policy.name, version, change);
  if (saved?.told === 'here') await notifier.cardChanged(key);
}

/** Nobody is called for what has stood there for a day when it is first heard of. */
const isOld = ({ modifiedAt }: ModelPackageFacts, now: Date): boolean =>
  now.getTime() - modifiedAt.getTime() > QUIET_AFTER_MS;

/**
 * An execution that is in progress, or ended within the hour, tells of a version that is of its commit or that it names.
 * One in progress that has named none may still be about to: the next pass asks again.
 */
async function whereTold(
  deps: TrackModelPackageDeps,
  { name }: PipelinePolicy,
  facts: ModelPackageFacts,
): Promise<Told> {
  if (isOld(facts, deps.now())) return 'undecided';
  const since = deps.now().getTime() - RECENT_MS;
  let told: Told = 'here';
  for (const { executionId, status, endedAt, revision } of await deps.executions.newest(name, WINDOW)) {
    const isUnderWay = !isEnded(status);
    if (!isUnderWay && (endedAt?.getTime() ?? 0) < since) continue;
    const isOfCommit = facts.commitId && revision && facts.commitId === revision.commitId;
    const { packageArn } = isOfCommit ? { packageArn: facts.arn } : await modelFacts(deps, name, executionId);
    if (packageArn === facts.arn) return 'by an execution';
    if (isUnderWay && !packageArn && !(facts.commitId && revision)) told = 'undecided';
  }
  return told;
}
