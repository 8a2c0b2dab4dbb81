import { anIntent } from '../support/builders/facts';
import { onEachStore } from './on-each-store';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

onEachStore('PendingIntents', (stores) => {
  const later = (milliseconds: number) => new Date(stores().clock.now().getTime() + milliseconds);
  const dueIds = async (at: Date) => (await stores().pending.due(at)).map(({ auditId }) => auditId);

  it('gives back exactly what was stored', async () => {
    const { pending } = stores();
    const intent = anIntent({
      request: { reason: 'recall fell', nested: { list: [1, null, true] } },
      evidence: { f1: '0.9' },
    });

    await pending.open(intent);

    expect(await pending.due(intent.dueAt)).toEqual([intent]);
  });

  it('opens a mark for exactly one of twenty racers', async () => {
    const { pending } = stores();
    const racers = Array.from({ length: 20 }, (_, index) => anIntent({ auditId: 'a1', target: `target-${index}` }));

    const opened = await Promise.all(racers.map((intent) => pending.open(intent)));

    expect(opened.filter(Boolean)).toHaveLength(1);
    const [kept] = await pending.due(later(DAY_MS));
    expect(kept?.target).toBe(racers[opened.indexOf(true)]?.target);
  });

  it('lists the marks due by then, oldest first, up to the very moment', async () => {
    const { pending } = stores();
    const at = later(MINUTE_MS);
    await pending.open(anIntent({ auditId: 'just-due', dueAt: at }));
    await pending.open(anIntent({ auditId: 'long-due', dueAt: later(1) }));
    await pending.open(anIntent({ auditId: 'not-yet', dueAt: later(MINUTE_MS + 1) }));

    expect(await dueIds(at)).toEqual(['long-due', 'just-due']);
  });

  it('notes that the intent has been written', async () => {
    const { pending } = stores();
    const intent = anIntent();
    await pending.open(intent);

    const confirmed = await pending.confirm(intent.auditId);

    expect(confirmed).toBe(true);
    expect(await pending.due(intent.dueAt)).toEqual([{ ...intent, confirmed: true }]);
  });

  it('drops a mark whose intent was never written, and the request may be repeated', async () => {
    const { pending } = stores();
    await pending.open(anIntent({ auditId: 'a1' }));

    const dropped = await pending.drop('a1', later(DAY_MS));

    expect(dropped).toBe(true);
    expect(await pending.confirm('a1')).toBe(false);
    expect(await pending.due(later(DAY_MS))).toMatchObject([{ auditId: 'a1', dropped: true }]);
    expect(await pending.open(anIntent({ auditId: 'a1' }))).toBe(true);
  });

  it('forgets a mark that was dropped, and no other', async () => {
    const { pending } = stores();
    for (const auditId of ['a1', 'a2']) await pending.open(anIntent({ auditId }));
    await pending.drop('a1', later(DAY_MS));

    for (const auditId of ['a1', 'a2', 'nobody']) await pending.forget(auditId);

    expect(await dueIds(later(2 * DAY_MS))).toEqual(['a2']);
  });

  it('lets either the one who confirms or the one who drops win, never both', async () => {
    const { pending } = stores();
    const ids = Array.from({ length: 10 }, (_, index) => `a${index}`);
    await Promise.all(ids.map((auditId) => pending.open(anIntent({ auditId }))));

    const outcomes = await Promise.all(
      ids.map((id) => Promise.all([pending.confirm(id), pending.drop(id, later(DAY_MS))])),
    );

    expect(outcomes.every(([confirmed, dropped]) => confirmed !== dropped)).toBe(true);
  });

  it('keeps a closed mark for a day: it is never due, and the same request cannot act twice', async () => {
    const { pending, clock } = stores();
    await pending.open(anIntent({ auditId: 'a1' }));
    await pending.close('a1');

    clock.advance(DAY_MS - 1_000);

    expect(await dueIds(later(DAY_MS))).toEqual([]);
    expect(await pending.open(anIntent({ auditId: 'a1' }))).toBe(false);
    expect(await pending.confirm('a1')).toBe(false);
    expect(await pending.drop('a1', later(DAY_MS))).toBe(false);
    expect(await pending.takeOver('a1', later(0), later(MINUTE_MS))).toBe(false);
  });

  it('forgets a closed mark after a day, however late the table does', async () => {
    const { pending, clock } = stores();
    await pending.open(anIntent({ auditId: 'a1' }));
    await pending.close('a1');

    clock.advance(DAY_MS);
    const again = anIntent({ auditId: 'a1', target: 'again' });

    expect(await pending.open(again)).toBe(true);
    expect(await pending.due(again.dueAt)).toEqual([again]);
  });

  it('closes and drops what it does not know without a trace', async () => {
    const { pending } = stores();

    await pending.close('nobody');

    expect(await pending.drop('nobody', later(DAY_MS))).toBe(false);
    expect(await pending.open(anIntent({ auditId: 'nobody' }))).toBe(true);
  });

  it('gives a mark that is due to exactly one of twenty, who has it until it is due again', async () => {
    const { pending } = stores();
    await pending.open(anIntent({ auditId: 'a1', dueAt: later(0) }));
    const takeOver = () => pending.takeOver('a1', later(0), later(MINUTE_MS));

    const taken = await Promise.all(Array.from({ length: 20 }, takeOver));

    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await dueIds(later(0))).toEqual([]);
    expect(await dueIds(later(MINUTE_MS))).toEqual(['a1']);
  });

  it('does not give a mark away before it is due', async () => {
    const { pending } = stores();
    await pending.open(anIntent({ auditId: 'a1', dueAt: later(1) }));

    expect(await pending.takeOver('a1', later(0), later(MINUTE_MS))).toBe(false);
  });
});
