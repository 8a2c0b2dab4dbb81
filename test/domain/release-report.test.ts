import { type AuditEntry, sealRecord } from '../../src/domain/audit/audit-chain';
import { releaseReport } from '../../src/domain/audit/release-report';
import { rulesKept } from '../../src/domain/audit/rules-kept';
import type { StoredLink } from '../../src/domain/ports/audit-log';
import { linksOf, next, stored } from '../support/builders/chains';
import { anEntry, aRelease } from '../support/builders/facts';
import { aPolicyAsking } from '../support/builders/policies';
import { askedFor, auditedBench, reportOn, storiedRelease } from '../support/reported-release';
import { bea, clickOn, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

let bench: UseCaseBench;
beforeEach(() => {
  bench = auditedBench();
});

const rules = (report: Awaited<ReturnType<typeof reportOn>>) =>
  Object.fromEntries(rulesKept(report).map(({ rule, state }) => [rule, state]));

describe('a report on a release', () => {
  it('tells who asked, who approved on which evidence and why, and who took it back', async () => {
    const { executionId } = await storiedRelease(bench);

    const report = await reportOn(bench, executionId);

    expect(report).toMatchObject({ name: '1.4.0', isInProduction: true, previous: { model: { version: '1.3.0' } } });
    expect(report.acts.map(({ action, by, end }) => [action, by.id, end])).toEqual([
      ['pipeline.deploy', 'U0CEM', 'done'],
      ['approval.override-asked', 'U0ADA', 'done'],
      ['approval.override-confirmed', 'U0BEA', 'done'],
      ['approval.approved', 'U0ADA', 'done'],
      ['approval.withdrawn', 'U0ADA', 'done'],
      ['approval.approved', 'U0BEA', 'done'],
      ['approval.approved', 'U0ADA', 'done'],
    ]);
    expect(report.approvals).toMatchObject([
      {
        decision: 'approved',
        asked: { stage: 'Approve' },
        answers: [
          { counts: false, withdrawnAt: expect.any(Date), act: { reason: 'Looks good to me' } },
          { counts: true, counted: '1 of 2', act: { reason: expect.stringContaining('drift of last week') } },
          { counts: true, act: { by: { name: 'Ada Lovelace' } } },
        ],
      },
    ]);
    expect(report.decidedOn).toMatchObject({
      evidence: { metrics: { accuracy: '0.947' }, production: { version: '1.3.0' } },
      verdict: { quorum: 2, gates: [{ state: 'passed', says: expect.stringContaining('above the gate 0.90') }] },
      isAsHashed: true,
    });
    expect(rules(report)).toEqual({
      ...{ Approval: 'kept', Gates: 'kept', Quorum: 'kept', 'Four eyes': 'noted', Alarms: 'noted', Evidence: 'kept' },
    });
  });

  it('leaves out what is about other releases, and proves what it holds', async () => {
    const { executionId, before } = await storiedRelease(bench);
    await bench.useCases.markRelease({
      policy: bench.policy,
      caller: bea,
      release: '1.3.0',
      as: 'bad',
      reason: 'drift',
    });

    const [own, other] = [await reportOn(bench, executionId), await reportOn(bench, before)];

    expect(own.acts.some(({ action }) => action === 'release.mark')).toBe(false);
    expect(other.acts.map(({ action }) => action)).toContain('release.mark');
    expect(own.chain.links.every(({ hash, computed }) => hash === computed)).toBe(true);
    expect(own.chain.stretches).toMatchObject([{ first: 1, count: bench.trail().length, broken: [], isCut: false }]);
    expect(own.chain.head).toMatchObject({ sequence: bench.trail().length, hash: bench.trail().at(-1)?.hash });
  });

  it('tells what became of it: marked, taken out by a rollback, brought back by another one', async () => {
    const { executionId, before } = await storiedRelease(bench);
    const replaced = async (targetId: string, requestId: string) => {
      bench.clock.advance(3_600_000);
      const told = await bench.asTold(targetId, { requestId });
      const begun = await bench.useCases.executeRollback(told);
      if (begun.result === 'started') bench.pipelines.deployed(begun.executionId);
      bench.clock.advance(60_000);
      await bench.useCases.reconcile();
      await bench.useCases.productionNow(bench.policy);
    };
    await replaced(before, 'dialog-1');
    await replaced(executionId, 'dialog-2');

    const report = await reportOn(bench, executionId);

    expect(report.release.mark).toMatchObject({ as: 'bad', reason: 'drift on the southern islands' });
    expect(report.served.at(-1)?.until).toBeUndefined();
    expect(report.served).toMatchObject([
      { endedBy: { rollback: { targetId: before } } },
      { by: { rollback: { targetId: executionId } } },
    ]);
    expect([...report.rollbacks.values()].map(({ requestedBy, reason }) => [requestedBy?.id, reason])).toEqual([
      ['U0ADA', 'drift on the southern islands'],
      ['U0ADA', 'drift on the southern islands'],
    ]);
    expect(report.acts.filter(({ action }) => action === 'pipeline.rollback')).toHaveLength(2);
  });

  it('tells a rejection, and a refusal of who tried, of one that was asked for anew', async () => {
    const { approval, executionId } = await askedFor(bench, '1.4.0', { METRIC_ACCURACY: '0.95' });
    await bench.useCases.decideApproval(clickOn(approval, 'rejected', { caller: bea, reason: 'not on a Friday' }));
    const release = aRelease({
      executionId,
      startedAt: bench.clock.now(),
      releasedAt: bench.clock.now(),
    });

    const report = await releaseReport({ ...bench, now: bench.clock.now })(release);

    expect(report.approvals).toMatchObject([{ decision: 'rejected', answers: [{ says: 'rejected' }] }]);
    expect(report.isInProduction).toBeFalsy();
    expect(rules(report)).toMatchObject({ Approval: 'unknown' });
  });

  it('tells that the policy answered by itself', async () => {
    const gate = {
      kind: 'metric',
      metric: 'accuracy',
      better: 'higher',
      min: 0.9,
      isRequired: true,
      missed: { does: 'block' },
    } as const;
    bench = useCaseBench(aPolicyAsking({ gates: [gate], auto: ['approve'] }));
    const { executionId } = bench.pipelines.trained('By itself', { MODEL_VERSION: '2.0', METRIC_ACCURACY: '0.97' });
    await bench.useCases.reconcile();
    bench.pipelines.deployed(executionId);
    await bench.useCases.productionNow(bench.policy);

    const report = await reportOn(bench, executionId);

    expect(report.approvals).toMatchObject([{ decision: 'approved', answers: [{ isByPolicy: true }] }]);
    expect(rulesKept(report)[0]?.says).toBe('The policy answered by itself, as configured.');
  });

  it('says what is not on record of a release from before the record began', async () => {
    const release = aRelease();

    const report = await releaseReport({ ...bench, now: bench.clock.now })(release);

    expect(report).toMatchObject({ execution: undefined, isInProduction: undefined, acts: [], approvals: [] });
    expect(report.chain).toMatchObject({ links: [], stretches: [], head: undefined });
    expect(rules(report)).toEqual({ Approval: 'unknown' });
  });
});

describe('a report by the record alone', () => {
  const RELEASE = aRelease({ executionId: 'e1' });
  /** About the release, with evidence by which it is told apart. */
  const answer = (target: string, accuracy: string, rest: Partial<AuditEntry> = {}): Partial<AuditEntry> => ({
    ...{ auditId: `${target} ${accuracy}`, action: 'approval.approved', target, at: RELEASE.startedAt },
    ...{ evidence: { executionId: 'e1', model: {}, metrics: { accuracy } }, ...rest },
  });
  const decided = (decision: 'approved' | 'rejected') => ({ outcome: { decision } });

  async function reportOf(...entries: Partial<AuditEntry>[]) {
    const records: ReturnType<typeof next>[] = [];
    for (const entry of entries) records.push(next(records.at(-1), entry));
    return releaseReport({ ...bench, audit: stored(linksOf(records)), now: bench.clock.now })(RELEASE);
  }

  it.each<[string, Partial<AuditEntry>[], string]>([
    [
      'the answer that let it in saw, whatever was asked before and after',
      [
        answer('q1', '0.1', { action: 'approval.rejected', ...decided('rejected') }),
        answer('q2', '0.2'),
        answer('q2', '0.3', decided('approved')),
        answer('q3', '0.4', { action: 'approval.rejected', ...decided('rejected') }),
      ],
      '0.3',
    ],
    [
      'our record had, where it was answered elsewhere',
      [answer('q1', '0.1'), answer('q1', '0.2', { action: 'approval.ended', ...decided('approved') })],
      '0.2',
    ],
    ['the last answer saw, where nothing has settled it', [answer('q1', '0.1'), answer('q1', '0.2')], '0.2'],
    [
      'the last question was about, where none was approved',
      [answer('q1', '0.1', decided('rejected')), answer('q2', '0.2')],
      '0.2',
    ],
  ])('was decided on what %s', async (_what, entries, accuracy) => {
    expect((await reportOf(...entries)).decidedOn?.evidence.metrics).toEqual({ accuracy });
  });

  it('has no approval of a rollback among its own', async () => {
    const { acts, approvals } = await reportOf(
      answer('q1', '0.1'),
      answer('q2', '0.2', { request: { rollback: { targetId: 'e1' } } }),
    );

    expect(acts).toHaveLength(2);
    expect(approvals.map(({ approvalId }) => approvalId)).toEqual(['q1']);
  });

  it('has all its records in their order, what is around it among what is about it', async () => {
    const lock = { action: 'pipeline.lock', at: RELEASE.startedAt };

    const { chain, around } = await reportOf(
      lock,
      answer('q1', '0.1'),
      lock,
      { target: 'another' },
      answer('q1', '0.2'),
    );

    expect(chain.links.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 5]);
    expect(around.map(({ records }) => records)).toEqual([[1], [3]]);
  });

  it('follows what the same stage released, and nothing of another one', async () => {
    const minutesBefore = (minutes: number) => new Date(RELEASE.releasedAt.getTime() - minutes * 60_000);
    for (const [executionId, stage, minutes] of [
      ['e0', 'Deploy', 9],
      ['s0', 'Shadow', 5],
      ['s1', 'Shadow', -5],
    ] as const) {
      const other = aRelease({ executionId, stage, releasedAt: minutesBefore(minutes) });
      await bench.releases.update('penguins', executionId, () => other);
    }
    await bench.releases.update('penguins', 'e1', () => RELEASE);

    const { previous, served } = await reportOf();

    expect(previous?.executionId).toBe('e0');
    expect(served).toMatchObject([{ by: { executionId: 'e1' } }]);
    expect(served[0]?.until).toBeUndefined();
  });
});

