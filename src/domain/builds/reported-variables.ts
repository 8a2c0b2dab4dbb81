import type { Builds } from '../ports/builds';
import type { Owner } from '../ports/owner';
import type { ActionExecution } from '../ports/pipelines';

/**
 * What the actions of an execution have reported, the later before the earlier. CodePipeline tells no variables of an
 * action that has no namespace: what its build exported is asked of CodeBuild then, in one call for all of them.
 */
export async function reportedVariables(
  builds: Pick<Builds, 'exportedVariables'>,
  owner: Owner,
  actions: readonly ActionExecution[],
): Promise<Record<string, string>> {
  const untold = actions.filter(isUntold).flatMap(({ externalId }) => externalId ?? []);
  const exported = untold.length > 0 ? await builds.exportedVariables(untold, owner) : {};
  const ofAction = (action: ActionExecution) =>
    isUntold(action) ? exported[action.externalId ?? ''] : action.outputVariables;
  return Object.assign({}, ...actions.map(ofAction)) as Record<string, string>;
}

const isUntold = ({ provider, status, outputVariables }: ActionExecution): boolean =>
  provider === 'CodeBuild' && status === 'Succeeded' && Object.keys(outputVariables).length === 0;
