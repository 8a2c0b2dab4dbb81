import { createClients, createClientsIn } from './aws/clients';
import { codebuildGateway } from './aws/codebuild-gateway';
import { codecommitGateway } from './aws/codecommit-gateway';
import { codepipelineGateway } from './aws/codepipeline-gateway';
import { dynamoApprovals } from './aws/dynamo-approvals';
import { dynamoAuditLog } from './aws/dynamo-audit-log';
import { dynamoBuilds } from './aws/dynamo-builds';
import { dynamoCards } from './aws/dynamo-cards';
import { dynamoExecutions } from './aws/dynamo-executions';
import { dynamoLeases } from './aws/dynamo-leases';
import { dynamoLocks } from './aws/dynamo-locks';
import { dynamoMutes } from './aws/dynamo-mutes';
import { dynamoPendingIntents } from './aws/dynamo-pending-intents';
import { dynamoSeenEvents } from './aws/dynamo-seen-events';
import { dynamoSubscriptions } from './aws/dynamo-subscriptions';
import { isFromItsPlace, ownAccountBy } from './aws/event-place';
import { logsGateway } from './aws/logs-gateway';
import { oncePerPlace, type PlaceOf, routed } from './aws/places';
import { queueIntake } from './aws/queue-intake';
import type { Environment } from './config/schema';
import type { Policies } from './domain/policies/policy';
import type { BuildRequest, Builds } from './domain/ports/builds';
import type { Logs } from './domain/ports/logs';
import { type Owner, ofPipeline, ofProject } from './domain/ports/owner';
import type { Pipelines } from './domain/ports/pipelines';
import type { Repositories } from './domain/ports/repositories';
import type { Log } from './log';
import type { Metrics } from './metrics';

interface BuildAwsDeps {
  placeOf: PlaceOf;
  policies: Policies;
  metrics: Metrics;
  log: Log;
  now: () => Date;
}

/** Everything of AWS, behind its ports. What pipelines and projects have is where `placeOf` says, the rest is the bot's own. */
export function buildAws(environment: Environment, { placeOf, policies, metrics, log, now }: BuildAwsDeps) {
  const clients = createClients();
  const gatewaysIn = oncePerPlace((place) => {
    const { codepipeline, codepipelineOnce, codebuild, codecommit, logs } = createClientsIn(place, clients.sts);
    return {
      pipelines: codepipelineGateway({ client: codepipeline, once: codepipelineOnce }),
      builds: codebuildGateway({ client: codebuild }),
      repositories: codecommitGateway({ client: codecommit }),
      logs: logsGateway({ client: logs }),
    };
  });
  const state = { document: clients.document, tableName: environment.MLPIPELINE_STATE_TABLE };
  const audit = { document: clients.document, tableName: environment.MLPIPELINE_AUDIT_TABLE };
  return {
    executions: dynamoExecutions(state),
    approvals: dynamoApprovals(state),
    buildRecords: dynamoBuilds(state),
    cards: dynamoCards(state, now),
    leases: dynamoLeases(state),
    locks: dynamoLocks(state),
    mutes: dynamoMutes(state),
    subscriptions: dynamoSubscriptions(state),
    pending: dynamoPendingIntents(state, now),
    audit: dynamoAuditLog(audit),
    pipelines: routed<Pipelines>(
      (place) => gatewaysIn(place).pipelines,
      placeOf,
      ([named]) => ofPipeline(typeof named === 'string' ? named : named.pipeline),
    ),
    builds: routed<Builds>(
      (place) => gatewaysIn(place).builds,
      placeOf,
      ([named, owner]) => (typeof owner === 'object' ? owner : ofProject(projectIn(named))),
    ),
    logs: routed<Logs>(
      (place) => gatewaysIn(place).logs,
      placeOf,
      ([, owner]) => owner,
    ),
    repositories: routed<Repositories>(
      (place) => gatewaysIn(place).repositories,
      placeOf,
      (args) => args.at(-1) as Owner,
    ),
    intake: queueIntake({
      client: clients.sqs,
      queueUrl: environment.MLPIPELINE_QUEUE_URL,
      seenEvents: dynamoSeenEvents(state),
      metrics,
      log,
      now,
      isFromItsPlace: isFromItsPlace({
        placeOf,
        policies,
        ownRegion: environment.AWS_REGION,
        ownAccount: ownAccountBy(clients.sts, log),
      }),
    }),
  };
}

/** What is asked of a project names it: by itself, or within a request. */
const projectIn = (named: string | BuildRequest | readonly string[]): string =>
  typeof named === 'object' && 'project' in named ? named.project : String(named);
