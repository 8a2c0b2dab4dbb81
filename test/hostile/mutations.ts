import fc from 'fast-check';
import { CANARY } from './hostile-bench';

type Tree = Record<string, unknown>;
type Step = string | number;

/** What a careless or malicious program merges into an object of its own. */
const POISON = {
  polluted: CANARY,
  isFullMember: true,
  is_admin: true,
  toString: CANARY,
};

/** As JSON brings them: members of the object's own, named like what every object has. */
const poisoned = (): Tree =>
  JSON.parse(`{"__proto__": ${JSON.stringify(POISON)}, "constructor": {"prototype": ${JSON.stringify(POISON)}}}`);

const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

/** In place of what Slack sends there. */
const strange = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1e308, '', [], {}, [null], [[]], { id: null }, { toString: 1 }),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '<!channel>', '<@U0EVIL>'),
  fc.constantFrom('\uD800', '\u0000', '\u202E', '💥'.repeat(500), 'x'.repeat(100_000), `${'a '.repeat(900)}`),
  fc.constant(null).map(poisoned),
  fc.constant(300).map(nested),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.jsonValue({ maxDepth: 3 }),
);

const steps = (value: unknown, path: Step[] = []): Step[][] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...steps(inner, [...path, key])]);

type Mutation = (parent: Tree, key: string, value: unknown) => void;

const MUTATIONS: Record<string, Mutation> = {
  'leave out': (parent, key) => void delete parent[key],
  replace: put,
  'put into a list': (parent, key) => put(parent, key, [parent[key]]),
  'put into an object': (parent, key) => put(parent, key, { [key]: parent[key] }),
  'take what is inside': (parent, key) => put(parent, key, Object.values(Object(parent[key]))[0]),
  'say twice': (parent, key) => put(parent, key, [parent[key], parent[key]]),
  poison: (parent) => {
    for (const [name, value] of Object.entries(poisoned())) put(parent, name, value);
  },
  'add a member of another kind': (parent, key, value) => put(parent, ALIEN[key.length % ALIEN.length] ?? '', value),
};

/** A member of the object's own, whatever its name. */
function put(parent: Tree, key: string, value: unknown): void {
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

/** By these Bolt tells payloads of one kind from another. */
const ALIEN = ['event', 'command', 'name', 'actions', 'response_urls', 'function_data'];

export interface Change {
  how: string;
  /** Chooses among the places that the payload has. */
  where: number;
  value: unknown;
}

/** Up to four changes of a payload; none leaves it as Slack sends it. */
export const changes: fc.Arbitrary<Change[]> = fc.array(
  fc.record({ how: fc.constantFrom(...Object.keys(MUTATIONS)), where: fc.nat(999), value: strange }),
  { maxLength: 4 },
);

export function changed(payload: Tree, list: readonly Change[]): Tree {
  const copy: Tree = structuredClone(payload);
  for (const { how, where, value } of list) {
    const places = steps(copy);
    const place = places[where % Math.max(1, places.length)];
    const key = place?.at(-1);
    if (!place || key === undefined) continue;
    const parent = place.slice(0, -1).reduce<unknown>((inner, step) => Object(inner)[step], copy);
    MUTATIONS[how]?.(Object(parent), String(key), value);
  }
  return copy;
}

/** Bytes changed, cut out, doubled or put in, as a broken wire or a fuzzer would. */
export const damage = fc.array(
  fc.record({ how: fc.constantFrom('flip', 'cut', 'double', 'insert'), at: fc.nat(99_999), byte: fc.nat(255) }),
  { minLength: 1, maxLength: 6 },
);

export function damaged(text: string, blows: readonly { how: string; at: number; byte: number }[]): Buffer {
  let bytes = Buffer.from(text);
  for (const { how, at, byte } of blows) {
    const place = at % Math.max(1, bytes.length);
    const [before, behind] = [bytes.subarray(0, place), bytes.subarray(place)];
    if (how === 'flip') bytes = Buffer.concat([before, Buffer.of(byte), behind.subarray(1)]);
    if (how === 'cut') bytes = Buffer.concat([before, behind.subarray(1 + (byte % 40))]);
    if (how === 'double') bytes = Buffer.concat([before, behind.subarray(0, 1 + (byte % 40)), behind]);
    if (how === 'insert') bytes = Buffer.concat([before, Buffer.of(byte), behind]);
  }
  return bytes;
}
