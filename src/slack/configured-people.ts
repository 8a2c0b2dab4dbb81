/** What `people` of the configuration says: Slack ids, or `bot`, by e-mail address or ARN. */
export function configuredPeople(people: Readonly<Record<string, string>>) {
  const addresses = Object.entries(people);
  const byAddress = new Map(addresses.map(([address, whose]) => [keyOf(address), whose]));
  const byRole = new Map(addresses.flatMap(([address, whose]) => withRole(wholeRole(address), whose)));
  return {
    /** Whose exactly this address is. */
    of: (address: string): string | undefined => byAddress.get(keyOf(address)),
    /** Whose the role of a session is, named by the ARN of the role, or of the session without its name. */
    ofRole: (arn: string): string | undefined => byRole.get(roleOfSession(arn) ?? ''),
  };
}

export const isPrincipal = (address: string): boolean => address.startsWith('arn:');

/** E-mail addresses are written in either case, ARNs in one (IAM User Guide, IAM identifiers). */
const keyOf = (address: string): string => (isPrincipal(address) ? address : address.toLowerCase());

const withRole = (role: string | undefined, whose: string): [string, string][] => (role ? [[role, whose]] : []);

/** A session does not tell the path of its role; names of roles are unique in an account (IAM User Guide, IAM identifiers). */
const wholeRole = (arn: string): string | undefined =>
  accountAndName(/^arn:[\w-]+:iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(arn)) ??
  accountAndName(/^arn:[\w-]+:sts::(\d+):assumed-role\/([^/]+)\/?$/.exec(arn));

const roleOfSession = (arn: string): string | undefined =>
  accountAndName(/^arn:[\w-]+:sts::(\d+):assumed-role\/([^/]+)\/.+$/.exec(arn));

const accountAndName = (match: RegExpExecArray | null): string | undefined => match?.slice(1).join('/');
