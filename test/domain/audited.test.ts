import { type AuditedDeps, audited } from '../../src/domain/audit/audited';
import { BadRequest, NotAllowed } from '../../src/domain/errors';
import type { AuditLog } from '../../src/domain/ports/audit-log';
import { ADA } from '../support/builders/facts';
import { Clock } from '../support/fakes/clock';
import { type FakeAuditLog, fakeAuditLog } from '../support/fakes/fake-audit-log';
import { fakePendingIntents } from '../support/fakes/fake-pending-intents';
import { failureOf } from '../support/use-case-bench';

const EVER = new Date('9999-01-01T00:00:00.000Z');

describe('an audited action', () => {
  let clock: Clock;
  let log: FakeAuditLog;
  let deps: AuditedDeps;

  beforeEach(() => {
    clock = new Clock();
    log = fakeAuditLog(clock.now);
    deps = { audit: log, pending: fakePendingIntents(clock.now), now: clock.now, intentLeaseMs: 20_000 };
  });

  const intent = {
    auditId: 'request-1',
    chain: 'pipeline:penguins',
    actor: ADA,
    action: 'pipeline.deploy',
    target: 'penguins',
    request: { branch: 'main' },
  };
  const phases = () => log.records.map(({ phase }) => phase);
  const unfinished = async () => (await deps.pending.due(EVER)).map(({ auditId }) => auditId);
  const act = async () => ({ result: 'e-1', outcome: { executionId: 'e-1' }, awsRequestId: 'r-1' });

  it('happens between its intent and its outcome', async () => {
    const seen: string[][] = [];

    const result = await audited(deps, intent, () => {
      seen.push(phases());
      return act();
    });

    expect(result).toBe('e-1');
    expect(seen).toEqual([['intended']]);
    expect(log.records).toMatchObject([
      { phase: 'intended', auditId: 'request-1', actor: ADA, request: { branch: 'main' } },
      { phase: 'done', auditId: 'request-1', outcome: { executionId: 'e-1' }, awsRequestId: 'r-1' },
    ]);
    expect(await unfinished()).toEqual([]);
  });

  it('does not happen where its intent cannot be written', async () => {
    const away: AuditLog = { ...log, append: () => Promise.reject(new Error('the audit table is away')) };
    const action = jest.fn(act);

    await expect(audited({ ...deps, audit: away }, intent, action)).rejects.toThrow('the audit table is away');

    expect(action).not.toHaveBeenCalled();
  });

  it('happens once per request id', async () => {
    const action = jest.fn(act);
    await audited(deps, intent, action);

    await expect(audited(deps, intent, action)).rejects.toMatchObject({ code: 'already_requested' });

    expect(action).toHaveBeenCalledTimes(1);
    expect(phases()).toEqual(['intended', 'done']);
  });

  it('records a refusal in its own words, and passes it on', async () => {
    const refusal = new BadRequest('The branch is gone.');

    const failure = await failureOf(audited(deps, intent, () => Promise.reject(refusal)));

    expect(failure).toBe(refusal);
    expect(log.records[1]).toMatchObject({
      phase: 'refused',
      outcome: { code: 'bad_request', said: 'The branch is gone.' },
    });
    expect(await unfinished()).toEqual([]);
  });

  it('is not on record as refused by a process that was slow: whoever has taken it over may have done it', async () => {
    const refusal = new BadRequest('Somebody else is at it.');

    const failure = await failureOf(
      audited(deps, intent, () => {
        clock.advance(deps.intentLeaseMs);
        return Promise.reject(refusal);
      }),
    );

    expect(failure).toMatchObject({ cause: refusal });
    expect(failure).not.toBe(refusal);
    expect(phases()).toEqual(['intended']);
    expect(await unfinished()).toEqual(['request-1']);
  });

  it('has on record who could do what was refused', async () => {
    const refusal = new NotAllowed('You may not.', ['U0BEA']);

    await failureOf(audited(deps, intent, () => Promise.reject(refusal)));

    expect(log.records[1]?.outcome).toEqual({ code: 'not_allowed', said: 'You may not.', people: ['U0BEA'] });
  });

  it.each([
    ['rests on what was read while its intent was confirmed', 2_000, ['as read']],
    ['reads anew what is old by then', 2_001, [undefined]],
  ])('%s', async (_what, tookMs, expected) => {
    const seen: unknown[] = [];
    const pending = {
      ...deps.pending,
      confirm: async (auditId: string) => {
        clock.advance(tookMs);
        return deps.pending.confirm(auditId);
      },
    };

    await audited(
      { ...deps, pending },
      intent,
      async (_pending, reading) => {
        seen.push(await reading);
        return act();
      },
      async () => 'as read',
    );

    expect(seen).toEqual(expected);
  });

  it('fails where it acts on what could not be read, and only then', async () => {
    const unread = new Error('not to be read');
    const read = () => Promise.reject(unread);

    expect(await audited(deps, intent, act, read)).toBe('e-1');
    expect(
      await failureOf(
        audited(
          { ...deps },
          { ...intent, auditId: 'request-2' },
          async (_pending, reading) => ({ ...(await act()), result: await reading }),
          read,
        ),
      ),
    ).toBe(unread);
  });

  it('stays open where nobody knows what came of it', async () => {
    await expect(audited(deps, intent, () => Promise.reject(new Error('timeout')))).rejects.toThrow('timeout');

    expect(phases()).toEqual(['intended']);
    expect(await unfinished()).toEqual(['request-1']);
  });

  it('is never recorded as refused or failed once it is done, though its outcome cannot be written', async () => {
    const appendOutcome = () => Promise.reject(new Error('the audit table is away'));

    const failure = await failureOf(audited({ ...deps, audit: { ...log, appendOutcome } }, intent, act));

    expect(failure).toMatchObject({ message: 'the audit table is away' });
    expect(phases()).toEqual(['intended']);
    expect(await unfinished()).toEqual(['request-1']);
  });

  it('does not happen where reconcile has given it up before its intent was written', async () => {
    const action = jest.fn(act);
    const append: AuditLog['append'] = async (entry) => {
      if (entry.phase === 'intended') await deps.pending.drop('request-1', EVER);
      return log.append(entry);
    };

    const failure = await failureOf(audited({ ...deps, audit: { ...log, append } }, intent, action));

    expect(failure).toMatchObject({ code: 'request_expired' });
    expect(action).not.toHaveBeenCalled();
    expect(phases()).toEqual(['intended', 'refused']);
  });

  it('does not happen again, and is not called undone, where reconcile has finished it before this process went on', async () => {
    const action = jest.fn(act);
    const append: AuditLog['append'] = async (entry) => {
      const record = await log.append(entry);
      await log.append({ ...entry, phase: 'done', outcome: { executionId: 'e-1' } });
      await deps.pending.close('request-1');
      return record;
    };

    const failure = await failureOf(audited({ ...deps, audit: { ...log, append } }, intent, action));

    expect(failure).toMatchObject({ code: 'already_requested' });
    expect(action).not.toHaveBeenCalled();
    expect(phases()).toEqual(['intended', 'done']);
  });

  it('leaves the outcome to whoever wrote it first, where it took longer than its lease', async () => {
    const slowly = async () => {
      clock.advance(20_000);
      await log.append({ ...intent, phase: 'done', at: clock.now(), outcome: { executionId: 'e-1' } });
      return act();
    };

    await audited(deps, intent, slowly);

    expect(phases()).toEqual(['intended', 'done']);
    expect(await unfinished()).toEqual([]);
  });
});
