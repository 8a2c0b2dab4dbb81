/** Who is behind an ARN: the last part of its path, a person or session, not the account and role that it goes through. */
export const principal = (arn: string): string => arn.split(/[/:]/).at(-1) || arn;

/** Whether an ARN and a commit's author may be taken for the same person: one's name is the other's, or their address. */
export function isAuthor(arn: string, { authorName = '', authorEmail = '' }: CommitAuthor): boolean {
  const name = principal(arn).toLowerCase();
  return [authorName, authorEmail, authorEmail.split('@')[0]].some((known) => known?.toLowerCase() === name);
}

interface CommitAuthor {
  authorName?: string | undefined;
  authorEmail?: string | undefined;
}