describe('the records of a report', () => {
  /** The log as somebody with the keys of the table has left it. */
  const tampered = (change: (links: StoredLink[]) => StoredLink[]) => ({
    after: async (chain: string, place: number, limit: number) =>
      change(await bench.audit.after(chain, 0, 100_000))
        .filter((link) => Number(link.place) > place)
        .slice(0, limit),
  });
  const brokenBy = async (change: (links: StoredLink[]) => StoredLink[]) => {
    const { executionId } = await storiedRelease(bench);
    const release = await bench.releases.get('penguins', executionId);
    if (!release) throw new Error('the release is not on record');
    const report = await releaseReport({ ...bench, audit: tampered(change), now: bench.clock.now })(release);
    return report.chain.stretches.flatMap(({ broken }) => broken);
  };

  it('tell what was altered', async () => {
    const altered = await brokenBy((links) =>
      links.map((link) =>
        Number(link.place) === 8
          ? { ...link, content: { ...link.content, actor: { id: 'U0EVE', name: 'Eve', team: 'T' } } }
          : link,
      ),
    );

    expect(altered).toEqual(['Record 8 was altered: its content does not give its hash.']);
  });

  it('are shown from their own places alone, and what lies elsewhere is told', async () => {
    const { executionId } = await storiedRelease(bench);
    const release = await bench.releases.get('penguins', executionId);
    if (!release) throw new Error('the release is not on record');
    const fake = (link: StoredLink | undefined) => ({ ...link?.content, target: 'FAKE' });
    const change = (links: StoredLink[]) => [
      ...links.slice(0, 8).map((link, index) => (index === 6 ? { ...link, content: fake(links[7]) } : link)),
      { place: '000000000008x', content: fake(links[7]) },
      ...links.slice(8),
      { place: '~', content: fake(links[8]) },
    ];
    const audit = {
      ...bench.audit,
      after: async (chain: string, place: number | string, limit: number) =>
        change(await bench.audit.after(chain, 0, 100_000))
          .filter((link) => link.place > (typeof place === 'number' ? String(place).padStart(12, '0') : place))
          .slice(0, limit),
    };

    const { chain } = await releaseReport({ ...bench, audit, now: bench.clock.now })(release);

    expect(JSON.stringify(chain.links)).not.toContain('FAKE');
    expect(chain.stretches.flatMap(({ broken }) => broken)).toEqual(
      expect.arrayContaining([
        'Record 7 lies at another place than its own.',
        'Something that is no record lies before record 9.',
        expect.stringMatching(/^Something that is no record lies behind record \d+\.$/),
      ]),
    );
  });

  it('tell what is missing', async () => {
    const missing = await brokenBy((links) => links.filter(({ place }) => Number(place) !== 8));

    expect(missing).toEqual(['Between record 7 and record 9 records are missing.']);
  });

  it('are found within a long chain, and what became of it long after, by few and bounded queries', async () => {
    const at = (days: number) => new Date(Date.UTC(2025, 0, 1) + days * 86_400_000);
    const links: StoredLink[] = [];
    let last: ReturnType<typeof sealRecord> | undefined;
    const add = (entry: Parameters<typeof anEntry>[0]) => {
      last = sealRecord(last, anEntry(entry));
      links.push({ place: String(last.sequence).padStart(12, '0'), content: { ...last } as never });
    };
    for (let day = 0; day < 3_000; day++) {
      if (day === 100) add({ at: at(day), action: 'pipeline.stop', target: 'e1', phase: 'done' });
      if (day === 2_600) add({ at: at(day), action: 'pipeline.rollback', request: { targetId: 'e1' }, phase: 'done' });
      if (day === 2_900) add({ at: at(day), action: 'release.mark', target: 'e1', phase: 'done' });
      add({ at: at(day), action: 'pipeline.lock', target: 'penguins', phase: 'done' });
    }
    const calls: number[] = [];
    const audit = {
      after: async (_chain: string, place: number, limit: number) => {
        calls.push(limit);
        return links.slice(place, place + limit);
      },
    };
    const release = aRelease({
      ...{ startedAt: at(100), releasedAt: at(100) },
      mark: { as: 'bad', by: { id: 'U0BEA', name: 'Bea', team: 'T' }, at: at(2_900), reason: 'drift' },
    });

    for (const [executionId, day, rest] of [
      ['e1', 100, {}],
      ['e2', 101, {}],
      ['r1', 2_600, { rollback: { how: 'stage', targetId: 'e1' } }],
    ] as const) {
      const success = aRelease({ executionId, startedAt: at(day), releasedAt: at(day), ...rest });
      await bench.releases.update('penguins', executionId, () => success);
    }

    const { acts, chain } = await releaseReport({ ...bench, audit, now: bench.clock.now })(release);

    expect(acts.map(({ action }) => action)).toEqual(['pipeline.stop', 'pipeline.rollback', 'release.mark']);
    expect(chain.stretches.map(({ isCut, broken }) => [isCut, broken])).toEqual([
      [true, []],
      [false, []],
      [false, []],
    ]);
    expect(chain.head?.sequence).toBe(3_003);
    expect(calls.length).toBeLessThan(200);
  });
});
