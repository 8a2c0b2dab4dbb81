import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/**
 * The state table: one item per thing, found by its key, and one sparse index for lists.
 *
 *   pk                                  sk        listKey                    listOrder
 *   execution#<pipeline>#<execution>    item      executions#<pipeline>      <started at>#<execution>   once ended
 *                                                 open-executions            <pipeline>#<started at>#<execution>   until then
 *   release#<pipeline>#<execution>      item      releases#<pipeline>        <released at>#<execution>   for good
 *   production#<pipeline>               item      –                          –
 *   approval#<approval>                 item      open-approvals             <pipeline>#<requested at>#<approval>   while open
 *                                                 registry-behind#<pipeline> <requested at>#<approval>  once answered, until the registry holds it
 *   build#<build id>                    item      builds#<project>           <started at>#<build id>
 *   card#<card key>                     item      cards-behind               <behind since>              while behind
 *   pending#<audit id>                  item      pending-intents            <due at>                    until closed
 *   locks#<pipeline>                    item      locks                      <until, or endless>#<pipeline>   while it is on
 *   mutes#<slack id>                    item      –                          –
 *   subscriptions#<pipeline>            item      –                          –
 *   home#<slack id>                     item      homes                      <opened at>#<slack id>      for 30 minutes
 *   pull-request#<repository>#<id>      item      open-pull-requests#<repository>  <last activity>#<id>      while open
 *   model-package#<pipeline>#<version>  item      waiting-packages#<pipeline>  <created at>#<version>    while waiting
 *                                                 answered-packages#<pipeline>  <created at>#<version>  once answered
 *   commit#<repository>#<commit>        item      –                          –                           for 90 days
 *   alarm-rings#<pipeline>              item      ringing                    <pipeline>                  while something rings
 *   lease#<name>                        item      –                          –
 *   seen-event#<event id>               item      –                          –
 *
 * An item is in the index only while it carries listKey, so a list costs what it returns and never a scan. What is
 * asked of all pipelines at once lies in one list, in which those of a pipeline stand together. The index is eventually
 * consistent: whatever is found in it is read again, or changed on a condition, before it counts. Moments are ISO 8601
 * in UTC, which sort as text. `expiresAt` (epoch seconds) is DynamoDB's time to live.
 */
export function stateTableDefinition(TableName: string): CreateTableCommandInput {
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: ['pk', 'sk', 'listKey', 'listOrder'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    GlobalSecondaryIndexes: [
      {
        IndexName: LIST_INDEX,
        KeySchema: [
          { AttributeName: 'listKey', KeyType: 'HASH' },
          { AttributeName: 'listOrder', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  };
}

export const LIST_INDEX = 'by-list';

/** Every item has the same sort key today; a sort key at all leaves room for items that belong together. */
const ITEM = 'item';

export const stateKeys = {
  execution: (pipeline: string, executionId: string) => ({ pk: `execution#${pipeline}#${executionId}`, sk: ITEM }),
  release: (pipeline: string, executionId: string) => ({ pk: `release#${pipeline}#${executionId}`, sk: ITEM }),
  production: (pipeline: string) => ({ pk: `production#${pipeline}`, sk: ITEM }),
  approval: (approvalId: string) => ({ pk: `approval#${approvalId}`, sk: ITEM }),
  build: (buildId: string) => ({ pk: `build#${buildId}`, sk: ITEM }),
  card: (key: string) => ({ pk: `card#${key}`, sk: ITEM }),
  pending: (auditId: string) => ({ pk: `pending#${auditId}`, sk: ITEM }),
  locks: (pipeline: string) => ({ pk: `locks#${pipeline}`, sk: ITEM }),
  subscriptions: (pipeline: string) => ({ pk: `subscriptions#${pipeline}`, sk: ITEM }),
  mutes: (slackId: string) => ({ pk: `mutes#${slackId}`, sk: ITEM }),
  home: (slackId: string) => ({ pk: `home#${slackId}`, sk: ITEM }),
  pullRequest: (repository: string, id: string) => ({ pk: `pull-request#${repository}#${id}`, sk: ITEM }),
  modelPackage: (pipeline: string, version: string) => ({ pk: `model-package#${pipeline}#${version}`, sk: ITEM }),
  commit: (repository: string, commitId: string) => ({ pk: `commit#${repository}#${commitId}`, sk: ITEM }),
  alarmRings: (pipeline: string) => ({ pk: `alarm-rings#${pipeline}`, sk: ITEM }),
  lease: (name: string) => ({ pk: `lease#${name}`, sk: ITEM }),
  seenEvent: (eventId: string) => ({ pk: `seen-event#${eventId}`, sk: ITEM }),
};

export const listKeys = {
  executions: (pipeline: string) => `executions#${pipeline}`,
  openExecutions: 'open-executions',
  releases: (pipeline: string) => `releases#${pipeline}`,
  builds: (project: string) => `builds#${project}`,
  openApprovals: 'open-approvals',
  registryBehind: (pipeline: string) => `registry-behind#${pipeline}`,
  openPullRequests: (repository: string) => `open-pull-requests#${repository}`,
  waitingPackages: (pipeline: string) => `waiting-packages#${pipeline}`,
  answeredPackages: (pipeline: string) => `answered-packages#${pipeline}`,
  homes: 'homes',
  cardsBehind: 'cards-behind',
  locks: 'locks',
  ringing: 'ringing',
  pendingIntents: 'pending-intents',
};

/** Its place in a list of all pipelines: their names have no #, so that those of a pipeline are a range of the list. */
export const placeOf = (pipeline: string, order: string): string => `${pipeline}#${order}`;

/** The places of a pipeline in a list of all pipelines, from one on where one is given; both ends belong to them. */
export const placesOf = (pipeline: string, from = ''): { from: string; until: string } => ({
  from: placeOf(pipeline, from),
  until: placeOf(pipeline, '~'),
});
