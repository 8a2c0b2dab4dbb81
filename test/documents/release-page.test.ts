import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDate } from 'node:util/types';
import { XMLValidator } from 'fast-xml-parser';
import { releasePage } from '../../src/documents/release-page';
import { checkOf } from '../../src/documents/release-page-proof';
import type { ChainProof } from '../../src/domain/audit/chain-proof';
import { type ReleaseReport, releaseReport } from '../../src/domain/audit/release-report';
import { temporaryFolder } from '../local/slack/support';
import { anExecution, aRelease } from '../support/builders/facts';
import { auditedBench, reportOn, storiedRelease } from '../support/reported-release';

const REMOVED = {
  ...{ sequence: 11, hash: '0'.repeat(64), upTo: 11, recordedAs: 14, until: '2026-03-01T09:00:00.000Z' },
  ...{ by: 'arn:aws:iam::123456789012:user/grace', at: '2026-03-02T10:00:00.000Z' },
};

/** Of a chain of fourteen records that a bucket proves. */
const aProof = (rest: Partial<ChainProof> = {}): ChainProof => ({
  ...{ chain: 'pipeline:penguins', links: 14, head: { sequence: 14, hash: '0'.repeat(64) } },
  ...{ findings: [], furtherFindings: 0, proven: { upTo: 14, by: 'the bucket anchors' } },
  ...{ sources: [], lateIntents: { first: [], count: 0 }, ...rest },
});

