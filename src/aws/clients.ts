import { CodeBuildClient } from '@aws-sdk/client-codebuild';
import { CodeCommitClient } from '@aws-sdk/client-codecommit';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Milliseconds: a call that hangs must not outlive the lease of the intent it belongs to. */
const TIMEOUTS = { connectionTimeout: 3_000, requestTimeout: 10_000 };

/** Longer than an SQS long poll (20 s). */
const POLL_TIMEOUTS = { connectionTimeout: 3_000, requestTimeout: 30_000 };

/** The SDK clients: region, credentials and endpoints come from the environment, as the SDK reads it. */
export function createClients() {
  return {
    codepipeline: new CodePipelineClient({ requestHandler: TIMEOUTS }),
    /** For calls without an idempotency token: sent once, and after a fault the truth is read before anything else. */
    codepipelineOnce: new CodePipelineClient({ requestHandler: TIMEOUTS, maxAttempts: 1 }),
    codebuild: new CodeBuildClient({ requestHandler: TIMEOUTS }),
    codecommit: new CodeCommitClient({ requestHandler: TIMEOUTS }),
    document: DynamoDBDocumentClient.from(new DynamoDBClient({ requestHandler: TIMEOUTS }), {
      marshallOptions: { removeUndefinedValues: true },
    }),
    // The queue's URL is its name; where requests go is a matter of the configured endpoint alone.
    sqs: new SQSClient({ useQueueUrlAsEndpoint: false, requestHandler: POLL_TIMEOUTS }),
  };
}
