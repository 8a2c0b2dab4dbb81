import type { RollbackClaim } from '../../../src/domain/ports/releases';
import { ADA, anEntry } from '../../support/builders/facts';
import { LEASE_MS, type UseCaseBench, useCaseBench } from '../../support/use-case-bench';

/** A process may be so slow that it claims when another one has concluded its intent: nothing comes of that claim. */
describe('the claim of a rollback that never began', () => {
  let bench: UseCaseBench;
  let released: string;

  beforeEach(async () => {
    bench = useCaseBench();
    released = (await bench.releasedFromCommit('first')).executionId;
    await bench.useCases.reconcile('start');
  });

  /** The claim is there, and some time has passed. */
  async function claimed(ageMs: number, rest: Partial<RollbackClaim> = {}): Promise<void> {
    const claim = { auditId: 'asked', targetId: released, by: ADA, since: bench.clock.now(), ...rest };
    await bench.releases.updateProduction('penguins', (current) => current && { ...current, rollback: claim });
    bench.clock.advance(ageMs);
    await bench.useCases.reconcile();
  }
  const record = (auditId: string, phase: 'intended' | 'refused') =>
    bench.audit.append(anEntry({ auditId, phase, at: bench.clock.now(), action: 'pipeline.rollback' }));
  const isHeld = async () => (await bench.releases.production('penguins'))?.rollback !== undefined;

  const TWO_LEASES = 2 * LEASE_MS;

  it.each<[string, { concluded?: string; ageMs: number; rest?: Partial<RollbackClaim>; held: boolean }]>([
    ['given back where its intent is concluded', { concluded: 'asked', ageMs: TWO_LEASES, held: false }],
    ['kept until two leases are over', { concluded: 'asked', ageMs: TWO_LEASES - 1, held: true }],
    ['kept where the intent is not concluded', { ageMs: TWO_LEASES, held: true }],
    [
      'given back where the decision that was to begin it is concluded',
      { concluded: 'decided', ageMs: TWO_LEASES, rest: { decidedBy: 'decided' }, held: false },
    ],
    [
      'kept where only the question is, which somebody then approved',
      { concluded: 'asked', ageMs: TWO_LEASES, rest: { decidedBy: 'decided' }, held: true },
    ],
    ['given back after a quarter of an hour, whatever is on record', { ageMs: 15 * 60_000 + 1, held: false }],
    [
      'kept where it has begun an execution of which nothing is known yet',
      { concluded: 'asked', ageMs: 15 * 60_000 + 1, rest: { executionId: 'unheard of' }, held: true },
    ],
  ])('is %s', async (_what, { concluded, ageMs, rest, held }) => {
    for (const auditId of ['asked', 'decided']) await record(auditId, 'intended');
    if (concluded) await record(concluded, 'refused');

    await claimed(ageMs, rest);

    expect(await isHeld()).toBe(held);
  });
});