const HOSTILE = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>&lt;b&gt;\u202e\ud800`;

/** Markup of a page that is read as XML: an unescaped `<` or `&` shows, and so does a tag that is not closed. */
const mistakesIn = (page: string): unknown => {
  const asXml = page.replace('<!doctype html>', '').replace(/<(meta|br|wbr)((?:\s[^>]*)?)>/g, '<$1$2/>');
  const verdict = XMLValidator.validate(asXml, { allowBooleanAttributes: false });
  return verdict === true ? [] : verdict.err;
};

const tagsIn = (page: string): Set<string> =>
  new Set([...page.matchAll(/<([a-z][a-z0-9]*)/g)].map(([, tag = '']) => tag));

const attributesIn = (page: string): string[] =>
  [...page.matchAll(/<[a-z][^<>]*>/g)].flatMap(([tag]) =>
    [...tag.replace(/"[^"]*"/g, '""').matchAll(/\s([^\s=/>]+)/g)].map(([, name = '']) => name),
  );

const ATTRIBUTES = [
  'lang',
  'charset',
  'http-equiv',
  'content',
  'name',
  'class',
  'id',
  'href',
  'rel',
  'datetime',
  'scope',
].concat(['aria-label', 'aria-labelledby']);

const TAGS = [
  ...['html', 'head', 'meta', 'title', 'style', 'body', 'main', 'header', 'footer', 'section', 'h1', 'h2', 'h3', 'p'],
  ...['dl', 'div', 'dt', 'dd', 'ul', 'li', 'table', 'caption', 'thead', 'tbody', 'tr', 'th', 'td'],
  ...['a', 'code', 'pre', 'span', 'strong', 'time', 'br', 'wbr'],
];

/** Every text in it with something hostile behind it; what is hashed stays as it is. */
function poisoned<T>(value: T): T {
  if (typeof value === 'string') return `${value}${HOSTILE}` as T;
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [key, poisoned(one)])) as T;
  if (Array.isArray(value)) return value.map(poisoned) as T;
  if (typeof value !== 'object' || value === null || isDate(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, KEPT.has(name) ? one : poisoned(one)]),
  ) as T;
}
/** Members that choose a way of drawing: with something behind them nothing else would be drawn. */
const KEPT = new Set(['as', 'kind', 'end', 'decision', 'says', 'action', 'executionId', 'targetId', 'state']);

describe('the page of a release', () => {
  let report: ReleaseReport;
  beforeAll(async () => {
    const bench = auditedBench();
    const { executionId } = await storiedRelease(bench);
    report = await reportOn(bench, executionId);
  });

  it('answers what was shipped, who asked, who approved and why, and whether that can be trusted', () => {
    const page = releasePage(report, { model: 'penguins', writtenFor: 'Ada Lovelace (U0ADA)' });

    for (const said of [
      ...['<h1>penguins 1.4.0</h1>', 'Cem Yıldız', 'Better on every island', 'above the gate 0.90', 'Dilip Rao'],
      ...[
        'Taken back',
        'Counted: 1 of 2.',
        'The hold of penguins-drift was overridden',
        'Fits together',
        'not reported',
      ],
      `pipeline:penguins@14:${report.chain.head?.hash}`,
    ]) {
      expect(page).toContain(said);
    }
  });

  it('is well formed, runs nothing and fetches nothing', () => {
    const page = releasePage(report, { proof: aProof() });

    expect(mistakesIn(page)).toEqual([]);
    expect([...tagsIn(page)].filter((tag) => !TAGS.includes(tag))).toEqual([]);
    expect(page).toContain(`content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;`);
    expect(page).not.toMatch(/\s(src|srcset|on\w+|style)=|url\(|@import/);
    expect([...page.matchAll(/href="([^"]*)"/g)].every(([, to = '']) => /^(#|https:\/\/)/.test(to))).toBe(true);
  });

  it('shows foreign text as text, wherever it stands', () => {
    const mark = { as: 'bad' as const, by: { id: 'U0BEA', name: 'Bea', team: 'T' }, at: new Date(), reason: 'drift' };
    const page = releasePage(poisoned({ ...report, release: { ...report.release, mark } }), {
      ...{
        model: HOSTILE,
        writtenFor: HOSTILE,
        proof: aProof({
          findings: [{ kind: 'forked', from: 1, to: 1, detail: HOSTILE }],
          proven: { upTo: 14, by: HOSTILE },
        }),
      },
    });

    expect(mistakesIn(page)).toEqual([]);
    expect([...tagsIn(page)].filter((tag) => !TAGS.includes(tag))).toEqual([]);
    expect(attributesIn(page).filter((name) => !ATTRIBUTES.includes(name))).toEqual([]);
    // What is hashed is kept to the last character; everything else has lost what nobody sees.
    expect(/[\u202e\ud800]/u.test(page.replace(/<pre id="record-.*?<\/pre>/gs, ''))).toBe(false);
    expect(page.split('&lt;script&gt;').length).toBeGreaterThan(60);
  });

  it('links no address that is none of the web', () => {
    const revision = { commitId: 'c0ffee0', url: 'javascript:alert(1)' };
    const page = releasePage({ ...report, release: { ...report.release, revision } });

    expect(page).not.toMatch(/href="javascript/);
  });

  it('holds its records so that anybody computes their hashes, by hand or all at once', async () => {
    const page = releasePage(report);
    const folder = await temporaryFolder();
    const file = join(folder.path, 'release report’s.html');
    writeFileSync(file, page);

    const records = [...page.matchAll(/<pre id="record-(\d+)" class="record">(.*?)<\/pre>/gs)];
    const computed = records.map(([, number, text = '']) => `${number} ${sha256(unescaped(text))}`);
    const byPython = execFileSync('bash', ['-c', checkOf('release report’s.html')], {
      cwd: folder.path,
      encoding: 'utf8',
    })
      .trim()
      .split('\n');
    await folder.remove();

    const hashes = report.chain.links.map(({ sequence, hash }) => `${sequence} ${hash}`);
    expect(computed).toEqual(hashes);
    expect(byPython).toEqual(hashes);
  });

  it.each<[Partial<ChainProof>, string]>([
    [{}, 'good">Intact</strong>, proven by the bucket anchors up to record 14. ('],
    [{ proven: undefined }, 'unknown">Whole in itself</strong>, compared with no anchor. ('],
    [
      { proven: { upTo: 7, by: 'the digest messages' } },
      'unknown">Whole in itself</strong>, proven by the digest messages up to record 7, and no further. (',
    ],
    [
      { sources: [{ name: 'the bucket nope', untold: [], isUnread: true }] },
      'unknown">Whole in itself</strong>, proven by the bucket anchors up to record 14, but not every anchor could be read. (',
    ],
    [
      { removed: REMOVED },
      'unknown">Whole from record 12 on</strong>, proven by the bucket anchors up to record 14. Records 1 to 11, older than 2026-03-01 09:00 UTC, were removed by arn:aws:iam::123456789012:user/grace on 2026-03-02 10:00 UTC; record 14 says so. (',
    ],
    [{ findings: [{ kind: 'altered', from: 3, to: 3 }] }, 'bad">Broken</strong>. ('],
  ])('says at its top no more than the verification does: %j', (rest, words) => {
    const [top = ''] =
      /<section class="glance".*?<\/section>/s.exec(releasePage(report, { proof: aProof(rest) })) ?? [];

    expect(top).toContain(`<strong class="tag ${words}`);
  });

  it('names itself in the command that recomputes it, as it is sent or as it was asked for', () => {
    const commands = [releasePage(report), releasePage(report, { file: "Ada's report.html" })];

    expect(commands[0]).toContain('hexdigest())&#39; release-report-penguins-1.4.0.html</pre>');
    expect(unescaped(commands[1] ?? '')).toContain(`hexdigest())' 'Ada'\\''s report.html'</pre>`);
  });

  it('says of a broken chain that it is broken, and of which record', () => {
    const stretches = report.chain.stretches.map((one) => ({ ...one, broken: ['Record 8 was altered.'] }));
    const page = releasePage({ ...report, chain: { ...report.chain, stretches } });

    expect(page).toContain('<strong class="tag bad">Broken</strong>');
    expect(page).toContain('<li>Record 8 was altered.</li>');
  });

  it('says what is not on record, of a release from before the record began', async () => {
    const bench = auditedBench();
    const bea = { id: 'arn:aws:iam::123456789012:user/bea', name: 'bea', team: 'aws' };
    const release = aRelease({ approvedBy: [{ by: bea, at: new Date('2026-03-02T08:20:00Z'), reason: 'good' }] });
    const early = await releaseReport({ ...bench, now: bench.clock.now })(release);

    const page = releasePage({ ...early, execution: anExecution({ trigger: { type: 'WebhookV2' } }) });

    expect(mistakesIn(page)).toEqual([]);
    expect(page).toContain('arn:aws:iam::123456789012:user/bea');
    expect(page).toContain('No record of this release is in the audit record.');
    expect(page).toContain('nobody in Slack: started by WebhookV2');
    expect(page).not.toMatch(/undefined|NaN|\[object/);
  });
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const SIGNS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const unescaped = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => SIGNS[name] ?? '');
