import { join } from 'node:path';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { FilterPattern, LogGroup, MetricFilter, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { CHANGED } from '../lambda/audit-changed';
import { acknowledgeWildcards } from './wildcards';

interface AuditAnchorProps {
  /** Its stream is on. */
  auditTable: ITable;
  /** Where batches go that could not be anchored for a day. */
  failures: IQueue;
  /** How long nobody can delete an anchor. */
  retention: Duration;
  /** Under `compliance` not even the account's owner can shorten it; under `governance` a permission of its own can. */
  mode: 'governance' | 'compliance';
}

/** Namespace and name of the one metric of its own. */
export const RECORDS_CHANGED = { namespace: 'mlpipeline', metricName: 'AuditRecordsChanged' } as const;

/**
 * What proves that the audit table was not rewritten: the newest hash of every chain, in a bucket with Object Lock. The
 * bot has no permission on it; the only Lambda function of the stack writes there, from the table's stream.
 */
export class AuditAnchor extends Construct {
  readonly bucket: Bucket;
  readonly anchoring: NodejsFunction;

  constructor(scope: Construct, id: string, { auditTable, failures, retention, mode }: AuditAnchorProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      objectLockEnabled: true,
      objectLockDefaultRetention:
        mode === 'compliance' ? ObjectLockRetention.compliance(retention) : ObjectLockRetention.governance(retention),
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason: 'Its objects are hashes and cannot be changed; who reads them is in CloudTrail where data events are on.',
    });

    // Object Lock keeps every version, but a deletion without one puts a marker that hides the anchor from a listing
    // (Amazon S3 User Guide, Managing Object Lock). Nobody needs that; who may change this policy is in CloudTrail.
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'HideNoAnchor',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:DeleteObject'],
        resources: [this.bucket.arnForObjects('*')],
      }),
    );

    const logGroup = new LogGroup(this, 'Log', { retention: RetentionDays.ONE_YEAR });
    this.anchoring = new NodejsFunction(this, 'Anchoring', {
      description: 'mlpipeline: publishes the newest hash of each audit chain',
      entry: join(__dirname, '../lambda/anchor-audit.ts'),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      timeout: Duration.seconds(30),
      // The SDK is in the runtime.
      bundling: { externalModules: ['@aws-sdk/*'], target: 'node24' },
      environment: { ANCHOR_BUCKET: this.bucket.bucketName },
      role: this.roleFor(logGroup),
      logGroup,
    });
    this.anchoring.addEventSource(
      new DynamoEventSource(auditTable, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        maxBatchingWindow: Duration.seconds(5),
        batchSize: 100,
        bisectBatchOnError: true,
        // A stream keeps its records for a day (DynamoDB Developer Guide).
        maxRecordAge: Duration.hours(23),
        onFailure: new SqsDlq(failures),
      }),
    );
    new MetricFilter(this, 'Changes', {
      logGroup,
      filterPattern: FilterPattern.stringValue('$.msg', '=', CHANGED),
      metricNamespace: RECORDS_CHANGED.namespace,
      metricName: RECORDS_CHANGED.metricName,
    });
  }

  private roleFor(logGroup: LogGroup): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        sid: 'WriteAnchors',
        actions: ['s3:PutObject'],
        resources: [this.bucket.arnForObjects('anchors/*')],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'WriteLog',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    acknowledgeWildcards(role, [
      {
        resource: this.bucket.arnForObjects('anchors/*'),
        reason: 'One object per chain and batch; none can be read or deleted.',
      },
      { resource: '*', reason: 'dynamodb:ListStreams is of no single stream (Service Authorization Reference).' },
    ]);
    return role;
  }
}
