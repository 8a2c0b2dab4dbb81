import type { PushEvent } from '../events';
import type { Policies } from '../policies/policy';
import type { CommitRecords } from '../ports/commit-records';
import type { Pipelines } from '../ports/pipelines';
import { newCommit, withPush } from './commit-record';

export interface RecordPushDeps {
  policies: Policies;
  pipelines: Pipelines;
  commitRecords: CommitRecords;
}

export type RecordPush = (event: PushEvent) => Promise<'handled' | 'ignored'>;

/**
 * Puts on record who pushed which commit. Nothing is posted: what people expect of a push is the card of its execution.
 * Only branches of repositories that are configured, or that a configured pipeline takes its source from.
 */
export function recordPush({ policies, pipelines, commitRecords }: RecordPushDeps): RecordPush {
  return async ({ repository, reference, commitId, by, at }) => {
    if (reference.type !== 'branch' || !(await isOurs(repository))) return 'ignored';
    await commitRecords.update(repository, commitId, (known) =>
      withPush(known ?? newCommit(repository, commitId, at), { branch: reference.name, by, at }),
    );
    return 'handled';
  };

  async function isOurs(repository: string): Promise<boolean> {
    if (policies.findRepository(repository)) return true;
    for (const { name } of policies.pipelines()) {
      const { stages } = await pipelines.structure(name);
      if (stages.some(({ actions }) => actions.some((action) => action.repository === repository))) return true;
    }
    return false;
  }
}
