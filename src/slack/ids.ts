import type { FoundBuild } from '../domain/builds/find-build';
import { BadRequest } from '../domain/errors';
import type { RollbackHow } from '../domain/releases/release';

/** The one slash command of the app. */
export const COMMAND = '/mlpipeline';

/** Ids that Slack echoes back to us. Their values are keys into the state, and trusted for nothing else. */
export const ACTION = {
  approve: 'approve',
  reject: 'reject',
  /** All evidence, votes and history in a dialog. */
  details: 'details',
  /** Of that dialog. */
  withdraw: 'withdraw_approval',
  askOverride: 'ask_override',
  confirmOverride: 'confirm_override',
  /** Of the private answer to `approve` and `reject`; the value ends in the reason that was typed. */
  confirmApprove: 'confirm_approve',
  confirmReject: 'confirm_reject',
  chooseApprove: 'choose_approve',
  chooseReject: 'choose_reject',
  /** Of the card of a failed execution. */
  retry: 'retry',
  /** Of a list that has more than one page; the value is the command of that page. */
  pageBack: 'page_back',
  pageMore: 'page_more',
  /** Of the Home tab; the value is the page of its pipelines. */
  homeBack: 'home_back',
  homeMore: 'home_more',
  homeAgain: 'home_again',
  /** Of a build, by its id: privately the lines that matter, and by direct message the whole log. */
  buildLog: 'build_log',
  wholeLog: 'whole_log',
  /** Of an execution: the value is its pipeline and its id. */
  executionLog: 'execution_log',
  /** After a refusal: the rollback dialog with the release that could be restored; the value is its execution. */
  offerRollback: 'offer_rollback',
  /** Of an alarm card: one click, or the dialog. */
  rollBackAlarm: 'roll_back_alarm',
  chooseRollback: 'choose_rollback',
} as const;

/** Inputs of dialogs that answer as soon as something is chosen. */
export const CHOICE = {
  /** Of the rollback dialog. */
  release: 'rollback_release',
} as const;

/** Events that the app is subscribed to: the manifest asks for them, `listeners.ts` says what they do. */
export const EVENTS = ['subteam_members_changed', 'subteam_updated', 'user_change', 'app_home_opened'] as const;
export type EventName = (typeof EVENTS)[number];

export const DIALOG = {
  reject: 'reject_dialog',
  details: 'details_dialog',
  rollback: 'rollback_dialog',
} as const;

const OLD_BUTTON = 'This button is from an older version of the app. Please use the newest card in the channel.';

export interface ApprovalKey {
  approvalId: string;
  /** Hash of the evidence that the card showed. */
  evidenceHash: string;
}

export const approvalKey = ({ approvalId, evidenceHash }: ApprovalKey): string => `${approvalId} ${evidenceHash}`;

/** A build, with the pipeline that it was found through if it was one. */
export const foundBuildKey = ({ buildId, owner }: Pick<FoundBuild, 'buildId' | 'owner'>): string =>
  owner.kind === 'pipeline' ? `${buildId} ${owner.name}` : buildId;

export function readFoundBuildKey(value: string | undefined): { buildId: string; pipeline?: string | undefined } {
  const [buildId = '', pipeline] = (value ?? '').split(' ');
  return { buildId, pipeline };
}

/** A key with the reason that the person at the button has typed. */
export const keyWithReason = (key: string, reason: string | undefined): string => (reason ? `${key} ${reason}` : key);

/** @throws BadRequest where the value is not one of ours: an old card, or somebody's own client */
export function readApprovalKey(value: string | undefined): ApprovalKey & { reason?: string | undefined } {
  const [approvalId, evidenceHash, ...words] = (value ?? '').split(' ');
  if (!approvalId || !evidenceHash) {
    throw new BadRequest(OLD_BUTTON);
  }
  return { approvalId, evidenceHash, reason: words.join(' ') || undefined };
}

export interface ExecutionKey {
  pipeline: string;
  executionId: string;
}

export const executionKey = ({ pipeline, executionId }: ExecutionKey): string => `${pipeline} ${executionId}`;

/** @throws BadRequest where the value is not one of ours */
export function readExecutionKey(value: string | undefined): ExecutionKey {
  const [pipeline, executionId] = (value ?? '').split(' ');
  if (!pipeline || !executionId) throw new BadRequest(OLD_BUTTON);
  return { pipeline, executionId };
}

export interface RingKey {
  pipeline: string;
  ringId: string;
}

export const ringKey = ({ pipeline, ringId }: RingKey): string => `${pipeline} ${ringId}`;

/** @throws BadRequest where the value is not one of ours */
export function readRingKey(value: string | undefined): RingKey {
  const [pipeline, ringId, ...others] = (value ?? '').split(' ');
  if (!pipeline || !ringId || others.length > 0) throw new BadRequest(OLD_BUTTON);
  return { pipeline, ringId };
}

/** What an alarm card has offered: compared with what is so now, and trusted for nothing. */
export interface AlarmRollbackKey extends RingKey {
  targetId: string;
  how: RollbackHow;
  /** What production served; absent where nothing was. */
  productionId?: string | undefined;
}

const NO_PRODUCTION = '-';

export const alarmRollbackKey = ({ targetId, how, productionId, ...ring }: AlarmRollbackKey): string =>
  `${ringKey(ring)} ${targetId} ${how} ${productionId ?? NO_PRODUCTION}`;

/** @throws BadRequest where the value is not one of ours */
export function readAlarmRollbackKey(value: string | undefined): AlarmRollbackKey {
  const [pipeline, ringId, targetId, how, productionId, ...others] = (value ?? '').split(' ');
  if (!targetId || !isRollbackHow(how) || !productionId || others.length > 0) throw new BadRequest(OLD_BUTTON);
  return {
    ...readRingKey(`${pipeline} ${ringId}`),
    ...{ targetId, how, productionId: productionId === NO_PRODUCTION ? undefined : productionId },
  };
}

export const isRollbackHow = (value: unknown): value is RollbackHow => value === 'stage' || value === 'revision';
