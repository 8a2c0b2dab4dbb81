import { dynamoAlarmRings } from '../../../src/aws/dynamo-alarm-rings';
import { dynamoApprovals } from '../../../src/aws/dynamo-approvals';
import { dynamoExecutions } from '../../../src/aws/dynamo-executions';
import { dynamoHomes } from '../../../src/aws/dynamo-homes';
import { dynamoLocks } from '../../../src/aws/dynamo-locks';
import { dynamoReleases } from '../../../src/aws/dynamo-releases';
import type { Table } from '../../../src/aws/versioned-items';
import { applyAlarms } from '../../../src/domain/alarms/ring';
import { productionOf } from '../../../src/domain/releases/production';
import { ADA, anApproval, anExecution, aRelease } from '../../support/builders/facts';
import { aPolicy } from '../../support/builders/policies';
import { type DynamoDb, startDynalite } from '../../support/dynamodb';
import { homeBench } from '../../support/home-bench';

const NINE = new Date('2026-03-02T09:00:00.000Z');
/** Pipelines in which everything goes on, and on a page. */
const [BUSY, PAGE] = [3, 20];

/** Calls of one opening: what is open, under way, locked, rings; and the record of who has opened it, thrice read and written. */
const ONCE = 4 + 6;
/** The newest of those under way and of those that have ended; what production serves, and its release. */
const EACH_ON_THE_PAGE = 4;

describe('opening a Home tab', () => {
  let server: DynamoDb;
  beforeAll(async () => {
    server = await startDynalite();
  });
  afterAll(() => server.close());

  it('costs as many calls with a hundred pipelines as with the twenty of a page', async () => {
    const calls = { one: await callsWith(1), aPage: await callsWith(PAGE), aHundred: await callsWith(100) };

    expect(calls).toEqual({
      one: ONCE + EACH_ON_THE_PAGE,
      aPage: ONCE + PAGE * EACH_ON_THE_PAGE,
      aHundred: ONCE + PAGE * EACH_ON_THE_PAGE,
    });
  });

  async function callsWith(pipelines: number): Promise<number> {
    const { state } = await server.createTables();
    const names = Array.from({ length: pipelines }, (_, index) => `p${100 + index}`);
    await Promise.all(names.slice(0, PAGE).map((name) => serves(state, name)));
    await Promise.all(names.slice(0, BUSY).map((name) => goesOn(state, name)));
    const counting = countingCalls(state);
    const policies = names.map((name) => aPolicy({ name, alarms: ['drift'] }));
    const bench = homeBench({ policies, stores: storesOver(state) });

    await bench.task().openHome({ slackId: 'U0ADA' });

    expect(bench.tabs.says('U0ADA')).toMatch(/locked by .* drift rings.*production `1\.4\.0`/);
    counting.end();
    return counting.calls();
  }
});

const storesOver = (table: Table) => ({
  approvals: dynamoApprovals(table),
  executions: dynamoExecutions(table),
  locks: dynamoLocks(table),
  alarmRings: dynamoAlarmRings(table),
  homes: dynamoHomes(table),
  productionOf: productionOf({
    releases: dynamoReleases(table),
    findReleases: () => Promise.reject(new Error('its history has been looked through')),
  }),
});

async function serves(table: Table, pipeline: string): Promise<void> {
  const release = aRelease({ pipeline });
  const releases = dynamoReleases(table);
  await releases.update(pipeline, release.executionId, () => release);
  const { executionId, releasedAt, stage } = release;
  await releases.updateProduction(pipeline, () => ({
    ...{ pipeline, stage, foundAt: NINE, servesId: executionId, last: { executionId, releasedAt } },
  }));
}

async function goesOn(table: Table, pipeline: string): Promise<void> {
  const { approvals, executions, locks, alarmRings } = storesOver(table);
  const [approval, execution] = [anApproval({ pipeline }), anExecution({ pipeline })];
  await approvals.update(approval.approvalId, () => approval);
  await executions.update(pipeline, execution.executionId, () => execution);
  const lock = { lockId: 'lock-1', by: ADA, reason: 'audit', since: NINE, stage: 'Deploy' };
  await locks.update(pipeline, () => ({ pipeline, current: lock, ended: [] }));
  const drift = { kind: 'alarm', name: 'drift', state: 'ringing', reason: 'x', since: NINE } as const;
  await alarmRings.update(pipeline, () => applyAlarms({ pipeline, rings: [] }, [drift]));
}

/** Counts what the client of a table sends, from now until `end`. */
function countingCalls({ document }: Table) {
  let calls = 0;
  const name = 'count-calls';
  document.middlewareStack.add(
    (next) => (args) => {
      calls += 1;
      return next(args);
    },
    { step: 'initialize', name },
  );
  return { calls: () => calls, end: () => document.middlewareStack.remove(name) };
}
