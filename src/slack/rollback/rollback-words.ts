import { goesBack, isBad, type Release, releaseName } from '../../domain/releases/release';
import type { RollbackOption, RollbackPlan } from '../../domain/releases/rollback-plan';
import { briefLine, cut, type Mrkdwn, md, mention } from '../blocks';
import { duration } from '../figures';
import type { Restorable } from './restorable';

/** The name of a release as it fits every sentence: versions are foreign words. @param limit of what it takes in markup */
export const shortName = (release: Release, limit = 60): string => briefLine(releaseName(release), limit);

/**
 * Exactly what will happen, in plain sentences: the dialog and the question of a button say the same.
 * @param limit characters of each name in them
 */
export function whatWillHappen(plan: RollbackPlan, option: Restorable, limit = 60): string[] {
  const { production, needsApproval, locksAfterwards } = plan;
  return [
    ...(needsApproval ? ['First it must be approved.'] : []),
    ...(option.how === 'stage' ? restaged(plan, option, limit) : rebuilt(plan, option, limit)),
    ...(production && goesBack(option.release, production)
      ? [`${shortName(production, limit)} is marked as failed in production.`]
      : []),
    ...(isBad(option.release) ? [`${shortName(option.release, limit)} stays marked as failed in production.`] : []),
    ...(locksAfterwards ? ['Afterwards the pipeline is locked.'] : []),
  ];
}

const restaged = ({ stage }: RollbackPlan, { release }: Restorable, limit: number): string[] => [
  `Runs the stage ${cut(stage, limit)} again with the artifacts of ${shortName(release, limit)}: nothing is rebuilt, it takes minutes.`,
];

function rebuilt({ usuallyMs }: RollbackPlan, { release }: Restorable, limit: number): string[] {
  const usually = usuallyMs === undefined ? '' : `; usually ${duration(usuallyMs)}`;
  const commit = release.revision?.commitId.slice(0, 7) ?? 'it was built of';
  return [
    `Runs the whole pipeline again from commit ${commit}, approvals included${usually}.`,
    `Afterwards its card says whether the rebuilt model is ${shortName(release, limit)} itself.`,
  ];
}

/** Why not the other way, or none at all: a sentence per way that is not possible. */
export const whyNot = ({ whyNot: { stage, revision } }: RollbackOption): string[] => [
  ...(stage ? [`Not with its own artifacts. ${stage}`] : []),
  ...(revision ? [`Not by running the pipeline again. ${revision}`] : []),
];

/** Somebody has asked for a rollback, and the question is open. */
export const waitsAlready = ({ asked, requestedBy }: NonNullable<RollbackPlan['waiting']>): Mrkdwn =>
  md`:raised_hand: A rollback to *${briefLine(asked.release, 60)}* waits for approval already, asked for by ${mention(requestedBy.id)}: its card is in the channel.`;
