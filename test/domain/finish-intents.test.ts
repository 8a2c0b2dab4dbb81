import { audited } from '../../src/domain/audit/audited';
import { finishPendingIntents } from '../../src/domain/audit/finish-intents';
import { NotAllowed } from '../../src/domain/errors';
import { ADA, anEntry, anIntent } from '../support/builders/facts';
import { Clock } from '../support/fakes/clock';
import { fakeAuditLog } from '../support/fakes/fake-audit-log';
import { fakePendingIntents } from '../support/fakes/fake-pending-intents';

const HOUR_MS = 3_600_000;

describe('an intent whose end nobody can learn', () => {
  async function abandoned(resume: Record<string, () => Promise<void>>) {
    const clock = new Clock();
    const log = fakeAuditLog(clock.now);
    const problems: unknown[] = [];
    const deps = {
      ...{ audit: log, pending: fakePendingIntents(clock.now), now: clock.now, intentLeaseMs: 20_000, resume },
      onProblem: (problem: unknown) => problems.push(problem),
    };
    const intent = { chain: 'pipeline:penguins', actor: ADA, action: 'pipeline.stop', target: 'e-1', request: {} };
    await audited(deps, intent, () => Promise.reject(new Error('the process died'))).catch(() => undefined);
    return { clock, log, problems, pass: () => finishPendingIntents(deps) };
  }
  const gone = () => {
    const error = new Error('User is not authorized, token xoxb-1234567890-abcdef', {
      cause: new Error('denied by a policy'),
    });
    error.name = 'AccessDeniedException';
    return Promise.reject(error);
  };

  it('is asked after at every pass of a day, and nothing is said of it', async () => {
    const { clock, log, problems, pass } = await abandoned({ 'pipeline.stop': gone });

    clock.advance(HOUR_MS);
    await pass();
    clock.advance(22 * HOUR_MS);
    await pass();

    expect(problems).toHaveLength(2);
    expect(log.records.map(({ phase }) => phase)).toEqual(['intended']);
  });

  it('is marked after a day, with what was learned, and never asked after again', async () => {
    const { clock, log, problems, pass } = await abandoned({ 'pipeline.stop': gone });

    clock.advance(24 * HOUR_MS);
    await pass();
    clock.advance(HOUR_MS);
    await pass();

    expect(problems).toHaveLength(1);
    expect(log.records.map(({ phase }) => phase)).toEqual(['intended', 'failed']);
    expect(log.records[1]?.outcome).toEqual({
      said: 'Nobody knows what became of this: for a day AWS has not told. Please look there.',
      learned: 'AccessDeniedException: User is not authorized, token [redacted]; Error: denied by a policy',
    });
  });

  it('is marked, too, where this version of the app does not know its action', async () => {
    const { clock, log, pass } = await abandoned({});

    clock.advance(25 * HOUR_MS);
    await pass();

    expect(log.records[1]).toMatchObject({
      phase: 'failed',
      outcome: { learned: 'Error: no way to finish an intent of action pipeline.stop' },
    });
  });
});

describe('what processes have left between an intent and its outcome', () => {
  const EVER = new Date('9999-01-01T00:00:00.000Z');
  const MINUTE_MS = 60_000;
  let clock: Clock;
  let log: ReturnType<typeof fakeAuditLog>;
  let pending: ReturnType<typeof fakePendingIntents>;
  let resumed: string[];
  let problems: { what: string }[];

  beforeEach(() => {
    clock = new Clock();
    [log, pending] = [fakeAuditLog(clock.now), fakePendingIntents(clock.now)];
    [resumed, problems] = [[], []];
  });

  const own = (auditId = 'own') =>
    anIntent({ auditId, action: 'pipeline.stop', openedAt: clock.now(), dueAt: clock.now() });
  const pass = (finishing?: (auditId: string) => Promise<void>, marks = pending) =>
    finishPendingIntents({
      ...{ audit: log, pending: marks, now: clock.now, intentLeaseMs: 20_000 },
      resume: {
        'pipeline.stop': async ({ auditId }) => {
          resumed.push(auditId);
          await finishing?.(auditId);
        },
      },
      onProblem: (problem) => problems.push(problem),
    });
  const wrote = (auditId: string, phase: 'intended' | 'done') =>
    log.append(anEntry({ auditId, phase, at: clock.now(), action: 'pipeline.stop' }));
  const marks = () => pending.due(EVER);

  it('is given up where the intent was not even written, looked at once more, and then forgotten', async () => {
    await pending.open(own());

    await pass();
    const given = await marks();
    clock.advance(10 * MINUTE_MS);
    await pass();

    expect(given).toMatchObject([{ dropped: true, dueAt: clock.now() }]);
    expect([await marks(), resumed, log.records, problems]).toEqual([[], [], [], []]);
  });

  it('is on record as refused where the intent arrives after it was given up', async () => {
    await pending.open(own());
    await pass();
    await wrote('own', 'intended');
    clock.advance(10 * MINUTE_MS);

    await pass();

    expect(log.records).toMatchObject([
      { phase: 'intended' },
      { phase: 'refused', auditId: 'own', outcome: { code: 'request_expired' } },
    ]);
    expect([await marks(), resumed]).toEqual([[], []]);
  });

  it('is closed where its outcome is on record, and not done again', async () => {
    await pending.open(own());
    await wrote('own', 'intended');
    await wrote('own', 'done');

    await pass();

    expect([await marks(), resumed, log.records.length]).toEqual([[], [], 2]);
  });

  it('is left to a process that has taken it over meanwhile', async () => {
    await pending.open(own());
    await wrote('own', 'intended');

    await pass(undefined, { ...pending, takeOver: async () => false });

    expect([resumed, log.records.length]).toEqual([[], 1]);
  });

  it('is finished one by one, whatever becomes of the others, and only what is no refusal is a problem', async () => {
    for (const auditId of ['refused', 'out of order', 'fine']) {
      await pending.open(own(auditId));
      await wrote(auditId, 'intended');
    }

    const found = await pass(async (auditId) => {
      if (auditId === 'refused') throw new NotAllowed('Nobody may.');
      if (auditId === 'out of order') throw new Error('out of order');
    });

    expect(found).toBe(3);
    expect(resumed.toSorted()).toEqual(['fine', 'out of order', 'refused']);
    expect(problems).toMatchObject([{ what: 'intent out of order (pipeline.stop)' }]);
  });

  it('has as long as a process has, whoever takes it over', async () => {
    await pending.open(own());
    await wrote('own', 'intended');

    await pass(async () => {
      throw new Error('out of order');
    });

    expect(await marks()).toMatchObject([{ dueAt: new Date(clock.now().getTime() + 20_000) }]);
  });
});
