/** What somebody had to do with a release. */
export type Part = 'started' | 'registered' | 'wrote' | 'committed' | 'pushed';

export interface InvolvedPerson {
  part: Part;
  /** As git, AWS or Slack names them: foreign text. */
  name: string;
  /** What they are looked up by: an e-mail address or the ARN of an AWS principal. */
  address?: string | undefined;
  /** Their Slack id, `bot` where the configuration says that it is nobody; absent: nobody knows who it is. */
  slackId?: string | undefined;
  /** The newest commit that it is about. */
  commitId?: string | undefined;
}

/** Everybody who started an execution, or wrote, committed or pushed any commit between production and it. */
export interface Involvement {
  people: readonly InvolvedPerson[];
  /** Why there may be others, in a sentence: the walk over the commits reached its cap, or the repository cannot be read. */
  incomplete?: string | undefined;
}

/** How the configuration says that an author is a robot: nobody who could approve. */
const NOBODY = 'bot';

/** Why four eyes keep somebody from approving; undefined where they had no part in it. */
export const barredBy = ({ people }: Involvement, slackId: string): InvolvedPerson | undefined =>
  slackId === NOBODY ? undefined : people.find((person) => person.slackId === slackId);

/** Those whom nobody can match to a Slack user, each once. */
export function unknownPeople({ people }: Involvement): InvolvedPerson[] {
  const unknown = people.filter(({ slackId }) => slackId === undefined || slackId === '');
  const byAddress = new Map(unknown.toReversed().map((person) => [person.address ?? person.name, person]));
  return unknown.filter((person) => byAddress.get(person.address ?? person.name) === person);
}

/** What they did, after their name or "you": "wrote commit 1a2b3c4". */
export function didInWords({ part, commitId }: InvolvedPerson): string {
  if (part === 'started') return 'started this execution';
  if (part === 'registered') return 'registered this version';
  return `${part} ${commitId ? `commit ${commitId.slice(0, 7)}` : 'a commit of this release'}`;
}

/** Characters of a foreign name, and of an address: an e-mail address has 254 at most (RFC 5321), ARNs are longer. */
const NAME_LENGTH = 60;
const ADDRESS_LENGTH = 300;
/** More sentences than this are no help on a card. */
const MOST_TOLD = 3;

/** Who may be among the authors without anybody knowing: each in a sentence, with the line of configuration to add. */
export function unknownInWords(involvement: Involvement): string[] {
  const unknown = unknownPeople(involvement);
  const more = unknown.length - MOST_TOLD;
  return [
    ...unknown.slice(0, MOST_TOLD).map(aboutUnknown),
    ...(more > 0 ? [`${more} more ${more === 1 ? 'person is' : 'people are'} unknown too: Details lists them.`] : []),
    ...(involvement.incomplete ? [`Not everybody who had a part in it is known. ${involvement.incomplete}`] : []),
  ];
}

function aboutUnknown(person: InvolvedPerson): string {
  const name = cut(person.name, NAME_LENGTH);
  const remedy = person.address
    ? `Add to people in mlpipeline.yaml: "${cut(person.address, ADDRESS_LENGTH)}": U… (their Slack id), or bot if it is a robot.`
    : 'No address is known by which to name them in mlpipeline.yaml.';
  return `Who in Slack is ${name}, who ${didInWords(person)}? ${remedy}`;
}

const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
