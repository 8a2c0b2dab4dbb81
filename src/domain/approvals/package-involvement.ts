import type { InvolvedPerson, Involvement } from '../policies/four-eyes';
import type { Actor, PipelinePolicy } from '../policies/policy';
import type { Evidence } from './evidence';
import type { FindInvolved } from './find-involved';

/** Whoever registered a version, as the registry names them: by an ARN, or by the name of a profile. */
export const registeredBy = (createdBy: string | undefined): Actor | undefined =>
  createdBy === undefined ? undefined : { id: createdBy, name: createdBy.split('/').at(-1) ?? createdBy, team: 'aws' };

const UNTOLD = 'The model registry does not tell who has registered this version.';

/** Who had a part in a model package: whoever registered it, and the rest follows from its commit. */
export async function packageInvolvement(
  findInvolved: FindInvolved,
  policy: PipelinePolicy,
  { evidence, requestedBy }: { evidence: Evidence; requestedBy?: Actor | undefined },
): Promise<Involvement> {
  if (requestedBy?.id.startsWith('arn:')) {
    const found = await findInvolved(policy, { evidence, execution: { requestedBy } });
    return { ...found, people: found.people.map(asRegistered) };
  }
  const { people, incomplete } = await findInvolved(policy, { evidence });
  if (requestedBy) return { people: [{ part: 'registered', name: requestedBy.name }, ...people], incomplete };
  return { people, incomplete: [UNTOLD, incomplete].filter(Boolean).join(' ') };
}

/** No execution asks: what would have started one has registered a version. */
const asRegistered = (person: InvolvedPerson): InvolvedPerson =>
  person.part === 'started' ? { ...person, part: 'registered' } : person;
