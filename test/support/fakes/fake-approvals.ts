import type { Approval } from '../../../src/domain/approvals/approval';
import { isRegistryBehind } from '../../../src/domain/approvals/close-approval';
import type { Approvals } from '../../../src/domain/ports/approvals';
import { AtomicItems, raisingVersion } from './atomic-items';

/** Approvals in memory. */
export function fakeApprovals(): Approvals {
  const items = new AtomicItems<Approval>();
  const allOpen = (): Approval[] =>
    items
      .all()
      .filter(({ status }) => status === 'open')
      .sort(byRequest);
  return {
    get: async (approvalId) => items.get(approvalId),
    update: async (approvalId, change) => items.update(approvalId, raisingVersion(change)),
    open: async (pipeline) => allOpen().filter((approval) => approval.pipeline === pipeline),
    openEverywhere: async () => allOpen(),
    registryBehind: async (pipeline) =>
      items
        .all()
        .filter((approval) => approval.pipeline === pipeline && isRegistryBehind(approval))
        .sort(byRequest),
  };
}

const byRequest = (one: Approval, next: Approval): number => one.requestedAt.getTime() - next.requestedAt.getTime();
