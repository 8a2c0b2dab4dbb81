/** Who and what exists in every local stack: fixed, so that logs, tests and documentation can name them. */

/** AWS account and region that the stand-ins answer for (a documentation account number, never a real one). */
export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';

/** The one Slack workspace and the app installed in it. */
export const TEAM = { id: 'T0LOCAL', name: 'Local ML', domain: 'local-ml' } as const;
export const BOT = {
  userId: 'U0MLPIPELINE',
  botId: 'B0MLPIPELINE',
  appId: 'A0MLPIPELINE',
  name: 'mlpipeline',
} as const;
/** Tokens are not secret here: the stack listens on the loopback address only. */
export const TOKENS = { bot: 'xoxb-local', app: 'xapp-1-local' } as const;

/** Keys that the SDKs insist on; nothing checks them. */
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

export interface LocalPerson {
  readonly id: string;
  readonly name: string;
  /** What the person is to the seeded configuration; shown beside the name in the *acting as* switch. */
  readonly role: string;
  readonly email: string;
}

export const PEOPLE: readonly LocalPerson[] = [
  { id: 'U0EMMA', name: 'Emma', role: 'ML engineer', email: 'emma@example.com' },
  { id: 'U0ADA', name: 'Ada', role: 'approver', email: 'ada@example.com' },
  { id: 'U0BEN', name: 'Ben', role: 'second approver, admin', email: 'ben@example.com' },
  { id: 'U0OMAR', name: 'Omar', role: 'operator, admin', email: 'omar@example.com' },
  { id: 'U0VERA', name: 'Vera', role: 'viewer', email: 'vera@example.com' },
];

export const CHANNELS = [
  { id: 'C0RELEASES', name: 'ml-releases' },
  { id: 'C0GENERAL', name: 'general' },
] as const;
