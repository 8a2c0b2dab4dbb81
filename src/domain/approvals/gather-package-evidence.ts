import type { ModelPackageFacts } from '../model-packages/model-package';
import type { PipelinePolicy } from '../policies/policy';
import type { ModelRegistry } from '../ports/model-registry';
import type { Pipelines } from '../ports/pipelines';
import type { Repositories } from '../ports/repositories';
import type { ProductionNow } from '../releases/production';
import { asProduction } from '../releases/release';
import { type Evidence, factsFromVariables } from './evidence';
import { readSource, sourceOf } from './gather-evidence';

export interface GatherPackageEvidenceDeps {
  modelRegistry: ModelRegistry;
  pipelines: Pipelines;
  repositories: Repositories;
  productionNow: ProductionNow;
}

/** @param of what is known of its evidence from earlier is not read again where it cannot have changed */
export type GatherPackageEvidence = (
  policy: PipelinePolicy,
  of: { arn: string; evidence?: Evidence },
) => Promise<Evidence | undefined>;

/** The evidence of a version as it is now; undefined where the registry does not have it any more. */
export function gatherPackageEvidence(deps: GatherPackageEvidenceDeps): GatherPackageEvidence {
  return async (policy, { arn, evidence }) => {
    const facts = await deps.modelRegistry.version(arn, policy);
    return facts && packageEvidence(deps, policy, facts, evidence);
  };
}

/**
 * What the card of a model package shows: what its maker has put into the registry, beside the release that production
 * serves; of its commit as much as the pipeline's repository knows of it.
 */
export async function packageEvidence(
  deps: Omit<GatherPackageEvidenceDeps, 'modelRegistry'>,
  policy: PipelinePolicy,
  { arn, version, properties, commitId }: ModelPackageFacts,
  known?: Evidence,
): Promise<Evidence> {
  const asking = deps.pipelines.structure(policy.name);
  const [structure, current] = await Promise.all([asking, deps.productionNow(policy, asking)]);
  const production = current.production && asProduction(current.production);
  const source = sourceOf(policy, structure, production);
  const { commit, changes } = commitId === undefined ? NO_COMMIT : await readSource(deps, source, { commitId }, known);
  const { model, metrics } = factsFromVariables(properties);
  return {
    commit,
    changes,
    model: { ...model, version: model.version ?? version, packageArn: arn },
    metrics: { ...numbersIn(properties), ...metrics },
    production,
  };
}

const NO_COMMIT: Pick<Evidence, 'commit' | 'changes'> = {};

/** A number as people and programs write it: no words, no hexadecimal. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** What the build of an execution would export under these names is no metric. */
const isModelFact = (name: string): boolean => /^(MODEL_|IMAGE_URI$|EVALUATION_URL$)/.test(name);

const isMetric = ([name, value]: [string, string]): boolean => !isModelFact(name) && NUMBER.test(value.trim());

/** Metrics by the names that they have in evidence. */
function numbersIn(properties: Record<string, string>): Record<string, string> {
  const numbers = Object.entries(properties).filter(isMetric);
  return Object.fromEntries(numbers.map(([name, value]) => [name.replace(/^METRIC_/, '').toLowerCase(), value]));
}

/** What else its maker says of it, in one line; undefined where that is nothing. */
export function otherWords({ properties }: ModelPackageFacts): string | undefined {
  const others = Object.entries(properties).filter(
    (property) => !isMetric(property) && !isModelFact(property[0]) && !property[0].startsWith('METRIC_'),
  );
  return others.map(([name, value]) => `${name}: ${value}`).join(', ') || undefined;
}
