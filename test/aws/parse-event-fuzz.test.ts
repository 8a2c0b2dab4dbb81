import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { MalformedEvent, parseMessage } from '../../src/aws/parse-event';

const FOLDER = join(__dirname, '../fixtures/events');
const SAMPLES = readdirSync(FOLDER)
  .filter((file) => file !== 'index.json')
  .map((file) => readFileSync(join(FOLDER, file), 'utf8'));
const SEED = 20_261_129;
/** Milliseconds for a megabyte, on a busy machine: what is quadratic takes minutes. */
const LONGEST_MS = 2_000;
const MEGABYTE = 1_048_576;

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

const nested = (depth: number, open = '[', close = ']') => open.repeat(depth) + close.repeat(depth);

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

/** A sample with up to four places changed, as it is or within SNS. */
const mutated = fc
  .record({
    sample: fc.constantFrom(...SAMPLES),
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
    return wrapped ? JSON.stringify({ Type: 'Notification', Message: text, TopicArn: 'arn:aws:sns' }) : text;
  });

/** The text of a sample with bytes overwritten, cut, or doubled. */
const garbled = fc
  .record({
    sample: fc.constantFrom(...SAMPLES),
    at: fc.nat(),
    bytes: fc.uint8Array({ maxLength: 40 }),
    cut: fc.nat(60),
  })
  .map(({ sample, at, bytes, cut }) => {
    const text = Buffer.from(sample);
    const from = at % text.length;
    return Buffer.concat([text.subarray(0, from), bytes, text.subarray(from + cut)]).toString();
  });

/** What became of a message; anything but an answer or a MalformedEvent rises. */
function readingOf(body: string): 'understood' | 'ignored' | 'malformed' {
  try {
    return parseMessage(body, new Date(0)).events.length > 0 ? 'understood' : 'ignored';
  } catch (error) {
    if (error instanceof MalformedEvent) return 'malformed';
    throw error;
  }
}

describe('reading whatever may come', () => {
  it.each([
    ['samples with other values in some places', mutated, 3_000],
    ['samples with other bytes in some places', garbled, 1_500],
    ['text', fc.string({ unit: 'binary', maxLength: 2_000 }), 500],
    ['JSON', fc.json({ maxDepth: 12 }), 500],
  ])('never throws anything but MalformedEvent, for %s', (what, bodies, numRuns) => {
    const seen = { understood: 0, ignored: 0, malformed: 0 };

    fc.assert(
      fc.property(bodies, (body) => {
        seen[readingOf(body)]++;
      }),
      { seed: SEED, numRuns },
    );

    // Else the mutations are too tame, or too wild, to tell anything.
    if (what.startsWith('samples')) expect(Math.min(seen.understood, seen.malformed)).toBeGreaterThan(numRuns / 50);
  });

  const withDetail = (
    detail: string,
    type = 'CodePipeline Stage Execution State Change',
    source = 'aws.codepipeline',
  ) => `{"source":"${source}","detail-type":"${type}","time":"2026-03-02T09:00:00Z","detail":${detail}}`;
  const stage = (pipeline: string) => `{"pipeline":${pipeline},"execution-id":"1","stage":"Build","state":"FAILED"}`;
  const build = (id: string) => `{"project-name":"p","build-id":"${id}"}`;

  it.each<[string, string]>([
    ['a megabyte of one name', withDetail(stage(`"${'x'.repeat(MEGABYTE)}"`))],
    [
      'a megabyte of almost a build',
      withDetail(build('build/'.repeat(MEGABYTE / 6)), 'CodeBuild Build State Change', 'aws.codebuild'),
    ],
    [
      'a megabyte of almost a time',
      `{"source":"mlpipeline","detail-type":"mlpipeline tick","time":"${'2026-'.repeat(MEGABYTE / 5)}"}`,
    ],
    ['a megabyte of arrays within each other', withDetail(stage(nested(MEGABYTE / 2)))],
    [
      'a megabyte of objects within each other',
      withDetail(stage(nested(MEGABYTE / 6, '{"a":', '1}').replace('{"a":1}', '1'))),
    ],
    ['arrays within each other and nothing else', nested(MEGABYTE / 2)],
    ['half of that', '['.repeat(MEGABYTE)],
    [
      'a hundred thousand repositories',
      withDetail(
        `{"pullRequestId":"1","repositoryNames":${JSON.stringify(Array(100_000).fill(7))}}`,
        'CodeCommit Pull Request State Change',
        'aws.codecommit',
      ),
    ],
    [
      'a megabyte of an unknown name',
      JSON.stringify({ source: 'x'.repeat(MEGABYTE), 'detail-type': 'y'.repeat(MEGABYTE) }),
    ],
    ['SNS within SNS within SNS', wrappedOften(12)],
  ])('reads %s within a moment, and tells why in a sentence', (_what, body) => {
    const begun = performance.now();
    let said = '';
    try {
      said = parseMessage(body, new Date(0)).type;
    } catch (error) {
      if (!(error instanceof MalformedEvent)) throw error;
      said = error.message;
    }

    expect(performance.now() - begun).toBeLessThan(LONGEST_MS);
    expect(said.length).toBeLessThan(1_000);
  });

  it('keeps a long summary short', () => {
    const detail = {
      ...{ pipeline: 'p', 'execution-id': '1', stage: 'Build', action: 'train', state: 'FAILED' },
      type: { category: 'Build', provider: 'CodeBuild' },
      'execution-result': { 'external-execution-summary': 'x'.repeat(MEGABYTE) },
    };

    const [event] = parseMessage(
      withDetail(JSON.stringify(detail), 'CodePipeline Action Execution State Change'),
      new Date(0),
    ).events;

    expect(event?.kind === 'action' ? event.summary?.length : 0).toBe(5_000);
  });
});

function wrappedOften(times: number): string {
  let body = '{}';
  for (let index = 0; index < times; index++) body = JSON.stringify({ Type: 'Notification', Message: body });
  return body;
}
