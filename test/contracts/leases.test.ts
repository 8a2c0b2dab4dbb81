import { onEachStore } from './on-each-store';

const KEY = 'rollback#penguins#Deploy';

onEachStore('Leases', (stores) => {
  const inTenSeconds = () => new Date(stores().clock.now().getTime() + 10_000);
  const acquire = (owner: string) => stores().leases.acquire(KEY, owner, stores().clock.now(), inTenSeconds());

  it('gives a lease to exactly one of twenty racers', async () => {
    const owners = Array.from({ length: 20 }, (_, index) => `task-${index}`);

    const taken = await Promise.all(owners.map(acquire));

    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('gives it again to whoever holds it, which makes it last longer', async () => {
    const { clock } = stores();
    await acquire('ours');
    clock.advance(6_000);
    const again = await acquire('ours');
    clock.advance(6_000);

    const theirs = await acquire('theirs');

    expect([again, theirs]).toEqual([true, false]);
  });

  it('frees it by itself the moment it ends', async () => {
    const { clock } = stores();
    await acquire('ours');

    clock.advance(9_999);
    const before = await acquire('theirs');
    clock.advance(1);
    const then = await acquire('theirs');

    expect([before, then]).toEqual([false, true]);
  });

  it('tells who holds it, until it ends', async () => {
    const { clock, leases } = stores();
    const before = await leases.holder(KEY, clock.now());
    await acquire('ours');

    const during = await leases.holder(KEY, clock.now());
    clock.advance(10_000);
    const after = await leases.holder(KEY, clock.now());

    expect([before, during, after]).toEqual([undefined, 'ours', undefined]);
  });

  it('is given back by its holder and by nobody else', async () => {
    const { leases } = stores();
    await acquire('ours');

    await leases.release(KEY, 'theirs');
    const before = await acquire('theirs');
    await leases.release(KEY, 'ours');
    const after = await acquire('theirs');

    expect([before, after]).toEqual([false, true]);
  });

  it('can be given back where nobody holds it', async () => {
    await expect(stores().leases.release(KEY, 'ours')).resolves.toBeUndefined();
  });
});
