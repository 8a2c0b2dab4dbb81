import type { PipelinePolicy } from '../policies/policy';
import { POLICY } from '../policies/policy-actor';
import type { Executions } from '../ports/executions';
import type { Releases } from '../ports/releases';
import { isBad, type Release, type ReleaseApproval, releaseName } from '../releases/release';
import type { Evidence, RestoredFacts } from './evidence';

interface RestoredByDeps {
  executions: Executions;
  releases: Releases;
}

/**
 * What a rollback brings back, as our record has it. One by stage builds nothing, and so reports nothing: the model and
 * the metrics are those of the release.
 *
 * @returns nothing where the execution is no rollback
 */
export async function restoredBy(
  { executions, releases }: RestoredByDeps,
  { name }: Pick<PipelinePolicy, 'name'>,
  executionId: string,
): Promise<Pick<Evidence, 'restores'> & Partial<Pick<Evidence, 'model' | 'metrics'>>> {
  const { rollbackOf, rollback } = (await executions.get(name, executionId)) ?? {};
  if (!rollbackOf) return {};
  // Only what runs the whole pipeline again must have been asked for through us to be known as a rollback.
  const isUnchanged = rollback?.how !== 'revision' && { isUnchanged: true };
  const release = await releases.get(name, rollbackOf);
  if (!release) {
    const named = rollback?.release ?? rollbackOf.slice(0, 8);
    return { restores: { executionId: rollbackOf, name: named, approvedBy: [], ...isUnchanged } };
  }
  const restores = { ...asRestored(release), ...isUnchanged };
  if (!isUnchanged) return { restores };
  // Its model package was answered then: whoever rejects the rollback does not reject that.
  return { restores, model: { ...release.model, packageArn: undefined }, metrics: release.metrics };
}

export const asRestored = (release: Release): RestoredFacts => ({
  executionId: release.executionId,
  name: releaseName(release),
  digest: release.model.digest,
  approvedBy: release.approvedBy.map(whose),
  ...(isBad(release) && { isBad: true }),
});

const whose = ({ by }: ReleaseApproval): string => (by.id === POLICY.id ? 'the policy' : by.name);
