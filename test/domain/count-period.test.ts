import { countPeriod } from '../../src/domain/digest/count-period';
import type { Execution } from '../../src/domain/executions/execution';
import { anExecution } from '../support/builders/facts';

const at = (text: string) => new Date(`2026-03-${text}:00Z`);
const PERIOD = { from: at('02T00:00'), to: at('03T00:00') };

const stage = (name: string, endedAt: Date) => ({ name, status: 'Succeeded' as const, attempt: 1, endedAt });
const released = (deployedAt: Date, rest: Partial<Execution> = {}) =>
  anExecution({
    status: 'Succeeded',
    startedAt: at('01T09:00'),
    endedAt: deployedAt,
    stageNames: ['Build', 'Deploy'],
    stages: [stage('Build', at('01T09:10')), stage('Deploy', deployedAt)],
    ...rest,
  });

describe('the numbers of a day', () => {
  const count = (...executions: Execution[]) => countPeriod(executions, PERIOD, undefined);

  it('count a release by when it was deployed, whenever it was started', () => {
    expect(count(released(at('02T10:00')), released(at('03T00:00')), released(at('01T23:59')))).toMatchObject({
      started: 0,
      releases: 1,
    });
  });

  it('tell rollbacks from releases', () => {
    const rollback = released(at('02T11:00'), { rollbackOf: 'earlier', startedAt: at('02T10:59') });

    expect(count(released(at('02T10:00')), rollback)).toMatchObject({ started: 1, releases: 1, rollbacks: 1 });
  });

  it('count failures and what ended otherwise, but nothing that is still under way', () => {
    const ended = (status: Execution['status']) => anExecution({ status, endedAt: at('02T12:00') });

    expect(
      count(ended('Failed'), ended('Stopped'), ended('Superseded'), ended('Cancelled'), anExecution()),
    ).toMatchObject({ failures: 1, others: 3, releases: 0 });
  });

  it('are about the deploy stage that the configuration names', () => {
    const canary = released(at('03T10:00'), { stages: [stage('Build', at('02T10:00'))] });

    expect(countPeriod([canary], PERIOD, 'Build')).toMatchObject({ releases: 1 });
    expect(countPeriod([canary], PERIOD, 'Deploy')).toMatchObject({ releases: 0 });
  });
});
