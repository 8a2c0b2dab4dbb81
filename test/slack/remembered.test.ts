import { rememberFor } from '../../src/slack/remembered';
import { Clock } from '../support/fakes/clock';

function setup() {
  const clock = new Clock();
  const asked: ((answer: number | Error) => void)[] = [];
  const ask = () =>
    new Promise<number>((resolve, reject) =>
      asked.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer))),
    );
  return { clock, asked, remembered: rememberFor(60_000, clock.now, ask) };
}

describe('what Slack was asked', () => {
  it('is asked once by all who want it, and again when its time is over', async () => {
    const { clock, asked, remembered } = setup();
    const both = [remembered.get('a'), remembered.get('a')];
    asked[0]?.(1);
    expect(await Promise.all(both)).toEqual([1, 1]);

    clock.advance(59_999);
    expect(await remembered.get('a')).toBe(1);
    clock.advance(1);
    const again = remembered.get('a');
    asked[1]?.(2);

    expect(await again).toBe(2);
  });

  it('is not remembered where it failed', async () => {
    const { asked, remembered } = setup();
    const failed = remembered.get('a');
    asked[0]?.(new Error('no answer'));
    await expect(failed).rejects.toThrow('no answer');

    const again = remembered.get('a');
    asked[1]?.(1);

    expect(await again).toBe(1);
  });

  it('is forgotten while it is still on its way: the answer may be from before the change', async () => {
    const { asked, remembered } = setup();
    const before = remembered.get('a');
    remembered.forget('a');
    const after = remembered.get('a');
    asked[1]?.(2);
    asked[0]?.(1);

    expect([await before, await after, await remembered.get('a')]).toEqual([1, 2, 2]);
    expect(asked).toHaveLength(2);
  });
});
