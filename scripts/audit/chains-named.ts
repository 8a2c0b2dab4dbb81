import { readConfiguration } from '../../src/config/load';
import { chainOf, pipelineChain, WORKSPACE_CHAIN } from '../../src/domain/audit/chains';
import type { AnchorSource } from '../../src/domain/ports/anchor-source';
import { CannotAsk, explained, type Terminal } from './command';

/**
 * Chains by their names, pipelines by theirs. Where none is named: every chain that has anchors, so that one that was
 * deleted is missed, and those of mlpipeline.yaml. The table is not asked: that would read all of it.
 * @throws CannotAsk where there is nothing to go by
 */
export async function chainsNamed(
  names: readonly string[],
  sources: readonly AnchorSource[],
  { variables }: Terminal,
): Promise<string[]> {
  if (names.length > 0) return [...new Set(names.map(chainNamed))];
  const anchored = (await Promise.all(sources.map((source) => source.chains()))).flat();
  const configured = chainsConfigured(variables.MLPIPELINE_CONFIG);
  if (anchored.length + configured.length === 0) {
    throw new CannotAsk(
      'Which chains? Name pipelines, or chains such as workspace and project:<name>; or set MLPIPELINE_ANCHOR_BUCKET or MLPIPELINE_CONFIG, which name them.',
    );
  }
  return [...new Set([...configured, ...anchored, WORKSPACE_CHAIN])].sort();
}

export const chainNamed = (name: string): string =>
  name.includes(':') || name === WORKSPACE_CHAIN ? name : pipelineChain(name);

function chainsConfigured(path: string | undefined): string[] {
  if (!path || /^s3:/i.test(path)) return [];
  const { pipelines, projects } = explained(() => readConfiguration(path));
  return [
    ...Object.keys(pipelines).map((name) => chainOf({ kind: 'pipeline', name })),
    ...Object.keys(projects).map((name) => chainOf({ kind: 'project', name })),
  ];
}
