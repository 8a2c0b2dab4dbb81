import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCE = join(__dirname, '../../../src');

/** IAM's prefix of each SDK package that the bot imports commands from. */
const SERVICES: Record<string, string> = {
  'client-cloudwatch': 'cloudwatch',
  'client-cloudwatch-logs': 'logs',
  'client-codebuild': 'codebuild',
  'client-codecommit': 'codecommit',
  'client-codepipeline': 'codepipeline',
  'client-sagemaker': 'sagemaker',
  'client-sqs': 'sqs',
  'client-sts': 'sts',
  'lib-dynamodb': 'dynamodb',
};

/** The document client names its commands for short. */
const OF_ITEMS = ['Delete', 'Get', 'Put', 'Update'];

/** What sqs-consumer calls, with the heartbeat, to take one message after the other. */
const OF_THE_CONSUMER = ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:ReceiveMessage'];

/** Allowed to everyone. */
const NEEDS_NO_PERMISSION = 'sts:GetCallerIdentity';

/** The IAM actions that the bot's code needs, read from what its files import of the AWS SDK; sorted, each once. */
export function awsCallsInSource(): { calls: string[]; callsOfAuditLog: string[] } {
  const files = sourceFiles().map((path) => ({ path, calls: callsIn(readFileSync(path, 'utf8')) }));
  const auditLog = files.filter(({ path }) => path.endsWith('dynamo-audit-log.ts'));
  return {
    calls: sorted([...files.flatMap(({ calls }) => calls), ...OF_THE_CONSUMER]),
    callsOfAuditLog: sorted(auditLog.flatMap(({ calls }) => calls)),
  };
}

function callsIn(text: string): string[] {
  return [...text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/([\w-]+)'/g)].flatMap(([, names = '', sdk = '']) =>
    names.split(',').flatMap((name) => {
      const [, page, command] = /^(?:paginate(\w+)|(\w+)Command)$/.exec(name.trim()) ?? [];
      const call = page ?? command;
      if (!call) return [];
      const service = SERVICES[sdk];
      if (!service) throw new Error(`${sdk} has no IAM prefix here yet, and ${call} perhaps no permission`);
      return `${service}:${sdk === 'lib-dynamodb' && OF_ITEMS.includes(call) ? `${call}Item` : call}`;
    }),
  );
}

function sourceFiles(): string[] {
  const entries = readdirSync(SOURCE, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

const sorted = (calls: string[]): string[] => [...new Set(calls)].filter((call) => call !== NEEDS_NO_PERMISSION).sort();
