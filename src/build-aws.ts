import { alarmsGateway } from './aws/alarms-gateway';
import { anchorSource } from './aws/anchor-source';
import { createClients, createClientsIn } from './aws/clients';
import { codebuildGateway } from './aws/codebuild-gateway';
import { codecommitGateway } from './aws/codecommit-gateway';
import { codepipelineGateway } from './aws/codepipeline-gateway';
import { dynamoAlarmRings } from './aws/dynamo-alarm-rings';
import { dynamoApprovals } from './aws/dynamo-approvals';
import { dynamoAuditLog } from './aws/dynamo-audit-log';
import { dynamoBuilds } from './aws/dynamo-builds';
import { dynamoCards } from './aws/dynamo-cards';
import { dynamoCommits } from './aws/dynamo-commits';
import { dynamoExecutions } from './aws/dynamo-executions';
import { dynamoHomes } from './aws/dynamo-homes';
import { dynamoLeases } from './aws/dynamo-leases';
import { dynamoLocks } from './aws/dynamo-locks';
import { dynamoModelPackages } from './aws/dynamo-model-packages';
import { dynamoMutes } from './aws/dynamo-mutes';
import { dynamoPendingIntents } from './aws/dynamo-pending-intents';
import { dynamoPullRequests } from './aws/dynamo-pull-requests';
import { dynamoReleases } from './aws/dynamo-releases';
import { dynamoSeenEvents } from './aws/dynamo-seen-events';
import { dynamoSubscriptions } from './aws/dynamo-subscriptions';
import { endpointsGateway } from './aws/endpoints-gateway';
import { isFromItsPlace, ownAccountBy } from './aws/event-place';
import { logsGateway } from './aws/logs-gateway';
import { modelRegistryGateway } from './aws/model-registry-gateway';
import { oncePerPlace, type PlaceOf, routed } from './aws/places';
import { pullRequestsGateway } from './aws/pull-requests-gateway';
import { queueIntake } from './aws/queue-intake';
import type { Environment } from './config/environment';
import type { Policies } from './domain/policies/policy';
import type { Alarms } from './domain/ports/alarms';
import type { BuildRequest, Builds } from './domain/ports/builds';
import type { Endpoints } from './domain/ports/endpoints';
import type { Logs } from './domain/ports/logs';
import type { ModelRegistry } from './domain/ports/model-registry';
import { type Owner, ofPipeline, ofProject } from './domain/ports/owner';
import type { Pipelines } from './domain/ports/pipelines';
import type { PullRequests } from './domain/ports/pull-requests';
import type { Repositories } from './domain/ports/repositories';
import type { Log } from './log';
import type { Metrics } from './metrics';
import { observedAuditLog } from './observed-audit-log';

interface BuildAwsDeps {
  placeOf: PlaceOf;
  policies: Policies;
  metrics: Metrics;
  log: Log;
  now: () => Date;
}

/** Everything of AWS, behind its ports. What pipelines and projects have is where `placeOf` says, the rest is the bot's own. */
export function buildAws(environment: Environment, { placeOf, policies, metrics, log, now }: BuildAwsDeps) {
  const clients = createClients(metrics);
  const gatewaysIn = oncePerPlace((place) => {
    const inPlace = createClientsIn(place, clients.sts, metrics);
    const { codepipeline, codepipelineOnce, codebuild, codecommit, logs, sagemaker, sagemakerOnce, cloudwatch } =
      inPlace;
    return {
      pipelines: codepipelineGateway({ client: codepipeline, once: codepipelineOnce }),
      builds: codebuildGateway({ client: codebuild }),
      repositories: codecommitGateway({ client: codecommit }),
      pullRequests: pullRequestsGateway({ client: codecommit }),
      logs: logsGateway({ client: logs }),
      modelRegistry: modelRegistryGateway({ client: sagemaker, once: sagemakerOnce }),
      alarms: alarmsGateway({ client: cloudwatch }),
      endpoints: endpointsGateway({ client: sagemaker, now }),
    };
  });
  const state = { document: clients.document, tableName: environment.MLPIPELINE_STATE_TABLE };
  const audit = { document: clients.document, tableName: environment.MLPIPELINE_AUDIT_TABLE };
  return {
    executions: dynamoExecutions(state),
    approvals: dynamoApprovals(state),
    buildRecords: dynamoBuilds(state),
    cards: dynamoCards(state, now),
    commitRecords: dynamoCommits(state),
    pullRequestRecords: dynamoPullRequests(state),
    modelPackages: dynamoModelPackages(state),
    alarmRings: dynamoAlarmRings(state),
    releases: dynamoReleases(state),
    leases: dynamoLeases(state),
    locks: dynamoLocks(state),
    mutes: dynamoMutes(state),
    homes: dynamoHomes(state),
    subscriptions: dynamoSubscriptions(state),
    pending: dynamoPendingIntents(state, now),
    audit: observedAuditLog(dynamoAuditLog(audit), { metrics, log }),
    /** Anchors in the bucket; a new source for each verification. */
    anchorSource: () => anchorSource(clients.s3, environment.MLPIPELINE_ANCHOR_BUCKET),
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
    repositories: routed<Repositories>((place) => gatewaysIn(place).repositories, placeOf, lastOf),
    pullRequests: routed<PullRequests>((place) => gatewaysIn(place).pullRequests, placeOf, lastOf),
    modelRegistry: routed<ModelRegistry>((place) => gatewaysIn(place).modelRegistry, placeOf, lastOf),
    alarms: routed<Alarms>((place) => gatewaysIn(place).alarms, placeOf, lastOf),
    endpoints: routed<Endpoints>((place) => gatewaysIn(place).endpoints, placeOf, lastOf),
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

/** Most calls name their owner last. */
const lastOf = (args: readonly unknown[]): Owner => args.at(-1) as Owner;

/** What is asked of a project names it: by itself, or within a request. */
const projectIn = (named: string | BuildRequest | readonly string[]): string =>
  typeof named === 'object' && 'project' in named ? named.project : String(named);
