import { randomBytes } from 'node:crypto';

/** One session of an assumed role. */
export interface RoleSession {
  account: string;
  roleName: string;
  /** Unique id that IAM gives the role. */
  roleId: string;
  sessionName: string;
  expiresAt: Date;
}

export interface TemporaryCredentials {
  AccessKeyId: string;
  SecretAccessKey: string;
  SessionToken: string;
  Expiration: Date;
}

/** What the access keys of temporary credentials begin with (IAM User Guide, IAM identifiers). */
const TEMPORARY_KEY = /^ASIA[A-Z2-7]{16}$/;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Credentials of a session. The access key carries the account, as AWS's own keys do; the token carries the rest, so that
 * no list of sessions must survive a restart. It is not signed: the local stack has no secrets.
 */
export function issueCredentials({ account, expiresAt, ...role }: RoleSession): TemporaryCredentials {
  return {
    AccessKeyId: accessKeyOf(account),
    SecretAccessKey: randomBytes(30).toString('base64'),
    SessionToken: Buffer.from(JSON.stringify({ ...role, expiresAt: expiresAt.toISOString() })).toString('base64'),
    Expiration: expiresAt,
  };
}

/** Whether a key belongs to temporary credentials, and so is worth nothing without its token. */
export const isTemporary = (accessKeyId: string): boolean => TEMPORARY_KEY.test(accessKeyId);

/** The session to which a temporary key and its token belong; undefined where they were not issued here. */
export function sessionOf(accessKeyId: string, sessionToken: string): RoleSession | undefined {
  try {
    const { roleName, roleId, sessionName, expiresAt } = JSON.parse(Buffer.from(sessionToken, 'base64').toString());
    if (![roleName, roleId, sessionName, expiresAt].every((member) => typeof member === 'string')) return undefined;
    return { account: accountOf(accessKeyId), roleName, roleId, sessionName, expiresAt: new Date(expiresAt) };
  } catch {
    return undefined;
  }
}

/** Ten bytes in base32: the account in the bits 1 to 40, which is how the access keys of AWS name theirs. */
function accessKeyOf(account: string): string {
  const bits = (1n << 79n) | (BigInt(account) << 39n) | (BigInt(`0x${randomBytes(5).toString('hex')}`) >> 1n);
  const digits = Array.from({ length: 16 }, (_, place) => ALPHABET[Number((bits >> BigInt(75 - 5 * place)) & 31n)]);
  return `ASIA${digits.join('')}`;
}

function accountOf(accessKeyId: string): string {
  const bits = [...accessKeyId.slice(4)].reduce((sum, digit) => (sum << 5n) | BigInt(ALPHABET.indexOf(digit)), 0n);
  return String((bits >> 39n) & ((1n << 40n) - 1n)).padStart(12, '0');
}
