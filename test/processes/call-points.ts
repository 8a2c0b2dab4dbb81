import type { PassingCall } from '../support/fault-proxy';

/** The calls of the bot at which faults and deaths are tried, by what they do rather than by how often they come. */
export type IsCall = (call: PassingCall) => boolean;

const puts = ({ operation, input }: PassingCall, kind: string): boolean =>
  operation === 'PutItem' && JSON.stringify(Object(input).Item?.pk).includes(`"${kind}`);
const itemOf = ({ input }: PassingCall): Record<string, unknown> => Object(Object(input).Item);
const says = (call: PassingCall, attribute: string, words: string): boolean =>
  JSON.stringify(itemOf(call)[attribute] ?? '').includes(words);

export const isOperation =
  (...names: string[]): IsCall =>
  ({ operation }) =>
    names.includes(operation);
/** A Slack method whose arguments hold these words. */
export const isMethod =
  (name: string, about: string): IsCall =>
  ({ operation, input }) =>
    operation === name && JSON.stringify(input).includes(about);

export const isPendingMark: IsCall = (call) => puts(call, 'pending#');
export const isAudit: IsCall = (call) => puts(call, 'pipeline:') || puts(call, 'project:');
export const isIntent: IsCall = (call) => isAudit(call) && says(call, 'phase', 'intended');
export const isOutcome: IsCall = (call) => isAudit(call) && !says(call, 'phase', 'intended');
export const isClaim: IsCall = (call) => puts(call, 'approval#') && 'claim' in itemOf(call);
export const isSettled: IsCall = (call) => puts(call, 'approval#') && says(call, 'status', 'decided');
export const isCardOf =
  (kind: string): IsCall =>
  (call) =>
    puts(call, `card#${kind}`);
export const isLease =
  (kind: string): IsCall =>
  (call) =>
    isCardOf(kind)(call) && 'lease' in itemOf(call);
export const isIntentToPost =
  (kind: string): IsCall =>
  (call) =>
    isCardOf(kind)(call) && says(call, 'places', 'postingSince');
export const isRollbackClaim: IsCall = (call) => puts(call, 'production#') && 'rollback' in itemOf(call);
export const isMark: IsCall = (call) => puts(call, 'release#') && 'mark' in itemOf(call);
export const isLock: IsCall = (call) => puts(call, 'locks#');
export const isExecutionRecord: IsCall = (call) => puts(call, 'execution#');
export const isAnswer = isOperation('PutApprovalResult');
