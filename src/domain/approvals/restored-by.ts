import type { PipelinePolicy } from '../policies/policy';
import { POLICY } from '../policies/policy-actor';
import type { Executions } from '../ports/executions';
import type { Releases } from '../ports/releases';
import { isBad, type Release, type ReleaseApproval, releaseName } from '../releases/release';
import type { RestoredFacts } from './evidence';

interface RestoredByDeps {
  executions: Executions;
  releases: Releases;
}

/**
 * The release that an execution is to bring back, as our record has it: of a rollback that runs the whole pipeline again,
 * and so rebuilds the model. A rollback by stage has that release's own artifacts, and nothing to compare.
 *
 * @returns undefined where it is no such rollback
 */
export async function restoredBy(
  { executions, releases }: RestoredByDeps,
  { name }: Pick<PipelinePolicy, 'name'>,
  executionId: string,
): Promise<RestoredFacts | undefined> {
  const { rollbackOf, rollback } = (await executions.get(name, executionId)) ?? {};
  if (!rollbackOf || rollback?.how !== 'revision') return undefined;
  const release = await releases.get(name, rollbackOf);
  if (release) return asRestored(release);
  // Its name was told when the rollback was asked for; without a digest nobody takes the model for it.
  return { executionId: rollbackOf, name: rollback.release, approvedBy: [] };
}

const asRestored = (release: Release): RestoredFacts => ({
  executionId: release.executionId,
  name: releaseName(release),
  digest: release.model.digest,
  approvedBy: release.approvedBy.map(whose),
  ...(isBad(release) && { isBad: true }),
});

const whose = ({ by }: ReleaseApproval): string => (by.id === POLICY.id ? 'the policy' : by.name);
