import fc from 'fast-check';
import { type Anchor, anchorsIn, anchorToken } from '../../../src/domain/audit/anchors';
import { sealRecord } from '../../../src/domain/audit/audit-chain';
import { anchorsGiven } from '../../../src/domain/audit/given-anchor';
import { givenAnchors, heldAnchors } from '../../../src/domain/audit/held-anchors';
import { proofInWords } from '../../../src/domain/audit/proof-in-words';
import { verifyChain } from '../../../src/domain/audit/verify-chain';
import type { AnchorSource } from '../../../src/domain/ports/anchor-source';
import type { StoredLink } from '../../../src/domain/ports/audit-log';
import { aChain, anchorOf, link, linksOf, next, PENGUINS, stored, writtenAnew } from '../../support/builders/chains';
import { anEntry } from '../../support/builders/facts';

const now = () => new Date(Date.UTC(2026, 2, 2, 12));

const verify = (links: readonly StoredLink[], anchors: readonly Anchor[] = []) =>
  verifyChain({ audit: stored(links), sources: anchors.length > 0 ? [givenAnchors(anchors)] : [], now }, PENGUINS);

async function findingsIn(links: readonly StoredLink[], anchors: readonly Anchor[] = []): Promise<string[]> {
  return proofInWords(await verify(links, anchors)).findings;
}

const WHOLE = aChain(9);
const ALTERED = 'altered: the content is not what the hash was made of.';

describe('a whole chain', () => {
  it('is told with its length, and what its newest anchor proves', async () => {
    const proof = proofInWords(await verify(linksOf(WHOLE), WHOLE.slice(0, 7).map(anchorOf)));

    expect(proof).toEqual({
      summary: 'pipeline:penguins: whole, 9 records, proven up to record 7 by the anchors given by hand',
      findings: [],
      notes: [],
      unknown: ['Nothing newer than the anchor of record 7 can be proven.'],
      token: `pipeline:penguins@9:${WHOLE[8]?.hash}`,
    });
  });

  it('has nothing unknown where its newest record is anchored', async () => {
    expect(proofInWords(await verify(linksOf(WHOLE), WHOLE.map(anchorOf))).unknown).toEqual([]);
  });

  it('may have been written anew for all that is known without an anchor', async () => {
    expect(proofInWords(await verify(linksOf(WHOLE)))).toMatchObject({
      summary: 'pipeline:penguins: whole, 9 records, compared with no anchor',
      unknown: ['Without an anchor nobody can tell whether the whole chain was written anew.'],
    });
  });

  it('may be empty', async () => {
    expect(proofInWords(await verify([]))).toMatchObject({
      summary: 'pipeline:penguins: nothing is on record',
      findings: [],
      unknown: [],
      token: undefined,
    });
  });

  it('may be longer than what is read at once, and end with such a page', async () => {
    const long = aChain(1000);

    expect(await verify(linksOf(long), [anchorOf(long[999] as never)])).toMatchObject({
      ...{ links: 1000, findings: [], proven: { upTo: 1000 } },
    });
  });
});

