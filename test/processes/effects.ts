import type { AuditRecord } from '../../src/domain/audit/audit-chain';
import type { SeenCall } from '../support/fault-proxy';
import { isIntent } from './call-points';

/** Every call that changes something in AWS, and the action that must have been intended before it. */
const EFFECTS: Record<string, RegExp> = {
  PutApprovalResult: /^approval\.(approved|rejected)$/,
  StartPipelineExecution: /^pipeline\.(deploy|rollback)$/,
  RollbackStage: /^pipeline\.rollback$/,
  RetryStageExecution: /^pipeline\.retry$/,
  StopPipelineExecution: /^pipeline\.stop$/,
  DisableStageTransition: /^pipeline\.lock$/,
  EnableStageTransition: /^pipeline\.unlock$/,
  StartBuild: /^project\.build$/,
};
/** These carry the audit id of what they are made for, in one of their members. */
const SIGNED = ['PutApprovalResult', 'StartPipelineExecution', 'StopPipelineExecution', 'StartBuild'];
/** Made twice, these would do a thing twice, or be told that it was done: no token protects them. */
const ONCE = ['PutApprovalResult', 'RollbackStage', 'StopPipelineExecution'];
/** How a process finds out what became of one of those. */
const LOOKS = ['GetPipelineState', 'ListActionExecutions', 'ListPipelineExecutions', 'GetPipelineExecution'];

/**
 * What was done in AWS and should not have been: without an intent on record before it, twice, or again without having
 * looked what became of the first time.
 * @param begun ids of the executions that AWS has more than before
 */
export function effectsUnaccounted(
  calls: readonly SeenCall[],
  trail: readonly AuditRecord[],
  begun: readonly string[],
): string[] {
  const sent = calls.flatMap((call, place) => (call.operation in EFFECTS ? [{ ...call, place }] : []));
  const isEffective = ({ status = 0 }: SeenCall): boolean => status >= 200 && status < 300;
  const acts = trail.filter(({ phase }) => phase === 'intended');
  const found: string[] = [];

  for (const effect of sent.filter(isEffective)) {
    const intents = acts.filter(
      ({ action, auditId }) => EFFECTS[effect.operation]?.test(action) && isFor(effect, auditId),
    );
    const earlier = calls.slice(0, effect.place);
    const isOnRecord = intents.some(({ auditId }) =>
      earlier.some((call) => isIntent(call) && call.status === 200 && says(call, auditId)),
    );
    if (!isOnRecord) found.push(`${effect.operation} without an intent on record before it`);
  }
  for (const operation of ONCE) {
    const ofKind = sent.filter((call) => call.operation === operation);
    const done = trail.filter(({ phase, action }) => phase === 'done' && EFFECTS[operation]?.test(action));
    const effective = ofKind.filter(isEffective).length;
    if (effective > done.length) found.push(`${effective} ${operation} took effect for ${done.length} acts`);
    for (const [at, call] of ofKind.entries()) {
      const first = ofKind.slice(0, at).findLast((other) => isSame(other, call));
      if (first && isBlind(calls.slice(first.place, call.place), call.by)) {
        found.push(`${operation} was sent again without a look at what became of it`);
      }
    }
  }
  const accounted = trail.flatMap(({ outcome }) => outcome?.executionId ?? []);
  for (const id of begun) if (!accounted.includes(id)) found.push(`execution ${id} was begun and is not on record`);
  if (new Set(accounted).size < begun.length) found.push('two executions for one act');
  return found;
}

/** By the same process, word for word. */
const isSame = (one: SeenCall, other: SeenCall): boolean =>
  one.by === other.by && JSON.stringify(one.input) === JSON.stringify(other.input);

const isBlind = (between: readonly SeenCall[], who: string): boolean =>
  !between.some(({ by, operation }) => by === who && LOOKS.includes(operation));

const says = ({ input }: SeenCall, words: string): boolean => JSON.stringify(input).includes(words);

const isFor = (effect: SeenCall, auditId: string): boolean =>
  !SIGNED.includes(effect.operation) || says(effect, auditId);
