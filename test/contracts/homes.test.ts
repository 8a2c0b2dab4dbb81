import { claimed, type Home, openedHome, released } from '../../src/domain/homes/home';
import { onEachStore } from './on-each-store';

onEachStore('Homes', (stores) => {
  const at = (minutes: number) => new Date(Date.UTC(2026, 2, 2, 9, minutes));
  const open = (slackId: string, minutes: number, page?: number) =>
    stores().homes.update(slackId, (known) => openedHome(known, { slackId, page }, at(minutes)));

  it('knows nothing of who has never opened theirs', async () => {
    expect(await stores().homes.get('U0ADA')).toBeUndefined();
    expect(await stores().homes.openedSince(at(0))).toEqual([]);
  });

  it('gives back exactly what was stored', async () => {
    const whole: Home = {
      slackId: 'U0ADA',
      openedAt: at(0),
      page: 3,
      published: { at: at(1), content: 'c0ffee', viewHash: '1.abc' },
      lease: { owner: 'task-1', until: at(2) },
    };

    await stores().homes.update('U0ADA', () => whole);

    expect(await stores().homes.get('U0ADA')).toEqual(whole);
    expect(await stores().homes.openedSince(at(0))).toEqual([whole]);
  });

  it('lists who has opened theirs since a moment, that moment included, the last one first', async () => {
    await open('U0ADA', 0);
    await open('U0BEN', 10);
    await open('U0EMMA', 20);
    await open('U0ADA', 30);

    const since = async (minutes: number) =>
      (await stores().homes.openedSince(at(minutes))).map(({ slackId }) => slackId);
    expect(await since(0)).toEqual(['U0ADA', 'U0EMMA', 'U0BEN']);
    expect(await since(20)).toEqual(['U0ADA', 'U0EMMA']);
    expect(await since(31)).toEqual([]);
  });

  it('gives the right to publish to one of those who ask at once, and to the next when it is given back', async () => {
    await open('U0ADA', 0);
    const seen = await stores().homes.get('U0ADA');
    const claim = async (owner: string) =>
      seen && (await stores().homes.update('U0ADA', (home) => home && claimed(home, { owner, seen }, at(1))));

    const holders = await Promise.all(['a', 'b', 'c'].map(claim));
    const holder = holders[0]?.lease?.owner ?? '';
    await stores().homes.update('U0ADA', (home) => home && released(home, holder, undefined));
    const next = await claim('d');

    expect(new Set(holders.map((home) => home?.lease?.owner)).size).toBe(1);
    expect(next?.lease?.owner).toBe('d');
  });
});
