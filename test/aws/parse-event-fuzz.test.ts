import fc from 'fast-check';
import { MalformedEvent, parseMessage } from '../../src/aws/parse-event';
import { garbledMessage, mutatedMessage } from '../support/builders/queue-messages';

const SEED = 20_261_129;
/** Milliseconds of the processor for a megabyte, whatever else the machine does: what is quadratic takes minutes. */
const LONGEST_MS = 2_000;
const MEGABYTE = 1_048_576;

const nested = (depth: number, open = '[', close = ']') => open.repeat(depth) + close.repeat(depth);

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
    ['samples with other values in some places', mutatedMessage(), 3_000],
    ['samples with other bytes in some places', garbledMessage(), 1_500],
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
    const begun = process.cpuUsage();
    let said = '';
    try {
      said = parseMessage(body, new Date(0)).type;
    } catch (error) {
      if (!(error instanceof MalformedEvent)) throw error;
      said = error.message;
    }

    expect(process.cpuUsage(begun).user / 1_000).toBeLessThan(LONGEST_MS);
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