describe('somebody who may write to the table', () => {
  it.each<[what: string, links: StoredLink[], findings: string[]]>([
    ['alters a member', replaced(5, { ...record(5), target: 'other' }), [`Record 5 was ${ALTERED}`]],
    ['adds a member', replaced(5, { ...record(5), note: 'seen' }), [`Record 5 was ${ALTERED}`]],
    ['takes a member out', replaced(5, without(record(5), 'action')), [`Record 5 was ${ALTERED}`]],
    [
      'alters deep in the evidence',
      replaced(5, { ...record(5), request: { reason: 'x' } }),
      [`Record 5 was ${ALTERED}`],
    ],
    [
      'alters three neighbours',
      replaced(
        7,
        { ...record(7), target: 'x' },
        replaced(6, { ...record(6), target: 'x' }, replaced(5, { ...record(5), target: 'x' })),
      ),
      [`Records 5 to 7 were ${ALTERED}`],
    ],
    [
      'alters a member and makes the hash anew',
      replaced(5, sealRecord(record(4), anEntry({ target: 'other' }))),
      ['Record 5 was altered, and its hash made anew: record 6 does not continue it.'],
    ],
    [
      'hides two from the queries',
      linksOf(WHOLE).map((one) => (/[56]$/.test(one.place) ? { ...one, lacks: ['timeOrder'] } : one)),
      ['Records 5 to 6 were altered: index attributes were taken out, which hides from searches.'],
    ],
    [
      'alters one and hides the next one',
      linksOf(WHOLE).map((one, index) =>
        index === 4
          ? { ...one, content: { ...one.content, target: 'x' } }
          : index === 5
            ? { ...one, lacks: ['day'] }
            : one,
      ),
      [`Record 5 was ${ALTERED}`, 'Record 6 was altered: index attributes were taken out, which hides from searches.'],
    ],
    [
      'deletes one and alters the next one',
      replaced(6, { ...record(6), target: 'x' }, linksOf(WHOLE).toSpliced(4, 1)),
      ['Record 5 is missing.', `Record 6 was ${ALTERED}`],
    ],
    ...(['chain', 'sequence', 'previousHash', 'hash'] as const).map((member): [string, StoredLink[], string[]] => [
      `leaves no ${member} that could be one`,
      replaced(5, { ...record(5), [member]: ['none'] }),
      ['Record 5 cannot be read: what lies there is no record.'],
    ]),
    ['deletes one in the middle', linksOf(WHOLE).toSpliced(4, 1), ['Record 5 is missing.']],
    ['deletes several', linksOf(WHOLE).toSpliced(3, 3), ['Records 4 to 6 are missing.']],
    ['deletes the beginning', linksOf(WHOLE).slice(3), ['Records 1 to 3 are missing.']],
    [
      'puts one between two, and pushes the rest on',
      [
        ...linksOf(WHOLE.slice(0, 4)),
        link(sealRecord(record(4), anEntry({ target: 'forged' })), 5),
        ...WHOLE.slice(4).map((one) => link(one, one.sequence + 1)),
      ],
      [
        'Record 5 was inserted: the record that lies behind continues the one before.',
        'Records 6 to 10 are reordered: records of other numbers lie in these places.',
      ],
    ],
    ...[3, 8].map((copied): [string, StoredLink[], string[]] => [
      `puts a copy of record ${copied} between two, and pushes the rest on`,
      [
        ...linksOf(WHOLE.slice(0, 4)),
        link(record(copied), 5),
        ...WHOLE.slice(4).map((one) => link(one, one.sequence + 1)),
      ],
      [
        'Record 5 was inserted: the record that lies behind continues the one before.',
        'Records 6 to 10 are reordered: records of other numbers lie in these places.',
      ],
    ]),
    [
      'puts two copies between two, and pushes the rest on',
      [
        ...linksOf(WHOLE.slice(0, 4)),
        ...[link(record(9), 5), link(record(2), 6)],
        ...WHOLE.slice(4).map((one) => link(one, one.sequence + 2)),
      ],
      [
        'Records 5 to 6 were inserted: the record that lies behind continues the one before.',
        'Records 7 to 11 are reordered: records of other numbers lie in these places.',
      ],
    ],
    ...[
      ['another record that none continues', sealRecord({ ...record(5), hash: record(2).hash }, anEntry())],
      ['a later record', record(8)],
    ].map(([what, wrong]): [string, StoredLink[], string[]] => [
      `puts a copy between two, and ${what} into the rest that was pushed on`,
      [
        ...linksOf(WHOLE.slice(0, 4)),
        ...[link(record(3), 5), link(record(5), 6), link(wrong as object, 7)],
        ...WHOLE.slice(6).map((one) => link(one, one.sequence + 1)),
      ],
      ['Records 5 to 10 are reordered: records of other numbers lie in these places.'],
    ]),
    ...[
      [
        'of the number before, which continues another one',
        sealRecord({ ...record(4), hash: record(3).hash }, anEntry()),
      ],
      [
        'of a later number, which continues the last but one',
        sealRecord({ ...record(8), hash: record(4).hash }, anEntry()),
      ],
    ].map(([what, wrong]): [string, StoredLink[], string[]] => [
      `puts a record ${what}`,
      replaced(6, wrong as object),
      ['Record 6 is reordered: a record of another number lies in 6’s place.'],
    ]),
    [
      'puts a later record before others',
      [...linksOf(WHOLE).toSpliced(4, 3), link(record(7), 5), link(record(5), 6), link(record(6), 7)],
      ['Records 5 to 7 are reordered: records of other numbers lie in these places.'],
    ],
    [
      'puts the last record before others',
      [...linksOf(WHOLE.slice(0, 6)), link(record(9), 7), link(record(7), 8), link(record(8), 9)],
      ['Records 7 to 9 are reordered: records of other numbers lie in these places.'],
    ],
    [
      'alters the record behind a true one, which is not blamed for it',
      replaced(6, { ...record(6), previousHash: record(2).hash.replace(/^./, 'x') }),
      [
        'The chain forks at record 6: it continues another record 5 than the one that lies there.',
        `Record 6 was ${ALTERED}`,
      ],
    ],
    [
      'puts something between two numbers',
      [...linksOf(WHOLE), link({ note: 'hello' }, '000000000005x')],
      ['Record 5 was inserted: it lies at “000000000005x”, which is no record’s place.'],
    ],
    [
      'puts something before the first number',
      [...linksOf(WHOLE), link({ note: 'hello' }, '!')],
      ['Record 1 was inserted: it lies at “!”, which is no record’s place.'],
    ],
    [
      'puts something at a long place that steers a terminal',
      [...linksOf(WHOLE), link({ note: 'hello' }, `000000000005\u001b${'x'.repeat(40)}`)],
      [`Record 5 was inserted: it lies at “000000000005\\u001b${'x'.repeat(21)}…”, which is no record’s place.`],
    ],
    [
      'puts records of another chain in two places',
      replaced(6, other(6), replaced(5, other(5))),
      [
        'Record 5 was inserted: it is a record of the chain workspace.',
        'Record 6 was inserted: it is a record of the chain workspace.',
      ],
    ],
    [
      'puts a record of another chain in a place',
      replaced(5, other(5)),
      ['Record 5 was inserted: it is a record of the chain workspace.'],
    ],
    [
      'exchanges two neighbours',
      [...linksOf(WHOLE).toSpliced(4, 2), link(record(6), 5), link(record(5), 6)],
      ['Records 5 to 6 are reordered: records of other numbers lie in these places.'],
    ],
    [
      'writes a second record for a place',
      [...linksOf(WHOLE), link(sealRecord(record(4), anEntry({ target: 'second' })), '000000000005~')],
      ['The chain forks at record 5: a second record of this number lies at “000000000005~”.'],
    ],
    [
      'continues an earlier record',
      replaced(9, sealRecord({ ...record(8), hash: record(6).hash }, anEntry())),
      ['The chain forks at record 9: it continues record 6, not the one before it.'],
    ],
    [
      'takes the beginning for another one',
      replaced(1, sealRecord({ ...record(1), sequence: 0 }, anEntry()), []),
      ['The chain forks at record 1: it continues another record, and there is none before the first.'],
    ],
    [
      'writes in a schema of the future',
      replaced(5, { ...record(5), schema: 2 }),
      ['Record 5 is of a schema that this version does not know, and cannot be checked.'],
    ],
    [
      'leaves no record, of a schema of the future',
      replaced(5, { schema: 2, note: 'nothing' }),
      ['Record 5 is of a schema that this version does not know, and cannot be checked.'],
    ],
    ['leaves no record', replaced(5, { note: 'nothing' }), ['Record 5 cannot be read: what lies there is no record.']],
  ])('%s, and it is named', async (_what, links, findings) => {
    expect(await findingsIn(links)).toEqual(findings);
  });

  it('is told in the first line', async () => {
    const links = replaced(5, { ...record(5), target: 'x' });

    expect(proofInWords(await verify(links, WHOLE.map(anchorOf))).summary).toBe('pipeline:penguins: BROKEN, 9 records');
  });

  it('is named first where the chain breaks first, however much is wrong behind it', async () => {
    const links = replaced(3, { ...record(3), target: 'x' }, linksOf(WHOLE).toSpliced(5, 1));

    expect(await findingsIn(links)).toEqual([`Record 3 was ${ALTERED}`, 'Record 6 is missing.']);
  });

  it('changes any one member of any record, and exactly that record is named', async () => {
    const members = Object.keys(record(1)).filter((name) => name !== 'sequence' && name !== 'chain');
    await fc.assert(
      fc.asyncProperty(
        ...[fc.integer({ min: 1, max: 9 }), fc.constantFrom(...members), fc.jsonValue()],
        async (number, member, value) => {
          const was = record(number as number);
          fc.pre(JSON.stringify(Object(was)[member as string]) !== JSON.stringify(value));

          const [first] = (await verify(replaced(number as number, { ...was, [member as string]: value }))).findings;

          expect(first?.from).toBe(number);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('removes any records but the newest, and exactly those are missing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { minLength: 1 }), async (gone) => {
        const links = linksOf(WHOLE.filter(({ sequence }) => !gone.includes(sequence)));

        const { findings } = await verify(links);

        const told = findings.flatMap(({ kind, from, to }) =>
          Array.from({ length: to - from + 1 }, (_, index) => `${kind} ${from + index}`),
        );
        expect(told).toEqual(gone.toSorted((one, other) => one - other).map((number) => `missing ${number}`));
      }),
    );
  });

  it('cannot make the list of findings endless', async () => {
    const links = linksOf(aChain(600)).filter((_, index) => index % 2 === 0);

    const { findings, furtherFindings } = await verify(links);

    expect([findings.length, furtherFindings]).toEqual([50, 249]);
    expect(proofInWords(await verify(links)).findings.at(-1)).toBe('And 289 more findings behind these.');
  });
});

describe('anchors', () => {
  it('show that records at the end are gone, and how many', async () => {
    const proof = await verify(linksOf(WHOLE.slice(0, 6)), [record(4), record(8)].map(anchorOf));

    expect(proofInWords(proof).findings).toEqual([
      'Records 7 to 8 are missing at the end: there is an anchor of record 8 (the anchors given by hand); or the anchor given is not right.',
    ]);
    expect(proof.proven).toEqual({ upTo: 4, by: 'the anchors given by hand' });
  });

  it('tell what they can, where none fits and the newest is of a record that is gone', async () => {
    const anchors = [record(9), record(8)].map(anchorOf);

    expect(proofInWords(await verify(linksOf(WHOLE.slice(0, 6)), anchors))).toMatchObject({
      findings: [expect.stringContaining('Records 7 to 9 are missing at the end: there is an anchor of record 9')],
      unknown: [],
    });
  });

  it('of another chain say nothing of this one', async () => {
    const anchors = aChain(12, 'workspace').map(anchorOf);

    expect(await verify(linksOf(WHOLE), anchors)).toMatchObject({ findings: [], proven: undefined });
  });

  it('count by what they say, not by the order in which their sources are named', async () => {
    const source = (name: string, ...anchors: Anchor[]) => heldAnchors(name, async () => ({ anchors, untold: [] }));
    const wrong = (number: number) => ({ ...anchorOf(record(number)), hash: 'f'.repeat(64) });
    const audit = stored(linksOf(WHOLE));
    const proof = (...sources: AnchorSource[]) => verifyChain({ audit, sources, now }, PENGUINS);
    const shorter = { audit: stored(linksOf(WHOLE.slice(0, 6))), now };
    const [early, late] = [source('a', anchorOf(record(7))), source('b', anchorOf(record(8)))];

    expect((await proof(early, late)).proven).toEqual({ upTo: 8, by: 'b' });
    expect(proofInWords(await proof(source('a', wrong(7)), source('b', wrong(5)))).findings).toEqual([
      expect.stringContaining('record 5 is not the one that was anchored (b), nor are others up to record 7;'),
    ]);
    expect((await verifyChain({ ...shorter, sources: [early, late] }, PENGUINS)).findings).toMatchObject([
      { to: 8, detail: expect.stringContaining('(b)') },
    ]);
  });

  it('prove nothing of a record with which something is wrong, though they fit it', async () => {
    const links = linksOf(WHOLE).map((one, index) => (index === 6 ? { ...one, lacks: ['day'] } : one));

    expect((await verify(links, [anchorOf(record(7))])).proven).toBeUndefined();
    expect((await verify(links, [anchorOf(record(6))])).proven).toMatchObject({ upTo: 6 });
  });

  it('show that a whole chain is gone', async () => {
    expect(await findingsIn([], [anchorOf(record(2))])).toEqual([
      'Records 1 to 2 are missing at the end: there is an anchor of record 2 (the anchors given by hand); or the anchor given is not right.',
    ]);
  });

  it('tell a chain that was written anew from its beginning', async () => {
    const anew = writtenAnew(WHOLE, 1);

    const { findings, unknown } = proofInWords(await verify(linksOf(anew), [anchorOf(record(9))]));

    expect(await findingsIn(linksOf(anew))).toEqual([]);
    expect(unknown).toEqual([]);
    expect(findings).toEqual([
      'Records 1 to 9 were written anew: record 9 is not the one that was anchored (the anchors given by hand); no anchor before it fits, so it may begin at the first record; or the anchor given is not right.',
    ]);
  });

  it('name the two between which writing anew began', async () => {
    const anew = writtenAnew(WHOLE, 5);

    expect(await findingsIn(linksOf(anew), [record(3), record(6), record(8)].map(anchorOf))).toEqual([
      'Records 4 to 8 were written anew: record 6 is not the one that was anchored (the anchors given by hand), nor are others up to record 8; the anchor of record 3 still fits, so it begins behind that, at record 6 at the latest; or the anchor given is not right.',
    ]);
  });

  it('tell it although the chain went on, and its newest anchors fit', async () => {
    const anew = writtenAnew(WHOLE, 5);
    const anchors = [record(3), record(6), anew[7], anew[8]].map((one) => anchorOf(one as never));

    const proof = await verify(linksOf(anew), anchors);

    expect(proof.findings).toMatchObject([{ kind: 'rewritten', from: 4, to: 6 }]);
    expect(proof.proven).toBeUndefined();
  });

  it('name the source that differs and the one that proves', async () => {
    const digests = heldAnchors('the digest messages', async () => ({ anchors: [anchorOf(record(7))], untold: [] }));
    const bucket = heldAnchors('the bucket b', async () => ({
      anchors: [anchorOf({ ...record(5), hash: 'f'.repeat(64) })],
      untold: ['One object of the bucket b is no anchor.'],
    }));
    const audit = stored(linksOf(WHOLE));

    const broken = await verifyChain({ audit, sources: [bucket, digests], now }, PENGUINS);
    const whole = await verifyChain({ audit, sources: [digests], now }, PENGUINS);

    expect(proofInWords(broken)).toMatchObject({
      findings: [expect.stringContaining('record 5 is not the one that was anchored (the bucket b)')],
      unknown: ['One object of the bucket b is no anchor.'],
    });
    expect(whole.proven).toEqual({ upTo: 7, by: 'the digest messages' });
  });

  it('that were typed wrongly accuse nobody for certain; an anchor of another source does', async () => {
    const wrong = { ...anchorOf(record(7)), hash: 'f'.repeat(64) };
    const audit = stored(linksOf(WHOLE));
    const bucket = heldAnchors('the bucket b', async () => ({ anchors: [wrong], untold: [] }));
    const first = async (...sources: AnchorSource[]) =>
      proofInWords(await verifyChain({ audit, sources, now }, PENGUINS)).findings[0];

    expect(await first(givenAnchors([wrong]))).toMatch(/; or the anchor given is not right\.$/);
    expect(await first(givenAnchors([wrong]), bucket)).not.toMatch(/not right/);
  });

  it('whose record is not there are told, and never seem to fit', async () => {
    const { unknown } = proofInWords(await verify(linksOf(WHOLE).toSpliced(3, 1), [anchorOf(record(4))]));

    expect(unknown).toEqual([
      'The anchor of record 4 (the anchors given by hand) could not be compared: that record is not there, or cannot be read.',
      'Without an anchor nobody can tell whether the whole chain was written anew.',
    ]);
  });

  it('whose records are not there are told by their numbers, each once, the first five of them', async () => {
    const gone = [12, 10, 4, 12, 8, 6, 2].map((number) => anchorOf(aChain(number).at(-1) as never));
    const links = linksOf(aChain(14)).filter(({ place }) => Number(place) % 2 === 1 || Number(place) === 14);

    const [{ uncompared } = {}] = (await verify(links, gone)).sources;

    expect(uncompared).toEqual([2, 4, 6, 8, 10]);
  });

  it('are found in any text, in their order, and taken from people only as they are printed', () => {
    const [one, two] = [anchorOf(record(1)), { ...anchorOf(record(2)), chain: 'workspace' }];
    const text = `Yesterday ${anchorToken(two)}, ${anchorToken(one)}.`;

    expect(anchorsIn(text)).toEqual([two, one]);
    expect(anchorsGiven([` ${anchorToken(one)} `, anchorToken(two)], [PENGUINS, 'workspace'])).toEqual([one, two]);
    expect(() => anchorsGiven([text], [PENGUINS])).toThrow('An anchor reads');
    expect(() => anchorsGiven([anchorToken(two)], [PENGUINS])).toThrow(
      'The anchor given is of workspace, which is not among',
    );
  });

  it('of no record are none', () => {
    const token = `pipeline:penguins@0:${record(1).hash}`;

    expect(anchorsIn(`${token} pipeline:penguins@000:${record(1).hash}`)).toEqual([]);
    expect(() => anchorsGiven([token], [PENGUINS])).toThrow('An anchor reads');
  });

  it('take what was written while they were read for no gap at the end', async () => {
    let written = 6;
    const late = heldAnchors('a bucket', async () => {
      written = 9;
      return { anchors: [anchorOf(record(9))], untold: [] };
    });
    const audit = {
      after: (...args: Parameters<ReturnType<typeof stored>['after']>) =>
        stored(linksOf(WHOLE.slice(0, written))).after(...args),
    };

    const proof = await verifyChain({ audit, sources: [late], now }, PENGUINS);

    expect(proof).toMatchObject({ findings: [], links: 9, proven: { upTo: 9 } });
  });
});

describe('intents without an outcome', () => {
  it('are told once they are older than an hour', async () => {
    const at = (hour: number, minute = 0) => new Date(Date.UTC(2026, 2, 2, hour, minute));
    const done = { phase: 'done', at: at(9, 1) } as const;
    const records = [next(undefined, { auditId: 'a', phase: 'intended', at: at(9), action: 'pipeline.deploy' })];
    records.push(next(records.at(-1), { auditId: 'b', phase: 'intended', at: at(9) }));
    records.push(next(records.at(-1), { auditId: 'b', ...done }));
    records.push(next(records.at(-1), { auditId: 'c', phase: 'intended', at: at(11, 30) }));

    expect(proofInWords(await verify(linksOf(records))).notes).toEqual([
      '1 intent older than an hour has no outcome: record 1 (pipeline.deploy, 2026-03-02T09:00:00.000Z).',
    ]);
  });

  it('are counted, and the first five of them named', async () => {
    const records: ReturnType<typeof next>[] = [];
    for (let number = 1; number <= 7; number++) records.push(next(records.at(-1), { phase: 'intended' }));

    const [note] = proofInWords(await verify(linksOf(records))).notes;

    expect(note).toMatch(
      /^7 intents older than an hour have no outcome: record 1 \(.*record 5 \([^,]*, [^,]*\) and others\.$/,
    );
  });
});

function record(number: number) {
  const found = WHOLE[number - 1];
  if (!found) throw new Error(`there is no record ${number}`);
  return found;
}

/** The chain with something else in the place of one record. */
function replaced(number: number, by: object, links = linksOf(WHOLE)): StoredLink[] {
  return [...links.filter(({ place }) => Number(place) !== number), link(by, number)];
}

/** A record of another chain. */
function other(number: number): object {
  return aChain(number, 'workspace').at(-1) ?? {};
}

function without(from: object, name: string): object {
  return Object.fromEntries(Object.entries(from).filter(([key]) => key !== name));
}
