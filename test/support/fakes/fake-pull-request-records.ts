import type { PullRequestRecords } from '../../../src/domain/ports/pull-request-records';
import { isOpen, type PullRequest } from '../../../src/domain/pull-requests/pull-request';
import { AtomicItems, raisingVersion } from './atomic-items';

/** Records of pull requests in memory. */
export function fakePullRequestRecords(): PullRequestRecords {
  const items = new AtomicItems<PullRequest>();
  return {
    get: async (repository, id) => items.get(`${repository}#${id}`),
    update: async (repository, id, change) => items.update(`${repository}#${id}`, raisingVersion(change)),
    open: async (repository) =>
      items.list((all) =>
        all
          .filter((request) => request.repository === repository && isOpen(request))
          .sort((one, next) => next.updatedAt.getTime() - one.updatedAt.getTime()),
      ),
  };
}
