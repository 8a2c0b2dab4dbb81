import { z } from 'zod';
import type { Build } from '../domain/builds/build';
import type { BuildRecords } from '../domain/ports/build-records';
import { listKeys, stateKeys } from './state-table';
import { actor, moment, revision, toStored } from './stored';
import { type ItemShape, itemsOf, raisingVersion, type Table } from './versioned-items';

const status = z.enum(['InProgress', 'Succeeded', 'Failed', 'Fault', 'TimedOut', 'Stopped']);

const StoredBuild: z.ZodType<Build> = z.object({
  project: z.string(),
  buildId: z.string(),
  number: z.number().optional(),
  status,
  startedAt: moment,
  endedAt: moment.optional(),
  initiator: z.string().optional(),
  requestId: z.string().optional(),
  sourceVersion: z.string().optional(),
  commitId: z.string().optional(),
  repository: z.string().optional(),
  phases: z.array(
    z.object({
      name: z.string(),
      startedAt: moment,
      status: status.optional(),
      durationMs: z.number().optional(),
      context: z.string().optional(),
    }),
  ),
  log: z.object({ group: z.string(), stream: z.string(), url: z.string().optional() }).optional(),
  revision: revision.optional(),
  requestedBy: actor.optional(),
  branch: z.string().optional(),
  variables: z.array(z.string()),
  version: z.number(),
});

const shape: ItemShape<Build> = {
  toItem: toStored,
  fromItem: (item) => StoredBuild.parse(item),
  listing: ({ project, buildId, startedAt }) => ({
    listKey: listKeys.builds(project),
    listOrder: `${startedAt.toISOString()}#${buildId}`,
  }),
};

/** Builds in the state table. The index behind the list may lag by moments. */
export function dynamoBuilds(table: Table): BuildRecords {
  const items = itemsOf(table, shape);
  return {
    get: (buildId) => items.get(stateKeys.build(buildId)),
    update: (buildId, change) => items.update(stateKeys.build(buildId), raisingVersion(change)),
    newest: (project, limit) => items.list(listKeys.builds(project), { newestFirst: true, limit }),
  };
}
