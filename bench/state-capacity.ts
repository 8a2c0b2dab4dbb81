import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoApprovals } from '../src/aws/dynamo-approvals';
import { dynamoExecutions } from '../src/aws/dynamo-executions';
import { dynamoLocks } from '../src/aws/dynamo-locks';
import { dynamoReleases } from '../src/aws/dynamo-releases';
import { dynamoSubscriptions } from '../src/aws/dynamo-subscriptions';
import { CHARTED } from '../src/domain/releases/chart-of-releases';
import { readArguments, splitCommand } from '../src/slack/command-arguments';
import { statusCommand } from '../src/slack/executions/status-command';
import { aPolicy } from '../test/support/builders/policies';
import { Clock } from '../test/support/fakes/clock';
import { ada, useCaseBench } from '../test/support/use-case-bench';
import { type Costs, countingCapacity } from './capacity';
import { NOON, PIPELINES } from './state-history';

const DAY_MS = 24 * 3_600_000;

/**
 * What each question that people ask of the state table costs, in read capacity units, as DynamoDB itself counts them: the
 * same use cases and commands as in the bot, over the real stores.
 */
export async function capacityOfQuestions(document: DynamoDBDocumentClient, tableName: string): Promise<Costs> {
  const counting = countingCapacity(document);
  const costs: Record<string, number> = {};
  for (const [question, ask] of Object.entries(questionsOver({ document, tableName }))) {
    const before = counting.units();
    await ask();
    costs[question] = counting.units() - before;
  }
  counting.end();
  return costs;
}

function questionsOver(table: { document: DynamoDBDocumentClient; tableName: string }) {
  const [pipeline] = PIPELINES;
  const policy = aPolicy({ name: pipeline });
  const bench = useCaseBench(policy, new Clock(NOON));
  const stores = {
    approvals: dynamoApprovals(table),
    executions: dynamoExecutions(table),
    releases: dynamoReleases(table),
    locks: dynamoLocks(table),
    subscriptions: dynamoSubscriptions(table),
  };
  const ports = { ...bench.ports, ...stores };
  const useCases = bench.processOver(ports);
  const status = statusCommand({ ...ports, ...useCases, policies: bench.policies, now: bench.clock.now });
  const period = { from: new Date(NOON.getTime() - DAY_MS), to: NOON };
  return {
    status: async () => {
      let said = '';
      const [, ...words] = splitCommand(`status ${pipeline}`);
      const respond = async (answer: object) => {
        said += JSON.stringify(answer);
      };
      const typed = { respond, caller: ada, args: readArguments(words, status) };
      // Of a typed command it reads these three; the others belong to Slack.
      await status.run(typed as unknown as Parameters<typeof status.run>[0]);
      meant(said.includes('waits in') && said.includes('*Production*'), 'status tells of what waits and is served');
    },
    'a page of releases': async () => {
      const page = await useCases.listReleases(policy, { from: 0, size: CHARTED });
      meant(page.releases.length === CHARTED, 'a page of releases is full');
    },
    'a digest': async () => {
      const digest = await useCases.readDigest({ pipelines: [policy], period, timeZone: 'UTC' });
      meant(digest.pipelines.length === 1 && digest.days.length > 0, 'a digest tells of its pipeline');
    },
    'pending approvals of a pipeline': async () => {
      meant((await stores.approvals.open(pipeline)).length === 2, 'two approvals of the pipeline wait');
    },
    'pending approvals everywhere': async () => {
      meant((await stores.approvals.openEverywhere()).length === 2 * PIPELINES.length, 'two of each pipeline wait');
    },
    'executions under way': async () => {
      meant((await stores.executions.open(pipeline)).length === 2, 'two executions are under way');
    },
  };
}

/** A question that is not answered would be cheap. */
function meant(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`It is not as meant: ${what}.`);
}
