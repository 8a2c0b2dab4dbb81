import {
  type SubscriptionChange,
  withoutSubscription,
  withSubscription,
} from '../../src/domain/notifications/subscriptions';
import { ADA } from '../support/builders/facts';
import { onEachStore } from './on-each-store';

const ASKED: SubscriptionChange = {
  pipeline: 'penguins',
  channel: 'C0TEAM',
  what: 'failures',
  by: ADA,
  at: new Date('2026-03-02T09:00:00.000Z'),
};

onEachStore('Subscriptions', (stores) => {
  const subscribe = (rest: Partial<SubscriptionChange> = {}) =>
    stores().subscriptions.update('penguins', (known) => withSubscription(known, { ...ASKED, ...rest }));

  it('gives back exactly what was stored, dates and all', async () => {
    await subscribe();
    await subscribe({ channel: 'C0BOARD', what: 'everything' });

    const { subscriptions } = stores();
    expect(await subscriptions.get('penguins')).toEqual({
      pipeline: 'penguins',
      subscriptions: [
        { channel: 'C0TEAM', gets: ['failures'], by: ADA, since: ASKED.at },
        { channel: 'C0BOARD', gets: 'everything', by: ADA, since: ASKED.at },
      ],
    });
    expect(await subscriptions.get('puffins')).toBeUndefined();
  });

  it('keeps what both of two channels asked for at once', async () => {
    await Promise.all([subscribe(), subscribe({ channel: 'C0BOARD' })]);

    const known = await stores().subscriptions.get('penguins');
    expect(known?.subscriptions.map(({ channel }) => channel).sort()).toEqual(['C0BOARD', 'C0TEAM']);
  });

  it('keeps that nothing is left', async () => {
    await subscribe();
    await stores().subscriptions.update('penguins', (known) => known && withoutSubscription(known, ASKED));

    expect(await stores().subscriptions.get('penguins')).toEqual({ pipeline: 'penguins', subscriptions: [] });
  });
});
