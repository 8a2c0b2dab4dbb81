import { createClients } from './aws/clients';
import { codebuildGateway } from './aws/codebuild-gateway';
import { codecommitGateway } from './aws/codecommit-gateway';
import { codepipelineGateway } from './aws/codepipeline-gateway';
import { dynamoApprovals } from './aws/dynamo-approvals';
import { dynamoAuditLog } from './aws/dynamo-audit-log';
import { dynamoCards } from './aws/dynamo-cards';
import { dynamoExecutions } from './aws/dynamo-executions';
import { dynamoLeases } from './aws/dynamo-leases';
import { dynamoLocks } from './aws/dynamo-locks';
import { dynamoPendingIntents } from './aws/dynamo-pending-intents';
import { queueIntake } from './aws/queue-intake';
import type { Environment } from './config/schema';
import type { Log } from './log';

/** Everything of AWS, behind its ports. */
export function buildAws(environment: Environment, now: () => Date, log: Log) {
  const clients = createClients();
  const state = { document: clients.document, tableName: environment.MLPIPELINE_STATE_TABLE };
  const audit = { document: clients.document, tableName: environment.MLPIPELINE_AUDIT_TABLE };
  return {
    executions: dynamoExecutions(state),
    approvals: dynamoApprovals(state),
    cards: dynamoCards(state, now),
    leases: dynamoLeases(state),
    locks: dynamoLocks(state),
    pending: dynamoPendingIntents(state, now),
    audit: dynamoAuditLog(audit),
    pipelines: codepipelineGateway({ client: clients.codepipeline, once: clients.codepipelineOnce }),
    builds: codebuildGateway({ client: clients.codebuild }),
    repositories: codecommitGateway({ client: clients.codecommit }),
    intake: queueIntake({ client: clients.sqs, queueUrl: environment.MLPIPELINE_QUEUE_URL, log }),
  };
}
