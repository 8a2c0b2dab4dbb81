import { readConfiguration } from '../../src/config/load';
import { chainOf, pipelineChain, pipelineIn, WORKSPACE_CHAIN } from '../../src/domain/audit/chains';
import type { AnchorSource } from '../../src/domain/ports/anchor-source';
import type { AuditLog } from '../../src/domain/ports/audit-log';
import type { Releases } from '../../src/domain/ports/releases';
import { nearest } from '../../src/nearest';
import { CannotAsk, explained, type Terminal } from './command';

export interface NamedChainsDeps {
  audit: Pick<AuditLog, 'after'>;
  sources: readonly AnchorSource[];
  releases?: Pick<Releases, 'newest'> | undefined;
}

/**
 * Chains by their names, pipelines by theirs. Where none is named: every chain that has anchors, so that one that was
 * deleted is missed, and those of mlpipeline.yaml. The table is not asked: that would read all of it.
 * @throws CannotAsk where there is nothing to go by, or nothing knows of a chain that is named
 */
export async function chainsNamed(
  names: readonly string[],
  deps: NamedChainsDeps,
  terminal: Terminal,
): Promise<string[]> {
  if (names.length > 0) return chainsTyped(names, deps, terminal);
  const configured = chainsConfigured(terminal);
  const anchored = await chainsAnchored(deps.sources, configured.length > 0);
  if (anchored.length + configured.length === 0) {
    throw new CannotAsk(
      'Which chains? Name pipelines, or chains such as workspace and project:<name>; or set MLPIPELINE_ANCHOR_BUCKET or MLPIPELINE_CONFIG, which name them.',
    );
  }
  return [...new Set([...configured, ...anchored, WORKSPACE_CHAIN])].sort();
}

/**
 * A name that nothing knows is a slip of the fingers, and no chain on which nothing is on record.
 * @throws CannotAsk with the names that may have been meant
 */
export async function chainsTyped(
  names: readonly string[],
  deps: NamedChainsDeps,
  terminal: Terminal,
): Promise<string[]> {
  const chains = [...new Set(names.map(chainNamed))];
  const configured = [...chainsConfigured(terminal), WORKSPACE_CHAIN];
  for (const chain of chains) {
    if (configured.includes(chain) || (await isOnRecord(deps, chain))) continue;
    const anchored = await chainsAnchored(deps.sources, true);
    if (!anchored.includes(chain)) throw new CannotAsk(unknownWords(chain, [...new Set([...configured, ...anchored])]));
  }
  return chains;
}

const chainNamed = (name: string): string =>
  name.includes(':') || name === WORKSPACE_CHAIN ? name : pipelineChain(name);

async function isOnRecord({ audit, releases }: NamedChainsDeps, chain: string): Promise<boolean> {
  if ((await audit.after(chain, 0, 1)).length > 0) return true;
  const pipeline = pipelineIn(chain);
  return pipeline !== undefined && releases !== undefined && (await releases.newest(pipeline, 1)).length > 0;
}

/** @param isEnough it goes on without a source that cannot be asked: whoever verifies is told of it there */
async function chainsAnchored(sources: readonly AnchorSource[], isEnough: boolean): Promise<string[]> {
  const asked = await Promise.all(
    sources.map((source) =>
      source.chains().catch((error: unknown) => {
        if (!isEnough) throw error;
        return [];
      }),
    ),
  );
  return asked.flat();
}

function unknownWords(chain: string, known: readonly string[]): string {
  const shown = (name: string) => pipelineIn(name) ?? name;
  const near = nearest(known.map(shown), shown(chain));
  const hint = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : '';
  return `Nothing knows of ${chain}: nothing is on record in it, no anchor that can be read is of it, and mlpipeline.yaml (MLPIPELINE_CONFIG), where that is given, does not name it.${hint}`;
}

function chainsConfigured({ variables: { MLPIPELINE_CONFIG: path } }: Terminal): string[] {
  if (!path || /^s3:/i.test(path)) return [];
  const { pipelines, projects } = explained(() => readConfiguration(path));
  return [
    ...Object.keys(pipelines).map((name) => chainOf({ kind: 'pipeline', name })),
    ...Object.keys(projects).map((name) => chainOf({ kind: 'project', name })),
  ];
}
