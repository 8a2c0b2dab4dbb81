import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';

const FOLDER = join(__dirname, '../../fixtures/events');

/** The sample events of AWS, as text. */
export const SAMPLE_MESSAGES: readonly string[] = readdirSync(FOLDER)
  .filter((file) => file !== 'index.json')
  .map((file) => readFileSync(join(FOLDER, file), 'utf8'));

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Path = (string | number)[];

const isBranch = (value: Json): value is Json[] | { [key: string]: Json } =>
  typeof value === 'object' && value !== null;

function pathsOf(value: Json, path: Path = []): Path[] {
  const below = isBranch(value) ? Object.entries(value) : [];
  return [path, ...below.flatMap(([key, one]) => pathsOf(one as Json, [...path, key]))];
}

/** A copy with something else in one place; undefined takes the place out. */
function replaced(value: Json, [key, ...rest]: Path, by: Json | undefined): Json | undefined {
  if (key === undefined) return by;
  if (!isBranch(value)) return value;
  const copy = structuredClone(value) as Record<string, Json>;
  const next = replaced(copy[key] ?? null, rest, by);
  if (next === undefined) delete copy[key];
  else copy[key] = next;
  return copy;
}

const intruder: fc.Arbitrary<Json | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom<Json>(null, true, false, 0, -1, 1.5, 1e308, '', ' ', 'NaN', [], {}, [[]], 'a'.repeat(5_000)),
  fc.constantFrom<Json>(
    'STARTED',
    'canceled',
    'constructor',
    '__proto__',
    '2026-02-30T00:00:00Z',
    '0000-01-01T00:00:00Z',
  ),
  fc.constantFrom<Json>({ toString: null, valueOf: null }, { length: -1 }, Array(2_000).fill('x')),
  fc.json({ maxDepth: 4 }).map((text) => JSON.parse(text) as Json),
  fc.string({ unit: 'binary', maxLength: 300 }),
);

/** What SNS puts around a message for a queue without raw delivery. */
export const inSns = (Message: string): string =>
  JSON.stringify({ Type: 'Notification', Message, TopicArn: 'arn:aws:sns' });

/** A sample with up to four places changed, as it is or within SNS. */
export const mutatedMessage = (samples = SAMPLE_MESSAGES): fc.Arbitrary<string> =>
  fc
    .record({
      sample: fc.constantFrom(...samples),
      changes: fc.array(fc.tuple(fc.nat(), intruder), { minLength: 1, maxLength: 4 }),
      wrapped: fc.boolean(),
    })
    .map(({ sample, changes, wrapped }) => {
      let event: Json = JSON.parse(sample);
      for (const [where, by] of changes) {
        const paths = pathsOf(event);
        event = replaced(event, paths[where % paths.length] ?? [], by) ?? null;
      }
      const text = JSON.stringify(event);
      return wrapped ? inSns(text) : text;
    });

/** The text of a sample with bytes overwritten, cut, or doubled. */
export const garbledMessage = (samples = SAMPLE_MESSAGES): fc.Arbitrary<string> =>
  fc
    .record({
      sample: fc.constantFrom(...samples),
      at: fc.nat(),
      bytes: fc.uint8Array({ maxLength: 40 }),
      cut: fc.nat(60),
    })
    .map(({ sample, at, bytes, cut }) => {
      const text = Buffer.from(sample);
      const from = at % text.length;
      return Buffer.concat([text.subarray(0, from), bytes, text.subarray(from + cut)]).toString();
    });

/** Keys that would change every object, were they followed. */
const POLLUTION = '"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},';

/** A sample that tries to give every object a member `polluted`, at some of its objects. */
export const pollutingMessage = (samples = SAMPLE_MESSAGES): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...samples), fc.nat()).map(([sample, which]) => {
    let seen = 0;
    return sample.replace(/\{(?=\s*")/g, (brace) => (seen++ % 3 === which % 3 ? brace + POLLUTION : brace));
  });

/** Samples with these values under these keys, so that they are about something that a test knows. */
export const samplesAbout = (known: Readonly<Record<string, unknown>>): string[] =>
  SAMPLE_MESSAGES.map((sample) =>
    JSON.stringify(JSON.parse(sample, (key, value) => (Object.hasOwn(known, key) ? known[key] : value))),
  );

/** The same event as the Developer Tools send it by a notification: another name of its type, and no id. */
export function asNotification(sample: string): string {
  const { 'detail-type': detailType, id: _id, ...rest } = JSON.parse(sample);
  return JSON.stringify({ ...rest, ...(detailType && { detailType }) });
}
