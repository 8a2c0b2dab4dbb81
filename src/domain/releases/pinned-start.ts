import { BadRequest, RollbackNotPossible } from '../errors';
import type { Pipelines, StartRequest } from '../ports/pipelines';
import type { AskedRollback } from './asked-rollback';
import { sourcesOf } from './rollback-ways';

/** Pinned to the commit, with the variables that the release was started with. @param requestToken the same gives the same execution */
export async function pinnedStart(
  pipelines: Pipelines,
  requestToken: string,
  { pipeline, targetId, commitId }: AskedRollback,
): Promise<StartRequest> {
  const [structure, target] = await Promise.all([
    pipelines.structure(pipeline),
    pipelines.execution(pipeline, targetId),
  ]);
  const [source] = sourcesOf(structure);
  if (!source || !commitId)
    throw new RollbackNotPossible('its commit, or the source of the pipeline, is not known any more.');
  const declared = structure.variables.map(({ name }) => name);
  const variables = (target?.variables ?? []).filter(({ name }) => declared.includes(name));
  const missing = structure.variables.find(
    ({ name, hasDefault }) => !hasDefault && !variables.some((given) => given.name === name),
  );
  if (missing)
    throw new BadRequest(
      `${pipeline} needs a value for ${missing.name}, which that release had not: deploy its commit with /mlpipeline deploy ${pipeline} --commit ${commitId.slice(0, 7)} --var ${missing.name}=…`,
    );
  return { pipeline, requestToken, revision: { sourceAction: source.name, commitId }, variables };
}
