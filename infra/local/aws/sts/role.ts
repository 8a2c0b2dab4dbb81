/** A role that may be assumed. The local stack has no policies: whoever knows the external id is trusted. */
export interface Role {
  /** `arn:aws:iam::<account>:role/<path and name>`; the account is the one that the credentials are good for. */
  arn: string;
  /** What the trust policy demands as `sts:ExternalId`, if it does. */
  externalId?: string;
  /** The role's MaxSessionDuration, an hour unless told otherwise. */
  maxSessionSeconds?: number;
}

/** @throws Error for an ARN that is no role's */
export function partsOf(arn: string): { account: string; name: string } {
  const [, account, path] = /^arn:aws:iam::(\d{12}):role\/(.+)$/.exec(arn) ?? [];
  if (account === undefined || path === undefined) throw new Error(`${arn} is not the ARN of a role`);
  return { account, name: path.split('/').at(-1) ?? '' };
}
