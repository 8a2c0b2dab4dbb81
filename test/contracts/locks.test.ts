import type { Lock } from '../../src/domain/releases/lock';
import { ADA } from '../support/builders/facts';
import { onEachStore } from './on-each-store';

const LOCK: Lock = {
  lockId: 'lock-1',
  by: ADA,
  reason: 'labels are wrong – <!channel> 🐧',
  since: new Date('2026-03-02T09:00:00.000Z'),
  until: new Date('2026-03-02T10:00:00.000Z'),
  stage: 'Deploy',
  transition: 'disabled before',
};

onEachStore('Locks', (stores) => {
  const put = (pipeline: string, lock: Lock | undefined, ended: Lock[] = []) =>
    stores().locks.update(pipeline, () => ({ pipeline, current: lock, ended }));

  it('gives back exactly what was stored, dates and all', async () => {
    const over: Lock = { ...LOCK, lockId: 'lock-0', ended: { by: ADA, at: new Date(1_000), transition: 'enabled' } };

    await put('penguins', LOCK, [over]);

    expect(await stores().locks.get('penguins')).toEqual({ pipeline: 'penguins', current: LOCK, ended: [over] });
    expect(await stores().locks.get('puffins')).toBeUndefined();
  });

  it('lets one of two who lock at once be first, and the other see it', async () => {
    const { locks } = stores();
    const lockAs = (lockId: string) =>
      locks.update('penguins', (known) =>
        known?.current ? known : { pipeline: 'penguins', current: { ...LOCK, lockId }, ended: [] },
      );

    const [one, other] = await Promise.all([lockAs('lock-1'), lockAs('lock-2')]);

    expect(one?.current?.lockId).toBe(other?.current?.lockId);
  });

  it('lists what is over, soonest over first, and neither what is not, nor what has no end, nor what is off', async () => {
    const { locks } = stores();
    const until = (minute: number) => new Date(Date.parse('2026-03-02T10:00:00.000Z') + minute * 60_000);
    await put('later', { ...LOCK, until: until(1) });
    await put('second', { ...LOCK, until: until(0) });
    await put('first', { ...LOCK, until: until(-1) });
    await put('endless', { ...LOCK, until: undefined });
    await put('off', undefined, [LOCK]);

    const due = await locks.due(until(0));

    expect(due.map(({ pipeline }) => pipeline)).toEqual(['first', 'second']);
  });

  it('lists every lock that is on, whenever it ends and if ever, until it is taken off', async () => {
    const { locks } = stores();
    await put('over', { ...LOCK, until: new Date(0) });
    await put('later', LOCK);
    await put('endless', { ...LOCK, until: undefined });
    await put('off', LOCK);
    await put('never on', undefined);
    await put('off', undefined, [LOCK]);

    const current = await locks.current();

    expect(current.map(({ pipeline }) => pipeline).toSorted()).toEqual(['endless', 'later', 'over']);
    expect(current.find(({ pipeline }) => pipeline === 'later')).toEqual(await locks.get('later'));
  });

  it('has no lock without an end become due, however late it is', async () => {
    await put('endless', { ...LOCK, until: undefined });

    expect(await stores().locks.due(new Date('9999-12-31T23:59:59.999Z'))).toEqual([]);
  });
});
