import type { Approval } from '../domain/approvals/approval';
import { isRegistryBehind } from '../domain/approvals/close-approval';
import type { Approvals } from '../domain/ports/approvals';
import { listKeys, placeOf, placesOf, stateKeys } from './state-table';
import { toStored } from './stored';
import { StoredApproval } from './stored-approval';
import { type ItemShape, itemsOf, raisingVersion, type Table } from './versioned-items';

/** `expiresAt` means the approval's own time limit; the table's time to live has the same name, so it is stored apart. */
const shape: ItemShape<Approval> = {
  toItem({ expiresAt, ...approval }) {
    return { ...toStored(approval), ...(expiresAt && { approvalExpiresAt: expiresAt.toISOString() }) };
  },
  fromItem: ({ approvalExpiresAt, ...item }) => StoredApproval.parse({ ...item, expiresAt: approvalExpiresAt }),
  listing(approval) {
    const { pipeline } = approval;
    const order = `${approval.requestedAt.toISOString()}#${approval.approvalId}`;
    // Open ones are in one list, so that those of all pipelines are found at once.
    if (approval.status === 'open') return { listKey: listKeys.openApprovals, listOrder: placeOf(pipeline, order) };
    return isRegistryBehind(approval) ? { listKey: listKeys.registryBehind(pipeline), listOrder: order } : undefined;
  },
};

/**
 * Approvals in the state table. The index of open ones may lag: whatever is done to an approval found there is done by
 * `update`, which reads it anew, and one that is missing is found by its event or by the next reconcile pass.
 */
export function dynamoApprovals(table: Table): Approvals {
  const items = itemsOf(table, shape);
  return {
    get: (approvalId) => items.get(stateKeys.approval(approvalId)),
    // Each write raises version and lock alike, both from the first.
    update: (approvalId, change, known) =>
      items.update(
        stateKeys.approval(approvalId),
        raisingVersion(change),
        known && { thing: known, lock: known.version },
      ),
    open: (pipeline) => items.list(listKeys.openApprovals, placesOf(pipeline)),
    openEverywhere: () => items.list(listKeys.openApprovals),
    registryBehind: (pipeline) => items.list(listKeys.registryBehind(pipeline)),
  };
}
