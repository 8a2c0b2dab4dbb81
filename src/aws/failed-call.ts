/** What kept AWS from answering a call as hoped: whoever tells a person what to mend needs no more than this. */
export type Trouble = 'absent' | 'forbidden' | 'unknown-caller' | 'unreachable' | 'other';

const ABSENT = [
  'ResourceNotFoundException',
  'QueueDoesNotExist',
  'AWS.SimpleQueueService.NonExistentQueue',
  'NoSuchBucket',
  'NoSuchKey',
];
const FORBIDDEN = ['AccessDeniedException', 'AccessDenied', 'KmsAccessDenied'];
const UNKNOWN_CALLER = [
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'InvalidToken',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
];

/** By name and status, never by class: what the network throws is no exception of the SDK's. */
export function troubleOf(error: unknown): Trouble {
  const { name, $metadata } = parts(error);
  if (ABSENT.includes(name)) return 'absent';
  if (FORBIDDEN.includes(name)) return 'forbidden';
  if (UNKNOWN_CALLER.includes(name)) return 'unknown-caller';
  return $metadata?.httpStatusCode === undefined ? 'unreachable' : 'other';
}

/** One line for a person: a network's code, or the exception and what AWS says of it. */
export function wordsOfTrouble(error: unknown): string {
  const { name, message, code, $metadata } = parts(error);
  // Of these alone the words are kept back: AWS repeats in them what was signed, a session's token included.
  if (UNKNOWN_CALLER.includes(name)) return name;
  if (code !== undefined && $metadata?.httpStatusCode === undefined) return code;
  return [name, message].filter(Boolean).join(': ').replaceAll(/\s+/g, ' ');
}

/** The same credentials serve every call, so one sentence does for all of them. */
export const unknownCaller = (error: unknown): string =>
  `AWS does not accept the credentials of this process (${wordsOfTrouble(error)}): run it under the role of the bot stack, or with keys that are valid`;

interface Parts {
  name: string;
  message: string;
  code: string | undefined;
  $metadata: { httpStatusCode?: number } | undefined;
}

function parts(error: unknown): Parts {
  const { name = '', message = '', code, $metadata } = Object(error) as Partial<Parts>;
  return { name, message, code, $metadata };
}
