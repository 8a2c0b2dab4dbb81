import { validateBlocks } from '../../../infra/local/slack/block-kit/validate';
import { anchorsIn } from '../../../src/domain/audit/anchors';
import type { Digest } from '../../../src/domain/digest/digest';
import { type DigestMessage, digestMessage } from '../../../src/slack/digest/digest-message';
import { aDigest, aPipelineDigest, noMeasures, someMeasures } from '../../support/builders/digests';

const NOW = new Date('2026-11-29T08:00:00Z');
const HOUR_MS = 3_600_000;
const busy = { started: 4, failures: 1, others: 1, releases: 3, failed: 1, rollbacks: 1 };

describe('a digest', () => {
  const message = (digest: Digest, rest: Partial<DigestMessage> = {}) => {
    const made = digestMessage({ title: 'Saturday 28 November', digest, now: NOW, ...rest });
    expect(validateBlocks(made.blocks, 'message')).toEqual([]);
    return made;
  };
  const words = (digest: Digest, rest?: Partial<DigestMessage>) => JSON.stringify(message(digest, rest).blocks);

  it('of a quiet day is one line, and the end of the audit chain in small print', () => {
    const { text, blocks } = message(
      aDigest(aPipelineDigest({ trend: { now: someMeasures(), before: someMeasures() } })),
    );

    expect(text).toBe('Digest: Saturday 28 November: a quiet day');
    expect(blocks.map(({ type }) => type)).toEqual(['section', 'context']);
    expect(JSON.stringify(blocks[0])).toContain(
      'A quiet day: nothing was started, released or rolled back, and nothing waits.',
    );
  });

  it('tells what happened, what waits and since when, and what production serves', () => {
    const digest = aPipelineDigest({
      counts: busy,
      waiting: { count: 2, oldestAt: new Date(NOW.getTime() - 3 * HOUR_MS) },
      production: { name: '1.4.0', metric: { name: 'macro_f1', value: '0.9413' } },
    });

    const { text } = message(aDigest(digest));

    expect(text).toBe(
      'Digest: Saturday 28 November: 3 releases, 1 of them failed in production, 1 execution failed, 1 rollback, 2 wait for approval',
    );
    expect(words(aDigest(digest))).toContain(
      '*penguins*  4 executions started, 3 releases, of which 1 failed in production (33 %), 1 execution failed, 1 rollback, 1 stopped or superseded, :bell: 2 wait for approval now, the oldest for 3 h, production now `1.4.0` (macro f1 0.9413)',
    );
  });

  it('is not quiet while a failed release is not recovered', () => {
    const openFailures = { count: 1, oldestMs: 50 * HOUR_MS };

    expect(words(aDigest(aPipelineDigest({ openFailures })))).toContain(
      ':rotating_light: 1 failed deployment is not recovered, for 2 d 2 h',
    );
  });

  it('puts DORA’s five measures of one pipeline beside those of the weeks before, each with its samples', () => {
    const before = someMeasures({
      deploymentFrequency: { releases: 56, perDay: 2 },
      changeLeadTime: { medianMs: 4 * HOUR_MS, samples: 60, isHeadCommitOnly: true },
      recoveryTime: { recovered: 0, open: 1 },
    });

    const { blocks } = message(aDigest(aPipelineDigest({ counts: busy, trend: { now: someMeasures(), before } })));

    const table = blocks.find(({ type }) => type === 'table');
    const rows = Object(table).rows.map((cells: { text: string }[]) => cells.map(({ text }) => text));
    expect(rows).toEqual([
      ['DORA, 28 days', 'Now', 'The 28 before', 'Trend'],
      ['Change lead time', '5 h, 30 commits', 'at least 4 h, 60 commits', 'worse'],
      ['Deployment frequency', '5 a week, 20 releases', '2 a day, 56 releases', 'worse'],
      ['Failed deployment recovery time', '30 min, 2 recovered', '–, 0 recovered, 1 open', 'not enough data'],
      ['Change fail rate', '10 %, 2 of 20', '10 %, 2 of 20', 'same'],
      ['Deployment rework rate', '5 %, 1 of 21', '5 %, 1 of 21', 'same'],
    ]);
    expect(JSON.stringify(blocks)).toContain(
      'nine of ten commits within 9 h; 40 % of the lead time was waiting for approval; waited longest at `Approve/Decide`, 2 h in the median; released on 4 days of a week; begun by code (15, 2 failed), data (5)',
    );
  });

  it('says nothing of days of a week where most weeks had no release', () => {
    const now = someMeasures({ deploymentFrequency: { releases: 2, perDay: 2 / 28, deploymentDaysPerWeek: 0 } });

    const made = words(aDigest(aPipelineDigest({ counts: busy, trend: { now, before: noMeasures() } })));

    expect(made).toContain('nine of ten commits');
    expect(made).not.toContain('released on');
  });

  it('never blends pipelines: several have a row each, the busiest first', () => {
    const of = (pipeline: string, releases: number) =>
      aPipelineDigest({
        pipeline,
        counts: busy,
        trend: { now: someMeasures({ changeFailRate: { rate: 0, failed: 0, of: releases } }), before: noMeasures() },
      });

    const { blocks } = message(aDigest(of('puffins', 3), of('penguins', 30)));

    const rows = Object(blocks.find(({ type }) => type === 'table')).rows;
    expect(rows.map(([first]: { text: string }[]) => first?.text)).toEqual(['DORA, 28 days', 'penguins', 'puffins']);
  });

  it('says that there is not enough data where nothing was released for eight weeks', () => {
    expect(words(aDigest(aPipelineDigest({ counts: { ...busy, releases: 0, failed: 0 } })))).toContain(
      'DORA: not enough data, nothing was released in the 56 days to Saturday 28 November',
    );
  });

  it('carries its picture, but not on a quiet day', () => {
    const picture = [{ type: 'image' as const, slack_file: { id: 'F0CHART' }, alt_text: 'Two releases.' }];

    expect(message(aDigest(aPipelineDigest({ counts: busy })), { picture }).blocks).toContainEqual(picture[0]);
    expect(message(aDigest(aPipelineDigest()), { picture }).blocks).not.toContainEqual(picture[0]);
  });

  it('ends in the newest hash of each audit chain, as `audit verify` reads it', () => {
    const anchors = Array.from({ length: 16 }, (_, index) => ({
      ...{ chain: `pipeline:p-${index}`, sequence: index + 1, hash: 'cd'.repeat(32) },
    }));

    expect(anchorsIn(words({ ...aDigest(aPipelineDigest()), anchors }))).toEqual(anchors);
  });

  it('says why a pipeline is not told of, and what counts as a failure', () => {
    const unreadable = 'AWS refused this: the role could not be assumed.';
    const trend = { now: someMeasures(), before: someMeasures() };
    const digest = aDigest(aPipelineDigest({ unreadable, trend }));

    expect(words(digest)).toContain(':grey_question: AWS refused this: the role could not be assumed.');
    expect(words(digest)).toContain('A deployment that failed counts as a failure');
    expect(words({ ...digest, countsFailedDeployments: false })).toContain('a deployment that failed does not');
  });

  it('of a hundred pipelines with the longest names still fits', () => {
    const pipelines = Array.from({ length: 100 }, (_, index) =>
      aPipelineDigest({
        pipeline: `${index}-`.padEnd(100, 'x'),
        counts: busy,
        waiting: { count: 3, oldestAt: new Date(0) },
        production: { name: 'v'.repeat(200), metric: { name: 'm'.repeat(200), value: '0.5' } },
        trend: { now: someMeasures(), before: someMeasures() },
      }),
    );
    const anchors = pipelines.map(({ pipeline }) => ({
      chain: `pipeline:${pipeline}`,
      sequence: 1,
      hash: 'ef'.repeat(32),
    }));

    const made = words({ ...aDigest(...pipelines), anchors });

    expect(made).toContain('90 more pipelines: /mlpipeline list');
    expect(made).toContain('92 more pipelines have been released less often');
    expect(made).toContain('84 more chains have no anchor here');
    expect(anchorsIn(made)).toHaveLength(16);
  });

  it('shows what others wrote as it is written, and calls nobody', () => {
    const hostile = '<!channel> *b* `c` <https://evil.example|x>';
    const production = { name: hostile, metric: { name: hostile, value: hostile } };
    const now = someMeasures({ slowestGate: { name: hostile, medianMs: 1, samples: 1 } });

    const made = words(
      aDigest(aPipelineDigest({ pipeline: hostile, counts: busy, production, trend: { now, before: noMeasures() } })),
    );

    expect(made).not.toMatch(/<!channel>|<https:/);
  });
});
