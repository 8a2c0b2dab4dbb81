import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuildClient } from '@aws-sdk/client-codebuild';
import { CodeCommitClient } from '@aws-sdk/client-codecommit';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Metrics } from '../metrics';
import { assumedRole } from './assumed-role';
import { observed } from './observed-calls';
import type { Place } from './places';

/**
 * Milliseconds: a call that hangs must not outlive the lease of the intent it belongs to. Without the last key the SDK
 * only warns when the time is over (@smithy/types, NodeHttpHandlerOptions).
 */
const TIMEOUTS = { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true };

/** Longer than an SQS long poll (20 s). */
const POLL_TIMEOUTS = { ...TIMEOUTS, requestTimeout: 30_000 };

/** The SDK clients of the bot's own things: region, credentials and endpoints come from the environment. */
export function createClients(metrics: Metrics) {
  return {
    document: DynamoDBDocumentClient.from(observed(new DynamoDBClient({ requestHandler: TIMEOUTS }), metrics), {
      marshallOptions: { removeUndefinedValues: true },
    }),
    // The queue's URL is its name; where requests go is a matter of the configured endpoint alone.
    sqs: observed(new SQSClient({ useQueueUrlAsEndpoint: false, requestHandler: POLL_TIMEOUTS }), metrics),
    sts: observed(new STSClient({ requestHandler: TIMEOUTS }), metrics),
    // Path style reaches a bucket of any name, at any endpoint.
    s3: observed(new S3Client({ requestHandler: TIMEOUTS, forcePathStyle: true }), metrics),
  };
}

/** The SDK clients for what pipelines and projects have in one place. */
export function createClientsIn({ region, roleArn, externalId }: Place, sts: STSClient, metrics: Metrics) {
  const settings = {
    requestHandler: TIMEOUTS,
    ...(region && { region }),
    ...(roleArn && { credentials: assumedRole(sts, { roleArn, externalId }) }),
  };
  return {
    codepipeline: observed(new CodePipelineClient(settings), metrics),
    /** For calls without an idempotency token: sent once, and after a fault the truth is read before anything else. */
    codepipelineOnce: observed(new CodePipelineClient({ ...settings, maxAttempts: 1 }), metrics),
    codebuild: observed(new CodeBuildClient(settings), metrics),
    codecommit: observed(new CodeCommitClient(settings), metrics),
    logs: observed(new CloudWatchLogsClient(settings), metrics),
    sagemaker: observed(new SageMakerClient(settings), metrics),
    /** As `codepipelineOnce`, for answers in the model registry. */
    sagemakerOnce: observed(new SageMakerClient({ ...settings, maxAttempts: 1 }), metrics),
    cloudwatch: observed(new CloudWatchClient(settings), metrics),
  };
}
