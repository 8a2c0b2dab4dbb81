import { audited } from '../../src/domain/audit/audited';
import { finishPendingIntents } from '../../src/domain/audit/finish-intents';
import { ADA } from '../support/builders/facts';
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
