import { digestCardKey } from '../../../src/domain/cards';
import { postedDigests } from '../../../src/domain/digest/posted-digests';
import { fakeCards } from '../../support/fakes/fake-cards';

describe('the digests that were posted', () => {
  const BERLIN = { channel: 'C0BERLIN', timeZone: 'Europe/Berlin', at: { hour: 9, minute: 0 } };
  const TOKYO = { channel: 'C0TOKYO', timeZone: 'Asia/Tokyo', at: { hour: 9, minute: 0 } };

  async function posted(...days: [channel: string, day: string, ts?: string | undefined][]) {
    const cards = fakeCards();
    for (const [channel, day, ts] of days) {
      const key = digestCardKey(channel, day);
      await cards.update(key, () => ({ key, version: 1, drawnVersion: 1, places: [{ channel, ts, drawnVersion: 1 }] }));
    }
    return postedDigests({ digests: [BERLIN, TOKYO], cards, now: () => new Date('2026-03-30T20:00:00Z') });
  }

  it('are found by the days of their own zones, newest first, also across a change of clocks', async () => {
    const find = await posted(
      ['C0BERLIN', '2026-03-28', '1.1'],
      ['C0BERLIN', '2026-03-30', '1.2'],
      ['C0TOKYO', '2026-03-31', '1.3'], // already the next day there
    );

    expect((await find(10)).map(({ channel, day, ts }) => `${channel} ${day} ${ts}`)).toEqual([
      'C0BERLIN 2026-03-30 1.2',
      'C0TOKYO 2026-03-31 1.3',
      'C0BERLIN 2026-03-28 1.1',
    ]);
    expect(await find(1)).toHaveLength(1);
  });

  it('are not those that could not be posted, nor those of long ago', async () => {
    const find = await posted(['C0BERLIN', '2026-03-30', undefined], ['C0BERLIN', '2026-01-01', '1.1']);

    expect(await find(10)).toEqual([]);
  });
});
