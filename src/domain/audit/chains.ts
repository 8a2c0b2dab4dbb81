import type { Scope } from '../policies/policy';

/** One audit chain per pipeline, so that pipelines do not wait for one another's writes. */
export const pipelineChain = (pipeline: string): string => `pipeline:${pipeline}`;

/** The pipeline whose chain it is; undefined of any other chain. */
export const pipelineIn = (chain: string): string | undefined => /^pipeline:(.+)$/.exec(chain)?.[1];

/** Of what belongs to no pipeline and no project. */
export const WORKSPACE_CHAIN = 'workspace';

/** Projects that are built by hand have chains of their own; nothing is ever done to a repository. */
export const chainOf = ({ kind, name }: Pick<Scope, 'kind' | 'name'>): string =>
  kind === 'repository' ? WORKSPACE_CHAIN : `${kind}:${name}`;
