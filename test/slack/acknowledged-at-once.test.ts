import { othersAcknowledged } from '../../src/slack/acknowledged-at-once';

describe('the work on requests that are acknowledged', () => {
  it('begins one after the other, so that what arrives meanwhile is acknowledged before the next', async () => {
    const happened: string[] = [];
    const first = othersAcknowledged().then(() => {
      setTimeout(() => happened.push('another arrives'), 1);
      workFor(3);
      happened.push('first');
    });
    const second = othersAcknowledged().then(() => happened.push('second'));

    await Promise.all([first, second]);

    expect(happened).toEqual(['first', 'another arrives', 'second']);
  });
});

/** Holds the process, as drawing a card does: what is due meanwhile comes as soon as it is let go. */
function workFor(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
