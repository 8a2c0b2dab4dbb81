import { AUDIT_INDEXES } from '../../../src/aws/audit-table';
import { LIST_INDEX } from '../../../src/aws/state-table';
import type { Configured } from './gateway-permissions';
import { OWN_CALLS, OWN_REACHES, type OwnReachName } from './own-calls';
import type { Permission } from './permission';
import { rolesElsewhere } from './placement';

/** ARNs of what the bot has for itself. */
export interface OwnResources {
  stateTableArn: string;
  auditTableArn: string;
  queueArn: string;
  deadLettersArn: string;
  /** Of the one object in S3, where the configuration is there. */
  configurationArn?: string | undefined;
  /** Of the bucket with the audit anchors, where there is one. */
  anchorBucketArn?: string | undefined;
}

/** One statement per table, queue and role of the bot's own. */
export function ownPermissions(own: OwnResources, configured: Configured): Permission[] {
  const resources: Record<OwnReachName, readonly string[]> = {
    stateTable: [own.stateTableArn],
    stateIndex: [`${own.stateTableArn}/index/${LIST_INDEX}`],
    auditTable: [own.auditTableArn],
    auditIndexes: Object.keys(AUDIT_INDEXES).map((index) => `${own.auditTableArn}/index/${index}`),
    queue: [own.queueArn],
    deadLetters: [own.deadLettersArn],
    rolesElsewhere: rolesElsewhere(configured),
    configuration: own.configurationArn ? [own.configurationArn] : [],
    anchors: own.anchorBucketArn ? [`${own.anchorBucketArn}/anchors/*`] : [],
    anchorBucket: own.anchorBucketArn ? [own.anchorBucketArn] : [],
  };
  return OWN_CALLS.map(({ on, ...call }) => ({ ...call, reach: OWN_REACHES[on], resources: resources[on] })).filter(
    (permission) => permission.resources.length > 0,
  );
}
