import { BadRequest } from '../../domain/errors';
import type { PipelinePolicy } from '../../domain/policies/policy';
import type { ListReleases } from '../../domain/releases/list-releases';
import type { PlanRollback } from '../../domain/releases/plan-rollback';
import { releaseNamed } from '../../domain/releases/release-named';
import type { RollbackPlan } from '../../domain/releases/rollback-plan';
import { type Mrkdwn, md } from '../blocks';
import { isRestorable, type Restorable } from './restorable';
import { shortName } from './rollback-words';

/** What the rollback dialog is about, as far as it was typed, pressed or chosen. */
export interface RollbackAsked {
  /** Release named in the command: a version, a commit or an execution, or a beginning of it. */
  typed?: string | undefined;
  /** Execution of the release that a button or the command has named. */
  wantedId?: string | undefined;
  /** Execution of the release that was chosen in the dialog itself. */
  chosenId?: string | undefined;
  /** Typed so far, or known beforehand. */
  reason?: string | undefined;
  rejectsPackage?: boolean | undefined;
  /** A lock or a freeze holds, and they may roll back all the same. */
  isWhileLocked?: boolean | undefined;
  /** One dialog rolls back once. */
  requestId: string;
}

/** Everything that the rollback dialog shows, read once and then only written down. */
export interface RollbackView extends Omit<RollbackAsked, 'typed' | 'chosenId'> {
  policy: PipelinePolicy;
  plan: RollbackPlan;
  /** Whose consequences are shown: it can be restored. */
  chosen?: Restorable | undefined;
  /** Said before all else: what was asked for cannot be had. */
  note?: Mrkdwn | undefined;
  now: Date;
}

export interface ReadRollbackDeps {
  planRollback: PlanRollback;
  listReleases: ListReleases;
  now: () => Date;
}

/** Releases among which one is found by its name. */
const KNOWN = 100;

export function readRollbackView({ planRollback, listReleases, now }: ReadRollbackDeps) {
  return async (policy: PipelinePolicy, { typed, chosenId, ...asked }: RollbackAsked): Promise<RollbackView> => {
    const found = typed ? await named(policy, typed) : undefined;
    const wantedId = found?.wantedId ?? asked.wantedId;
    const plan = await planRollback(policy, wantedId);
    const preferred = chosenId ?? wantedId;
    const restorable = plan.options.filter(isRestorable);
    const byId = (id: string | undefined) => restorable.find(({ release }) => release.executionId === id);
    return {
      ...asked,
      ...{ policy, plan, wantedId, now: now() },
      chosen: byId(preferred) ?? byId(plan.suggestedId),
      note: found?.note ?? (preferred && !byId(preferred) ? notToBeHad(plan, preferred) : undefined),
    };
  };

  async function named(policy: PipelinePolicy, typed: string): Promise<{ wantedId?: string; note?: Mrkdwn }> {
    const { releases } = await listReleases(policy, { from: 0, size: KNOWN });
    try {
      return { wantedId: releaseNamed(releases, typed).executionId };
    } catch (error) {
      if (error instanceof BadRequest) return { note: md`${error.userMessage}` };
      throw error;
    }
  }
}

function notToBeHad({ production, options }: RollbackPlan, wantedId: string): Mrkdwn {
  if (production?.executionId === wantedId) return md`${shortName(production)} is what production serves already.`;
  const option = options.find(({ release }) => release.executionId === wantedId);
  if (!option) return md`The release of execution ${wantedId.slice(0, 8)} is not among those that can be restored.`;
  return md`${shortName(option.release)} cannot be restored any more; why stands below.`;
}
