import { UnknownPipeline } from '../../../src/domain/errors';
import type { PipelinePolicy, Policies } from '../../../src/domain/policies/policy';

/** The policy of the pipeline penguins; everybody may do everything unless a test says otherwise. */
export const aPolicy = (rest: Partial<PipelinePolicy> = {}): PipelinePolicy => ({
  name: 'penguins',
  model: 'penguins',
  channel: 'C0RELEASES',
  roles: { viewer: 'everyone', operator: 'everyone', approver: 'everyone', admin: 'everyone' },
  ...rest,
});

export function somePolicies(...policies: PipelinePolicy[]): Policies {
  const find = (name: string) => policies.find((policy) => policy.name === name);
  return {
    pipelines: () => policies,
    find,
    pipeline(name) {
      const policy = find(name);
      if (!policy) throw new UnknownPipeline(name, []);
      return policy;
    },
  };
}
