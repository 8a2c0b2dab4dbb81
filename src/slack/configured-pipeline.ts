import { BadRequest } from '../domain/errors';
import type { PipelinePolicy, Policies } from '../domain/policies/policy';

/** The pipeline of a card or a dialog that may be older than the configuration. @throws BadRequest */
export function configuredPipeline(policies: Policies, pipeline: string): PipelinePolicy {
  const policy = policies.find(pipeline);
  if (!policy) throw new BadRequest(`The pipeline ${pipeline} is no longer configured.`);
  return policy;
}
