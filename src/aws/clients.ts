import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuildClient } from '@aws-sdk/client-codebuild';
import { CodeCommitClient } from '@aws-sdk/client-codecommit';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { assumedRole } from './assumed-role';
import type { Place } from './places';

/** Milliseconds: a call that hangs must not outlive the lease of the intent it belongs to. */
const TIMEOUTS = { connectionTimeout: 3_000, requestTimeout: 10_000 };

/** Longer than an SQS long poll (20 s). */
const POLL_TIMEOUTS = { connectionTimeout: 3_000, requestTimeout: 30_000 };

/** The SDK clients of the bot's own things: region, credentials and endpoints come from the environment. */
export function createClients() {
  return {
    document: DynamoDBDocumentClient.from(new DynamoDBClient({ requestHandler: TIMEOUTS }), {
      marshallOptions: { removeUndefinedValues: true },
    }),
    // The queue's URL is its name; where requests go is a matter of the configured endpoint alone.
    sqs: new SQSClient({ useQueueUrlAsEndpoint: false, requestHandler: POLL_TIMEOUTS }),
    sts: new STSClient({ requestHandler: TIMEOUTS }),
  };
}

/** The SDK clients for what pipelines and projects have in one place. */
export function createClientsIn({ region, roleArn, externalId }: Place, sts: STSClient) {
  const settings = {
    requestHandler: TIMEOUTS,
    ...(region && { region }),
    ...(roleArn && { credentials: assumedRole(sts, { roleArn, externalId }) }),
  };
  return {
    codepipeline: new CodePipelineClient(settings),
    /** For calls without an idempotency token: sent once, and after a fault the truth is read before anything else. */
    codepipelineOnce: new CodePipelineClient({ ...settings, maxAttempts: 1 }),
    codebuild: new CodeBuildClient(settings),
    codecommit: new CodeCommitClient(settings),
    logs: new CloudWatchLogsClient(settings),
    sagemaker: new SageMakerClient(settings),
    /** As `codepipelineOnce`, for answers in the model registry. */
    sagemakerOnce: new SageMakerClient({ ...settings, maxAttempts: 1 }),
    cloudwatch: new CloudWatchClient(settings),
  };
}
