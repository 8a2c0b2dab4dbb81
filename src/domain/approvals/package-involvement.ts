import type { Involvement } from '../policies/four-eyes';
import type { Actor, PipelinePolicy } from '../policies/policy';
import type { Evidence } from './evidence';
import type { FindInvolved } from './find-involved';

/** Whoever registered a version, as the registry names them: by an ARN, or by the name of a profile. */
export const registeredBy = (createdBy: string | undefined): Actor | undefined =>
  createdBy === undefined ? undefined : { id: createdBy, name: createdBy.split('/').at(-1) ?? createdBy, team: 'aws' };

const UNTOLD = 'The model registry does not tell who has registered this version.';

/** Who had a part in a model package: whoever registered it has started it, and the rest follows from its commit. */
export async function packageInvolvement(
  findInvolved: FindInvolved,
  policy: PipelinePolicy,
  { evidence, requestedBy }: { evidence: Evidence; requestedBy?: Actor | undefined },
): Promise<Involvement> {
  if (requestedBy?.id.startsWith('arn:')) return findInvolved(policy, { evidence, execution: { requestedBy } });
  const { people, incomplete } = await findInvolved(policy, { evidence });
  if (requestedBy) return { people: [{ part: 'started', name: requestedBy.name }, ...people], incomplete };
  return { people, incomplete: [UNTOLD, incomplete].filter(Boolean).join(' ') };
}
