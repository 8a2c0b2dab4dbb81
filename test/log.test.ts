import { setTimeout as after } from 'node:timers/promises';
import { correlated, createLog, type Log } from '../src/log';

describe('the log', () => {
  let lines: Record<string, unknown>[];
  let log: Log;

  beforeEach(() => {
    lines = [];
    log = createLog('info', { write: (line) => lines.push(JSON.parse(line)) });
  });

  it('carries the id of the work that is being done, through whatever it waits for, and no other', async () => {
    const work = async (id: string) =>
      correlated(id, async () => {
        log.info('begun');
        await after(0);
        log.info('done');
      });

    await Promise.all([work('e-1'), work('e-2')]);
    log.info('outside');

    const idsOf = (msg: string) => lines.filter((line) => line.msg === msg).map(({ correlationId }) => correlationId);
    expect(idsOf('begun')).toEqual(['e-1', 'e-2']);
    expect(idsOf('done').sort()).toEqual(['e-1', 'e-2']);
    expect(idsOf('outside')).toEqual([undefined]);
  });

  it('hides tokens and authorization headers', () => {
    log.info(
      { token: 'xoxb-1', client: { token: 'xoxb-2' }, request: { headers: { authorization: 'Bearer 3' } } },
      'x',
    );

    expect(JSON.stringify(lines)).not.toMatch(/xoxb|Bearer/);
  });
});
