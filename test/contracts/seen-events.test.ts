import { onEachStore } from './on-each-store';

const EVENT = '98377d67-0000-4000-8000-000000000000';

onEachStore('SeenEvents', (stores) => {
  const has = (eventId: string) => stores().seenEvents.has(eventId, stores().clock.now());
  const inTenSeconds = () => new Date(stores().clock.now().getTime() + 10_000);

  it('knows what was added, and nothing else', async () => {
    const before = await has(EVENT);
    await stores().seenEvents.add(EVENT, inTenSeconds());

    expect([before, await has(EVENT), await has(`${EVENT}-another`)]).toEqual([false, true, false]);
  });

  it('takes the same twice for once', async () => {
    await stores().seenEvents.add(EVENT, inTenSeconds());
    await stores().seenEvents.add(EVENT, inTenSeconds());

    expect(await has(EVENT)).toBe(true);
  });

  it('forgets by itself the moment its time is over', async () => {
    const { clock, seenEvents } = stores();
    await seenEvents.add(EVENT, inTenSeconds());

    clock.advance(9_999);
    const before = await has(EVENT);
    clock.advance(1);

    expect([before, await has(EVENT)]).toEqual([true, false]);
  });
});
