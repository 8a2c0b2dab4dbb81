import { type Card, markChanged, takeLease } from '../../src/domain/cards';
import { onEachStore } from './on-each-store';

const drawn = (card: Card | undefined): Card | undefined => card && { ...card, drawnVersion: card.version };

onEachStore('Cards', (stores) => {
  it('gives back exactly what was stored, with a version that only the change raises', async () => {
    const { cards, clock } = stores();
    const card: Card = {
      key: 'approval#a1',
      version: 7,
      drawnVersion: 6,
      places: [
        {
          channel: 'C0RELEASES',
          ts: '1700000000.000100',
          drawnVersion: 6,
          drawnAt: clock.now(),
          replied: ['failure 1'],
        },
        { channel: 'C0GENERAL', drawnVersion: 0, postingSince: clock.now(), closed: 'is_archived' },
      ],
      changing: { count: 1, until: clock.now() },
      lease: { owner: 'task-1', until: clock.now() },
    };

    await cards.update(card.key, () => card);

    expect(await cards.get(card.key)).toEqual(card);
  });

  it('counts twenty changes that are made at once', async () => {
    const { cards } = stores();

    const changes = Array.from({ length: 20 }, () =>
      cards.update('approval#a1', (card) => markChanged('approval#a1', card)),
    );
    await Promise.all(changes);

    expect((await cards.get('approval#a1'))?.version).toBe(20);
  });

  it('lets exactly one of twenty tasks draw', async () => {
    const { cards, clock } = stores();
    await cards.update('approval#a1', (card) => markChanged('approval#a1', card));

    const owners = Array.from({ length: 20 }, (_, index) => `task-${index}`);
    const leased = await Promise.all(
      owners.map((owner) => cards.update('approval#a1', (card) => card && takeLease(card, owner, clock.now(), 30_000))),
    );

    expect(owners.filter((owner, index) => leased[index]?.lease?.owner === owner)).toHaveLength(1);
  });

  it('lists the cards that are behind, longest behind first, at most as many as asked for', async () => {
    const { cards, clock } = stores();
    for (const key of ['card-c', 'card-a', 'card-d', 'card-b']) {
      await cards.update(key, (card) => markChanged(key, card));
      clock.advance(1_000);
    }

    await cards.update('card-d', drawn);
    await cards.update('card-c', (card) => markChanged('card-c', card)); // falls further behind, but not later

    const keysBehind = async (limit: number) => (await cards.behind(limit)).map(({ key }) => key);
    expect(await keysBehind(9)).toEqual(['card-c', 'card-a', 'card-b']);
    expect(await keysBehind(2)).toEqual(['card-c', 'card-a']);
  });

  it('counts anew from when a drawn card falls behind again', async () => {
    const { cards, clock } = stores();
    for (const key of ['card-a', 'card-b']) {
      await cards.update(key, (card) => markChanged(key, card));
      clock.advance(1_000);
    }

    await cards.update('card-a', drawn);
    await cards.update('card-a', (card) => markChanged('card-a', card));

    expect((await cards.behind(9)).map(({ key }) => key)).toEqual(['card-b', 'card-a']);
  });
});
