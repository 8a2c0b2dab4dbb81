import type { Approval } from '../../../src/domain/approvals/approval';
import { isRegistryBehind } from '../../../src/domain/approvals/close-approval';
import type { Approvals } from '../../../src/domain/ports/approvals';
import { AtomicItems, raisingVersion } from './atomic-items';

/** Approvals in memory. */
export function fakeApprovals(): Approvals {
  const items = new AtomicItems<Approval>();
  const open = (of: (approval: Approval) => boolean): Approval[] =>
    items.list((all) => all.filter((one) => one.status === 'open' && of(one)).sort(byRequest));
  return {
    get: async (approvalId) => items.get(approvalId),
    update: async (approvalId, change) => items.update(approvalId, raisingVersion(change)),
    open: async (pipeline) => open((approval) => approval.pipeline === pipeline),
    openEverywhere: async () => open(() => true),
    registryBehind: async (pipeline) =>
      items.list((all) =>
        all.filter((approval) => approval.pipeline === pipeline && isRegistryBehind(approval)).sort(byRequest),
      ),
  };
}

const byRequest = (one: Approval, next: Approval): number => one.requestedAt.getTime() - next.requestedAt.getTime();
