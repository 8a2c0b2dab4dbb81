import { redact } from './domain/builds/redact';

/** What errors of Node, the AWS SDK, Slack’s client and ours say in a word. Strings of any other name are not logged. */
const WORDS = ['name', 'code', 'syscall', 'hostname', 'address', '$fault'];

/** What is logged of the objects in errors, by their name; of any other object nothing, such as a request and its headers. */
const PARTS: Record<string, readonly string[]> = {
  $metadata: ['requestId', 'httpStatusCode', 'attempts'],
  data: ['error', 'needed', 'provided'],
};

/** Causes below an error, and errors beside one another, that are logged. */
const MOST = 10;

interface ErrorFields {
  type: string;
  /** With the messages of its causes. */
  message: string;
  stack: string;
  /** Where it stands for several. */
  errors?: unknown[];
  [fact: string]: unknown;
}

/**
 * The fields under which an error is logged. Libraries hang onto errors what they had in hand: requests with their
 * headers, answers, whole clients. So what it does not know is left out, and secrets are taken out of the texts.
 */
export function errorFields(error: unknown): ErrorFields | string {
  if (!isErrorLike(error)) return typeof error === 'object' ? `${typeOf(error)} thrown` : redact(String(error));
  const chain = withCauses(error);
  const beside = several(error);
  return {
    ...factsIn(error),
    type: typeOf(error),
    message: redact([...new Set(chain.map(({ message }) => message))].join(': ')),
    stack: redact(chain.map(({ stack, message }) => String(stack ?? message)).join('\ncaused by: ')),
    ...(beside.length > 0 && { errors: beside.slice(0, MOST).map(errorFields) }),
  };
}

interface ErrorLike {
  message: string;
  stack?: unknown;
  [property: string]: unknown;
}

const isErrorLike = (value: unknown): value is ErrorLike =>
  typeof (Object(value) as { message?: unknown }).message === 'string';

const typeOf = (error: unknown): string => String(Object(error).constructor?.name ?? 'Object');

/** The error, its cause, the cause of that. Bolt and Slack’s client name theirs `original`. */
function withCauses(error: ErrorLike): ErrorLike[] {
  const chain = [error];
  for (let next = below(error); isErrorLike(next) && !chain.includes(next) && chain.length < MOST; next = below(next)) {
    chain.push(next);
  }
  return chain;
}

const below = ({ cause, original }: ErrorLike): unknown => cause ?? original;

function several({ errors, originals }: ErrorLike): unknown[] {
  const found = errors ?? originals;
  return Array.isArray(found) ? found : [];
}

function factsIn(error: ErrorLike): Record<string, unknown> {
  const facts: [string, unknown][] = [];
  for (const [name, value] of Object.entries(error)) {
    const part = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    if (isPlain(value) || (typeof value === 'string' && WORDS.includes(name))) facts.push([name, masked(value)]);
    else if (part && typeof value === 'object' && value !== null) facts.push([name, pick(value, part)]);
  }
  return Object.fromEntries(facts);
}

const pick = (from: object, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(from)
      .filter(([name, value]) => names.includes(name) && (isPlain(value) || typeof value === 'string'))
      .map(([name, value]) => [name, masked(value)]),
  );

const isPlain = (value: unknown): value is number | boolean => typeof value === 'number' || typeof value === 'boolean';

const masked = (value: unknown): unknown => (typeof value === 'string' ? redact(value) : value);
