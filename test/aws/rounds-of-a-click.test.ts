import { dynamoApprovals } from '../../src/aws/dynamo-approvals';
import { dynamoAuditLog } from '../../src/aws/dynamo-audit-log';
import { dynamoCommits } from '../../src/aws/dynamo-commits';
import { dynamoExecutions } from '../../src/aws/dynamo-executions';
import { dynamoLeases } from '../../src/aws/dynamo-leases';
import { dynamoLocks } from '../../src/aws/dynamo-locks';
import { dynamoPendingIntents } from '../../src/aws/dynamo-pending-intents';
import { dynamoReleases } from '../../src/aws/dynamo-releases';
import type { Approval } from '../../src/domain/approvals/approval';
import { ACTION, approvalKey } from '../../src/slack/ids';
import { isFirst } from '../../src/slack/only-once';
import { readingAhead } from '../../src/slack/read-ahead';
import { aPolicyAsking } from '../support/builders/policies';
import { type DynamoDb, startDynalite } from '../support/dynamodb';
import { FakeNotifier } from '../support/fakes/fake-notifier';
import { RoundsOfCalls } from '../support/rounds-of-calls';
import { clickOn, useCaseBench } from '../support/use-case-bench';

/**
 * From the press of Approve to CodePipeline, calls go one after the other at most this often. Another round is another
 * round trip that a person waits for: docs/performance.md says which rule each of them is for.
 */
describe('a click on Approve', () => {
  let server: DynamoDb;
  beforeAll(async () => {
    server = await startDynalite();
  });
  afterAll(() => server.close());

  it('takes eight rounds of calls, the answer to CodePipeline the last of them', async () => {
    const bench = useCaseBench(aPolicyAsking({ alarms: ['drift'] }));
    const { state, audit } = await server.createTables();
    const { now } = bench.clock;
    const seen = new RoundsOfCalls();
    const document = seen.throughDocument(server.document);
    const stores = storesIn({ ...state, document }, { ...audit, document });
    const { approvals, readAhead } = readingAhead(stores.approvals, now);
    const { pipelines, builds, alarms, repositories } = seen.through({
      ...{ pipelines: bench.pipelines, builds: bench.builds },
      ...{ alarms: bench.alarms, repositories: bench.repositories },
    });
    const useCases = bench.processOver({
      ...{ ...bench.ports, ...stores, approvals, notifier: new FakeNotifier() },
      ...{ pipelines, builds, alarms, repositories },
    });
    bench.alarms.comes('drift', 'quiet');
    // A release in production to compare with, and a record that has begun.
    const first = await asked('First');
    await useCases.decideApproval(clickOn(first));
    bench.pipelines.deployed(first.evidence.executionId ?? '');
    bench.clock.advance(1_000);
    const second = await asked('Second');
    seen.rounds.length = 0;

    await readAhead({ type: 'block_actions', actions: [press(second)] }, async () => {
      if (await isFirst({ leases: stores.leases, now }, 'trigger-1')) await useCases.decideApproval(clickOn(second));
    });

    const answer = seen.rounds.findIndex((calls) => calls.includes('pipelines.answerApproval'));
    expect(seen.rounds.slice(0, answer + 1)).toEqual([
      ['Get approval', 'Put lease'],
      [
        ...['Get execution', 'Get execution', 'Get production'],
        ...['pipelines.actions', 'pipelines.execution', 'pipelines.structure'],
      ],
      ['Get commit', 'Get release', 'builds.exportedVariables', 'builds.testResults', 'pipelines.succeededIn'],
      ['Put pending', 'Query audit'],
      ['Put audit'],
      ['Get approval', 'Get locks', 'Update pending', 'alarms.states', 'pipelines.openToken'],
      ['Put approval'],
      ['pipelines.answerApproval'],
    ]);

    async function asked(message: string): Promise<Approval> {
      bench.clock.advance(1_000);
      const { executionId, approvalId } = bench.pipelines.trained(message, { METRIC_ACCURACY: '0.97' });
      const commitId = (await bench.pipelines.execution('penguins', executionId))?.revision?.commitId ?? '';
      bench.repositories.pushed('penguins', 'main', { commitId, message });
      bench.pipelines.built(executionId, 'evaluate', `penguins-evaluate:${message}`, 'Succeeded');
      bench.builds.finished(`penguins-evaluate:${message}`, { passed: 3, failed: 0, skipped: 0, failing: [] });
      await useCases.reconcile();
      const approval = await stores.approvals.get(approvalId);
      if (!approval) throw new Error('nothing asks');
      return approval;
    }

    function storesIn(inState: typeof state, inAudit: typeof audit) {
      return {
        approvals: dynamoApprovals(inState),
        executions: dynamoExecutions(inState),
        releases: dynamoReleases(inState),
        commitRecords: dynamoCommits(inState),
        leases: dynamoLeases(inState),
        locks: dynamoLocks(inState),
        pending: dynamoPendingIntents(inState, now),
        audit: dynamoAuditLog(inAudit, now),
      };
    }
  });
});

const press = (approval: Approval) => ({ action_id: ACTION.approve, value: approvalKey(approval) });
