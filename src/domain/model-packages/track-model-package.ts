import { packageApprovalId } from '../approvals/approval';
import { noteRegistry } from '../approvals/compare-registry';
import { modelPackageCardKey } from '../cards';
import type { ModelPackageEvent } from '../events';
import type { PipelinePolicy } from '../policies/policy';
import type { ModelPackageRecords } from '../ports/model-package-records';
import { LIST_LIMIT } from '../ports/model-registry';
import { type FollowApprovalDeps, followApproval } from './follow-approval';
import { applyFacts, type ModelPackage, type ModelPackageFacts } from './model-package';
import { type Telling, type WhereToldDeps, whereTold } from './where-told';

export interface TrackModelPackageDeps extends WhereToldDeps, FollowApprovalDeps {
  modelPackages: ModelPackageRecords;
}

export type TrackModelPackage = (event: ModelPackageEvent) => Promise<'handled' | 'ignored'>;

/**
 * Follows versions in the groups that pipelines claim: the event says where to look, SageMaker what is so. A version that
 * waits, and that no execution asks about, becomes an approval.
 */
export function trackModelPackage(deps: TrackModelPackageDeps): TrackModelPackage {
  return async ({ group, arn, version }) => {
    const claiming = deps.policies.pipelines().filter(({ modelPackageGroup }) => modelPackageGroup === group);
    for (const policy of claiming) await look(deps, policy, { arn, version });
    return claiming.length > 0 ? 'handled' : 'ignored';
  };
}

/**
 * Versions whose events never came: those that wait on record or in the registry, and those among the newest whose answer
 * has changed. Two ListModelPackages, and one DescribeModelPackage for each that was not heard of, has changed, or is or
 * may be asked about here.
 * @returns how many were out of date
 */
export async function compareModelPackages(deps: TrackModelPackageDeps, policy: PipelinePolicy): Promise<number> {
  const { modelPackageGroup: group } = policy;
  if (!group) return 0;
  const [listed, newest, known, answered] = await Promise.all([
    deps.modelRegistry.waiting(group, policy),
    deps.modelRegistry.newest(group, policy),
    deps.modelPackages.waiting(policy.name, LIST_LIMIT),
    deps.modelPackages.answered(policy.name, LIST_LIMIT),
  ]);
  const waiting = new Map(known.map(({ arn, version }) => [arn, version]));
  for (const arn of listed) waiting.set(arn, waiting.get(arn) ?? versionIn(arn));
  const asItWas = known.filter((one) => listed.includes(one.arn) && !isToBeLookedAt(one));
  for (const { arn } of asItWas) waiting.delete(arn);
  const changed = answered.filter((one) => newest.some(({ arn, status }) => arn === one.arn && status !== one.status));
  for (const { arn, version } of changed) waiting.set(arn, version);
  let fixes = 0;
  for (const [arn, version] of waiting) if (await look(deps, policy, { arn, version })) fixes += 1;
  return fixes;
}

const versionIn = (arn: string): string => arn.split('/').at(-1) ?? '';

/** What may have changed without an event: an execution has ended without asking, or the evidence is another. */
function isToBeLookedAt(known: ModelPackage): boolean {
  switch (known.told) {
    case 'by its approval':
    case 'undecided':
      return true;
    case 'by an execution':
      return known.toldBy !== undefined && known.approvalId === undefined;
    case 'here':
    case 'quiet':
      return false;
  }
}

/** @returns whether it was out of date, and so do the next two */
async function look(
  deps: TrackModelPackageDeps,
  policy: PipelinePolicy,
  { arn, version }: { arn: string; version: string },
): Promise<boolean> {
  const facts = await deps.modelRegistry.version(arn, policy);
  if (facts) return follow(deps, policy, facts);
  const known = await deps.modelPackages.get(policy.name, version);
  if (!known || known.deletedAt) return false;
  await noteDeleted(deps, known);
  return true;
}

/** Brings the record up to what the registry says, and with it its approval, or the card where it only has one. */
async function follow(deps: TrackModelPackageDeps, policy: PipelinePolicy, facts: ModelPackageFacts): Promise<boolean> {
  const known = await deps.modelPackages.get(policy.name, facts.version);
  const telling = await whereTold(deps, policy, facts, known);
  // The record comes last: whoever dies in between finds the version to be news, and comes back to it.
  const isOldNews = known?.told === 'by its approval' && applyFacts(known, facts) === known;
  if (isOldNews) return false;
  if (telling.told === 'by its approval') await followApproval(deps, policy, facts);
  if (telling.approvalId) await noteRegistry(deps, await deps.approvals.get(telling.approvalId), facts);
  return record(deps, known, { ...facts, pipeline: policy.name, ...telling });
}

async function record(
  { modelPackages, notifier }: TrackModelPackageDeps,
  known: ModelPackage | undefined,
  fresh: ModelPackage,
): Promise<boolean> {
  const { pipeline, version, told, toldBy, approvalId } = fresh;
  const change = (current: ModelPackage | undefined): ModelPackage =>
    current ? tellingOf(applyFacts(current, fresh), { told, toldBy, approvalId }) : fresh;
  if (known && change(known) === known) return false;
  const key = modelPackageCardKey(pipeline, version);
  if (told === 'here') await notifier.cardWillChange(key);
  await modelPackages.update(pipeline, version, change);
  if (told === 'here') await notifier.cardChanged(key);
  return true;
}

/** Once it is told somewhere it does not become undecided again. */
function tellingOf(current: ModelPackage, { told, toldBy, approvalId }: Telling): ModelPackage {
  const isSame = current.told === told && current.toldBy === toldBy && current.approvalId === approvalId;
  if (isSame || (told === 'undecided' && current.told !== 'by an execution')) return current;
  return { ...current, told, toldBy, approvalId };
}

async function noteDeleted(deps: TrackModelPackageDeps, known: ModelPackage): Promise<void> {
  const { pipeline, version, told } = known;
  const at = deps.now();
  const key = modelPackageCardKey(pipeline, version);
  if (told === 'by its approval') {
    await deps.settleApproval(packageApprovalId(pipeline, version), { status: 'Deleted', at });
  }
  if (told === 'here') await deps.notifier.cardWillChange(key);
  await deps.modelPackages.update(pipeline, version, (current) => current && { ...current, deletedAt: at });
  if (told === 'here') await deps.notifier.cardChanged(key);
}
