import { dynamoAlarmRings } from '../../src/aws/dynamo-alarm-rings';
import { dynamoApprovals } from '../../src/aws/dynamo-approvals';
import { dynamoAuditLog } from '../../src/aws/dynamo-audit-log';
import { dynamoBuilds } from '../../src/aws/dynamo-builds';
import { dynamoCards } from '../../src/aws/dynamo-cards';
import { dynamoCommits } from '../../src/aws/dynamo-commits';
import { dynamoExecutions } from '../../src/aws/dynamo-executions';
import { dynamoHomes } from '../../src/aws/dynamo-homes';
import { dynamoLeases } from '../../src/aws/dynamo-leases';
import { dynamoLocks } from '../../src/aws/dynamo-locks';
import { dynamoModelPackages } from '../../src/aws/dynamo-model-packages';
import { dynamoMutes } from '../../src/aws/dynamo-mutes';
import { dynamoPendingIntents } from '../../src/aws/dynamo-pending-intents';
import { dynamoPullRequests } from '../../src/aws/dynamo-pull-requests';
import { dynamoReleases } from '../../src/aws/dynamo-releases';
import { dynamoSeenEvents } from '../../src/aws/dynamo-seen-events';
import { dynamoSubscriptions } from '../../src/aws/dynamo-subscriptions';
import type { AlarmRings } from '../../src/domain/ports/alarm-rings';
import type { Approvals } from '../../src/domain/ports/approvals';
import type { AuditLog } from '../../src/domain/ports/audit-log';
import type { BuildRecords } from '../../src/domain/ports/build-records';
import type { Cards } from '../../src/domain/ports/cards';
import type { CommitRecords } from '../../src/domain/ports/commit-records';
import type { Executions } from '../../src/domain/ports/executions';
import type { Homes } from '../../src/domain/ports/homes';
import type { Leases } from '../../src/domain/ports/leases';
import type { Locks } from '../../src/domain/ports/locks';
import type { ModelPackageRecords } from '../../src/domain/ports/model-package-records';
import type { Mutes } from '../../src/domain/ports/mutes';
import type { PendingIntents } from '../../src/domain/ports/pending-intents';
import type { PullRequestRecords } from '../../src/domain/ports/pull-request-records';
import type { Releases } from '../../src/domain/ports/releases';
import type { SeenEvents } from '../../src/domain/ports/seen-events';
import type { Subscriptions } from '../../src/domain/ports/subscriptions';
import { connectDynamoDbLocal, type DynamoDb, emptied, startDynalite } from '../support/dynamodb';
import { Clock } from '../support/fakes/clock';
import { fakeAlarmRings } from '../support/fakes/fake-alarm-rings';
import { fakeApprovals } from '../support/fakes/fake-approvals';
import { fakeAuditLog } from '../support/fakes/fake-audit-log';
import { fakeBuildRecords } from '../support/fakes/fake-build-records';
import { fakeCards } from '../support/fakes/fake-cards';
import { fakeCommitRecords } from '../support/fakes/fake-commit-records';
import { fakeExecutions } from '../support/fakes/fake-executions';
import { fakeHomes } from '../support/fakes/fake-homes';
import { fakeLeases } from '../support/fakes/fake-leases';
import { fakeLocks } from '../support/fakes/fake-locks';
import { fakeModelPackageRecords } from '../support/fakes/fake-model-package-records';
import { fakeMutes } from '../support/fakes/fake-mutes';
import { fakePendingIntents } from '../support/fakes/fake-pending-intents';
import { fakePullRequestRecords } from '../support/fakes/fake-pull-request-records';
import { fakeReleases } from '../support/fakes/fake-releases';
import { fakeSeenEvents } from '../support/fakes/fake-seen-events';
import { fakeSubscriptions } from '../support/fakes/fake-subscriptions';
import { describeWith } from '../support/tools';

interface Stores {
  executions: Executions;
  approvals: Approvals;
  buildRecords: BuildRecords;
  commitRecords: CommitRecords;
  pullRequestRecords: PullRequestRecords;
  modelPackages: ModelPackageRecords;
  alarmRings: AlarmRings;
  releases: Releases;
  cards: Cards;
  leases: Leases;
  locks: Locks;
  mutes: Mutes;
  homes: Homes;
  subscriptions: Subscriptions;
  pending: PendingIntents;
  seenEvents: SeenEvents;
  audit: AuditLog;
  clock: Clock;
}

/** Milliseconds: DynamoDB Local is a Java process, and it may share two cores with other suites. */
const START_LIMIT_MS = 60_000;

/**
 * One contract, held by the fake, by the adapter over dynalite and by the adapter over DynamoDB Local: what domain tests
 * learn from the fakes is then true of DynamoDB.
 *
 * @param suite registers the tests; the function it is given returns the empty stores of the test at hand
 */
export function onEachStore(port: string, suite: (stores: () => Stores) => void): void {
  describe(`${port}, in memory`, () => {
    let stores: Stores;

    beforeEach(() => {
      stores = inMemory();
    });

    suite(() => stores);
  });

  describe(`${port}, over dynalite`, () => inDynamoDb(startDynalite, suite));

  describeWith('java with DynamoDB Local', `${port}, over DynamoDB Local`, (url) => {
    inDynamoDb(() => connectDynamoDbLocal(url), suite);
  });
}

function inDynamoDb(start: () => Promise<DynamoDb>, suite: (stores: () => Stores) => void): void {
  let server: DynamoDb;
  let tables: Tables;
  let stores: Stores;

  beforeAll(async () => {
    server = await start();
    tables = await server.createTables();
  }, START_LIMIT_MS);

  beforeEach(() => {
    stores = overDynamoDb(tables);
  });

  afterEach(() => Promise.all([emptied(tables.state), emptied(tables.audit)]), START_LIMIT_MS);

  afterAll(() => server.close());

  suite(() => stores);
}

function inMemory(): Stores {
  const clock = new Clock();
  return {
    executions: fakeExecutions(),
    approvals: fakeApprovals(),
    buildRecords: fakeBuildRecords(),
    commitRecords: fakeCommitRecords(),
    pullRequestRecords: fakePullRequestRecords(),
    modelPackages: fakeModelPackageRecords(),
    alarmRings: fakeAlarmRings(),
    releases: fakeReleases(),
    cards: fakeCards(),
    leases: fakeLeases(),
    locks: fakeLocks(),
    mutes: fakeMutes(),
    homes: fakeHomes(),
    subscriptions: fakeSubscriptions(),
    pending: fakePendingIntents(clock.now),
    seenEvents: fakeSeenEvents(),
    audit: fakeAuditLog(clock.now),
    clock,
  };
}

type Tables = Awaited<ReturnType<DynamoDb['createTables']>>;

function overDynamoDb({ state, audit }: Tables): Stores {
  const clock = new Clock();
  return {
    executions: dynamoExecutions(state),
    approvals: dynamoApprovals(state),
    buildRecords: dynamoBuilds(state),
    commitRecords: dynamoCommits(state),
    pullRequestRecords: dynamoPullRequests(state),
    modelPackages: dynamoModelPackages(state),
    alarmRings: dynamoAlarmRings(state),
    releases: dynamoReleases(state),
    cards: dynamoCards(state, clock.now),
    leases: dynamoLeases(state),
    locks: dynamoLocks(state),
    mutes: dynamoMutes(state),
    homes: dynamoHomes(state),
    subscriptions: dynamoSubscriptions(state),
    pending: dynamoPendingIntents(state, clock.now),
    seenEvents: dynamoSeenEvents(state),
    audit: dynamoAuditLog(audit, clock.now),
    clock,
  };
}
