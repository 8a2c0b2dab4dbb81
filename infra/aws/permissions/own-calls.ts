import type { Call, Reach, Restriction } from './permission';

/** What the bot has for itself. */
export const OWN_REACHES = {
  stateTable: { words: 'the state table', family: 'StateTable' },
  stateIndex: { words: 'the index of the state table', family: 'StateIndex' },
  auditTable: { words: 'the audit table', family: 'AuditTable' },
  auditIndexes: { words: 'the indexes of the audit table', family: 'AuditIndexes' },
  queue: { words: 'the queue of events', family: 'Queue' },
  deadLetters: { words: 'the dead-letter queue', family: 'DeadLetters' },
  rolesElsewhere: { words: 'the roles that the configuration names', family: 'RolesElsewhere' },
  configuration: { words: 'the one object that is the configuration', family: 'Configuration' },
  anchors: {
    words: 'the anchors in the bucket with Object Lock',
    family: 'Anchors',
    wide: 'There is one object per anchor, and new ones all the time; nothing else is in the bucket.',
  },
  anchorBucket: { words: 'the bucket of the anchors', family: 'AnchorBucket' },
} as const satisfies Record<string, Reach>;

export type OwnReachName = keyof typeof OWN_REACHES;

interface OwnCall extends Call {
  on: OwnReachName;
  only?: Restriction;
}

/** Everything that the bot calls beside the gateways: one statement per table, queue and role. */
export const OWN_CALLS: readonly OwnCall[] = [
  {
    ...{ sid: 'KeepState', does: 'Keeps what it must remember', port: 'state table', on: 'stateTable' },
    by: {
      'aws/versioned-items.ts': ['getItem', 'itemsOf'],
      'aws/dynamo-leases.ts': ['leases'],
      'aws/dynamo-pending-intents.ts': ['pendingIntents'],
      'aws/dynamo-seen-events.ts': ['seenEvents'],
      'aws/start-checks.ts': ['stateTableTrouble'],
    },
    actions: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  },
  {
    ...{ sid: 'ListState', does: 'Lists what it remembers', port: 'state table', on: 'stateIndex' },
    by: { 'aws/versioned-items.ts': ['listItems'], 'aws/start-checks.ts': ['stateTableTrouble'] },
    actions: ['dynamodb:Query'],
  },
  {
    sid: 'WriteAudit',
    does: 'Adds to the audit log and reads it. It cannot delete. IAM has no key against overwriting by PutItem: each write of the code has a condition against it, and the alarm of the table’s stream and the anchors show it if anything does',
    ...{ port: 'audit table', on: 'auditTable' },
    by: {
      'aws/dynamo-audit-log.ts': ['append', 'appendOutcome', 'appendOnce', 'after'],
      'aws/audit-chain-page.ts': ['chainPage'],
      'aws/audit-records-at.ts': ['auditItemsAt'],
      'aws/audit-walks.ts': ['beginnings'],
      'aws/start-checks.ts': ['auditTableTrouble'],
    },
    actions: ['dynamodb:PutItem', 'dynamodb:Query'],
  },
  {
    sid: 'SearchAudit',
    does: 'Finds audit records by person, by action and by day',
    ...{ port: 'audit table', on: 'auditIndexes' },
    by: { 'aws/audit-walks.ts': ['indexWalk'] },
    actions: ['dynamodb:Query'],
  },
  {
    ...{ sid: 'TakeEvents', does: 'Takes events, and deletes what is handled', port: 'queue', on: 'queue' },
    by: { 'aws/queue-intake.ts': ['start'] },
    actions: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:ReceiveMessage'],
  },
  {
    ...{ sid: 'FindDeadLetters', does: 'Asks the queue for its dead-letter queue', port: 'queue', on: 'queue' },
    by: { 'aws/set-aside.ts': ['setAside'], 'aws/start-checks.ts': ['queueTrouble'] },
    actions: ['sqs:GetQueueAttributes'],
  },
  {
    ...{ sid: 'SetAside', does: 'Sets malformed messages aside', port: 'queue', on: 'deadLetters' },
    by: { 'aws/set-aside.ts': ['setAside'] },
    actions: ['sqs:SendMessage'],
  },
  {
    sid: 'WorkElsewhere',
    does: 'Assumes the role of a pipeline in another account',
    ...{ port: 'credentials', on: 'rolesElsewhere' },
    by: { 'aws/assumed-role.ts': ['assumedRole'] },
    actions: ['sts:AssumeRole'],
  },
  {
    ...{ sid: 'ReadConfiguration', does: 'Reads mlpipeline.yaml at start', port: 'configuration', on: 'configuration' },
    by: { 'config/s3-object.ts': ['readS3Object'] },
    actions: ['s3:GetObject'],
  },
  {
    sid: 'ReadAnchors',
    does: 'Reads anchors that differ from the record. It can neither write nor delete one',
    ...{ port: 'anchors', on: 'anchors' },
    by: { 'aws/bucket-anchors.ts': ['compare'] },
    actions: ['s3:GetObject'],
  },
  {
    ...{ sid: 'ListAnchors', does: 'Compares the record with its anchors', port: 'anchors', on: 'anchorBucket' },
    by: { 'aws/bucket-anchors.ts': ['compare', 'newestBeyond', 'chains'] },
    actions: ['s3:ListBucket'],
    only: {
      why: 'The bucket has nothing but anchors; whatever somebody puts beside them is not the bot’s to list.',
      conditions: { StringLike: { 's3:prefix': 'anchors/*' } },
    },
  },
];
