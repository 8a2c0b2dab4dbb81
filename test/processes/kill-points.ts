import {
  isAnswer,
  isAudit,
  isCardOf,
  isClaim,
  isExecutionRecord,
  isIntentToPost,
  isLease,
  isMark,
  isMethod,
  isOperation,
  isOutcome,
  isPendingMark,
  isRollbackClaim,
  isSettled,
} from './call-points';
import type { KillPoint } from './fault-bench';

/** Every run kills at the points marked `always`; `npm run faults` at all of them. */
type Point = [where: string, point: KillPoint, always?: 'always'];

const at = (of: KillPoint['of'], when: KillPoint['when'], is: KillPoint['is']): KillPoint => ({ of, when, is });
const chosen = (points: Point[]): Point[] => points.filter(([, , always]) => always || process.env.FAULTS === 'all');

export const IN_A_DECISION = chosen([
  ['between intent and its mark', at('dynamodb', 'after', isAudit)],
  ['between intent and claim', at('dynamodb', 'before', isClaim)],
  ['right after its claim', at('dynamodb', 'after', isClaim)],
  ['between claim and PutApprovalResult', at('codepipeline', 'before', isAnswer)],
  ['between PutApprovalResult and outcome', at('codepipeline', 'after', isAnswer), 'always'],
  ['between the decision on record and the audit', at('dynamodb', 'after', isSettled)],
  ['right before the outcome is in the audit', at('dynamodb', 'before', isOutcome)],
  ['right after the outcome is in the audit', at('dynamodb', 'after', isOutcome)],
  ['while the card is drawn', at('slack', 'before', isMethod('chat.update', 'approved'))],
  ['after the card has been drawn', at('slack', 'after', isMethod('chat.update', 'approved'))],
]);

export const BEFORE_A_DECISION = chosen([
  ['between acknowledgement and intent', at('dynamodb', 'before', isPendingMark), 'always'],
  ['between the mark of its intent and the intent', at('dynamodb', 'before', isAudit)],
]);

export const WHILE_TELLING = chosen([
  ['between the event and the record', at('dynamodb', 'before', isExecutionRecord)],
  ['between the record and the card', at('dynamodb', 'after', isExecutionRecord)],
  ['between the card’s change and its drawing', at('dynamodb', 'after', isCardOf('execution#'))],
  ['right after it has begun to draw', at('dynamodb', 'after', isLease('execution#'))],
  ['between the intent to post and the post', at('dynamodb', 'after', isIntentToPost('execution#'))],
  [
    'between posting the card and storing its address',
    at('slack', 'after', isMethod('chat.postMessage', 'execution#')),
    'always',
  ],
  [
    'between posting the approval card and storing its address',
    at('slack', 'after', isMethod('chat.postMessage', 'approval#')),
  ],
  [
    'between StartPipelineExecution and the outcome',
    at('codepipeline', 'after', isOperation('StartPipelineExecution')),
  ],
  ['right before StartPipelineExecution', at('codepipeline', 'before', isOperation('StartPipelineExecution'))],
]);

export const IN_A_ROLLBACK = chosen([
  ['between the intent and its claim', at('dynamodb', 'before', isRollbackClaim)],
  ['between its claim and RollbackStage', at('codepipeline', 'before', isOperation('RollbackStage'))],
  ['between RollbackStage and its record', at('codepipeline', 'after', isOperation('RollbackStage')), 'always'],
  ['between its record and the mark of what it takes out', at('dynamodb', 'before', isMark)],
  ['right before the outcome is in the audit', at('dynamodb', 'before', isOutcome)],
]);
