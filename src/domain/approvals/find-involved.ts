import type { Execution } from '../executions/execution';
import type { Involvement } from '../policies/four-eyes';
import type { PipelinePolicy } from '../policies/policy';
import type { Evidence } from './evidence';

export type FindInvolved = (
  policy: PipelinePolicy,
  of: { evidence: Evidence; execution?: Pick<Execution, 'requestedBy' | 'trigger'> | undefined },
) => Promise<Involvement>;

export function findInvolved(_deps: object): FindInvolved {
  return async () => ({ people: [] });
}
