import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const SOURCE = join(__dirname, '../../../src');

/** IAM's prefix of each SDK package that the bot imports commands from. */
const SERVICES: Record<string, string> = {
  'client-cloudwatch': 'cloudwatch',
  'client-cloudwatch-logs': 'logs',
  'client-codebuild': 'codebuild',
  'client-codecommit': 'codecommit',
  'client-codepipeline': 'codepipeline',
  'client-s3': 's3',
  'client-sagemaker': 'sagemaker',
  'client-sqs': 'sqs',
  'client-sts': 'sts',
  'lib-dynamodb': 'dynamodb',
};

/** The document client names its commands for short. */
const OF_ITEMS = ['Delete', 'Get', 'Put', 'Update'];

/** What sqs-consumer calls, with the heartbeat, to take one message after the other. */
const OF_THE_CONSUMER = ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:ReceiveMessage'];

/** Actions that are called otherwise than the operation (Service Authorization Reference, Amazon S3). */
const CALLED_OTHERWISE: Record<string, string> = { 's3:ListObjectsV2': 's3:ListBucket' };

/** Allowed to everyone. */
const NEEDS_NO_PERMISSION = 'sts:GetCallerIdentity';

/**
 * The IAM actions that each file of the bot needs, read from what it imports of the AWS SDK; by its path below src, files
 * without any left out, actions sorted and each once.
 */
export function awsCallsInSource(): Map<string, string[]> {
  const files = sourceFiles().map((path): [string, string[]] => {
    const calls = callsIn(readFileSync(join(SOURCE, path), 'utf8'));
    return [path, [...new Set(calls)].filter((call) => call !== NEEDS_NO_PERMISSION).sort()];
  });
  return new Map(files.filter(([, calls]) => calls.length > 0));
}

/** Files of the bot, by their paths below src, that contain this. */
export const filesWith = (text: string): string[] =>
  sourceFiles().filter((path) => readFileSync(join(SOURCE, path), 'utf8').includes(text));

function callsIn(text: string): string[] {
  const calls = [...text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/([\w-]+)'/g)].flatMap(
    ([, names = '', sdk = '']) =>
      names.split(',').flatMap((name) => {
        const [, page, command] = /^(?:paginate(\w+)|(\w+)Command)$/.exec(name.trim()) ?? [];
        const call = page ?? command;
        if (!call) return [];
        const service = SERVICES[sdk];
        if (!service) throw new Error(`${sdk} has no IAM prefix here yet, and ${call} perhaps no permission`);
        const action = `${service}:${sdk === 'lib-dynamodb' && OF_ITEMS.includes(call) ? `${call}Item` : call}`;
        return CALLED_OTHERWISE[action] ?? action;
      }),
  );
  return /import \{[^}]*\bConsumer\b[^}]*\} from 'sqs-consumer'/.test(text) ? [...calls, ...OF_THE_CONSUMER] : calls;
}

function sourceFiles(): string[] {
  const entries = readdirSync(SOURCE, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(SOURCE, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
}
