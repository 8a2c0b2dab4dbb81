import pino from 'pino';
import { firstPass } from '../src/first-pass';

describe('the pass before the queue is read', () => {
  let lines: { msg: string; err?: { message: string } }[];
  const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });

  beforeEach(() => {
    lines = [];
  });

  it('is waited for', async () => {
    let isDone = false;
    const reconcile = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      isDone = true;
    };

    await firstPass({ reconcile, log });

    expect(isDone).toBe(true);
    expect(lines).toEqual([]);
  });

  it('holds nothing up by failing', async () => {
    await firstPass({ reconcile: () => Promise.reject(new Error('DynamoDB is away')), log });

    expect(lines).toMatchObject([{ msg: 'first reconcile pass failed', err: { message: 'DynamoDB is away' } }]);
  });

  it('holds nothing up for longer than a while', async () => {
    await firstPass({ reconcile: () => new Promise(() => undefined), log, longestMs: 1 });

    expect(lines).toMatchObject([{ msg: 'first reconcile pass goes on while events come in', afterMs: 1 }]);
  });
});
