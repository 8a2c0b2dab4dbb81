import { type AuditRecord, type AuditValue, sealRecord } from '../../../src/domain/audit/audit-chain';
import { checkpointEntry, checkpointIn } from '../../../src/domain/audit/checkpoint';
import { givenAnchors } from '../../../src/domain/audit/held-anchors';
import { proofInWords } from '../../../src/domain/audit/proof-in-words';
import { verifyChain } from '../../../src/domain/audit/verify-chain';
import { aChain, anchorOf, linksOf, next, PENGUINS, stored } from '../../support/builders/chains';

const at = (day: number) => new Date(Date.UTC(2026, 3, day));
const ACTOR = { id: 'arn:aws:iam::123456789012:user/grace', name: 'grace', team: 'aws' };

/** Nine records, then the checkpoint that stands for the first five, then one more. */
const CHAIN = (() => {
  const records = aChain(9);
  records.push(sealRecord(records[8], checkpointOf(records[4] as AuditRecord)));
  return [...records, next(records[9])];
})();

async function verify(records: readonly AuditRecord[], anchors: readonly AuditRecord[] = []) {
  const sources = anchors.length > 0 ? [givenAnchors(anchors.map(anchorOf))] : [];
  const proof = await verifyChain({ audit: stored(linksOf(records)), sources, now: () => at(30) }, PENGUINS);
  return { ...proofInWords(proof), proof };
}

describe('records that retention has removed', () => {
  it('are told with who removed them and when, and the rest is whole', async () => {
    const { summary, notes, unknown, proof } = await verify(CHAIN.slice(5), [CHAIN[2], CHAIN[7]] as AuditRecord[]);

    expect(summary).toBe('pipeline:penguins: whole, 6 records, proven up to record 8 by the anchors given by hand');
    expect(notes).toEqual([
      'Records 1 to 5, older than 2026-04-01 00:00 UTC, were removed by arn:aws:iam::123456789012:user/grace on 2026-04-02 00:00 UTC; record 10 says so.',
    ]);
    expect(proof.removed).toMatchObject({ upTo: 5, sequence: 5 });
    expect(unknown[0]).toBe(
      'The anchor of record 3 (the anchors given by hand) could not be compared: that record was removed; look in the archive.',
    );
  });

  it('may be fewer than the checkpoint allows: a retention that was cut off', async () => {
    const { findings, notes } = await verify(CHAIN.slice(2));

    expect(findings).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('Records 1 to 2, older')]);
    expect((await verify(CHAIN.slice(1))).notes).toEqual([
      expect.stringMatching(/^Record 1, older than .*, was removed by/),
    ]);
  });

  it('may all be there still', async () => {
    expect(await verify(CHAIN)).toMatchObject({ findings: [], notes: [] });
  });

  it('are missing where they are more than the checkpoint allows', async () => {
    expect((await verify(CHAIN.slice(7))).findings).toEqual(['Records 6 to 7 are missing.']);
  });

  it('are missing where a record behind them is, too', async () => {
    expect((await verify(CHAIN.slice(5).toSpliced(1, 1))).findings).toEqual(['Record 7 is missing.']);
  });

  it('are missing where the checkpoint itself was altered or removed', async () => {
    const altered = CHAIN.map((one) =>
      one.sequence === 10 ? { ...one, request: { ...one.request, keep: '1d' } } : one,
    );

    expect((await verify(altered.slice(5))).findings).toEqual([
      'Records 1 to 5 are missing.',
      'Record 10 was altered: the content is not what the hash was made of.',
    ]);
    expect((await verify(CHAIN.slice(5, 9))).findings).toEqual(['Records 1 to 5 are missing.']);
  });

  it('were others where the rest continues another record than the checkpoint names', async () => {
    const records = aChain(9);
    const other = { ...(records[4] as AuditRecord), hash: 'f'.repeat(64) };
    const forged = [...records, sealRecord(records[8], checkpointOf(other))];

    expect((await verify(forged.slice(5))).findings).toEqual([
      'The chain forks at record 6: it continues another record 5 than the one that was removed.',
    ]);
  });

  it('are still proven by the anchor of the last of them', async () => {
    const forged = { ...(CHAIN[4] as AuditRecord), hash: 'f'.repeat(64) };

    expect((await verify(CHAIN.slice(5), [CHAIN[4] as AuditRecord])).proof.proven).toMatchObject({ upTo: 5 });
    expect((await verify(CHAIN.slice(5), [forged])).findings).toEqual([
      expect.stringMatching(/^Records 1 to 5 were written anew/),
    ]);
  });

  it('are what the checkpoint that reaches furthest says', async () => {
    const records = [...CHAIN, sealRecord(CHAIN[10], checkpointOf(CHAIN[7] as AuditRecord))];

    expect((await verify(records.slice(8))).notes).toEqual([
      expect.stringMatching(/^Records 1 to 8, .*; record 12 says/),
    ]);
  });

  it('are so although a later checkpoint reaches less far', async () => {
    const records = aChain(9);
    for (const last of [7, 4]) records.push(sealRecord(records.at(-1), checkpointOf(records[last] as AuditRecord)));

    expect((await verify(records.slice(8))).notes).toEqual([
      expect.stringMatching(/^Records 1 to 8, .*; record 10 says/),
    ]);
  });
});

describe('the checkpoint that a record is', () => {
  const content = CHAIN[9] as never as Record<string, AuditValue>;
  const asked = content.request as Record<string, AuditValue>;

  it('stands for what is before it', () => {
    expect(checkpointIn(content)).toMatchObject({ sequence: 5, hash: CHAIN[4]?.hash, by: ACTOR.id, recordedAs: 10 });
  });

  it.each<[string, Record<string, AuditValue>]>([
    ['of another action', { action: 'pipeline.lock' }],
    ['that only says what is meant', { phase: 'intended' }],
    ['that asks for nothing', { request: null }],
    ['without a number', { request: { ...asked, sequence: '5' } }],
    ['without a hash', { request: { ...asked, hash: 5 } }],
    ['without a time', { request: { ...asked, until: 5 } }],
    ['that stands for itself', { request: { ...asked, sequence: 10 } }],
    ['that stands for what comes after it', { request: { ...asked, sequence: 11 } }],
    ['without a number of its own', { sequence: '10' }],
  ])('is none %s', (_what, rest) => {
    expect(checkpointIn({ ...content, ...rest })).toBeUndefined();
  });
});

function checkpointOf(last: AuditRecord) {
  return checkpointEntry(last, { actor: ACTOR, keep: '30d', until: at(1), now: at(2) });
}
