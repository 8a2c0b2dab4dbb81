import type { FaultRequest } from '../../infra/local/faults/fault';
import type { Fault } from '../support/fault-proxy';
import {
  type IsCall,
  isAnswer,
  isAudit,
  isCardOf,
  isClaim,
  isExecutionRecord,
  isIntent,
  isLock,
  isMethod,
  isOperation,
  isOutcome,
  isPendingMark,
} from './call-points';
import type { FaultBench } from './fault-bench';
import type { Service } from './proxied-bot';
import type { StoryName } from './stories';

export interface Scenario {
  family: string;
  /** What fails, to end the sentence “… although”. */
  fault: string;
  story: StoryName;
  /** Bots that are alive; one where it is not said. */
  bots?: 2;
  sets: (bench: FaultBench) => unknown;
  /** What the log may complain of; nothing where it is not said. */
  meant?: RegExp;
  /** In every `npm test`. */
  always?: true;
}

type Rest = Partial<Pick<Scenario, 'bots' | 'meant' | 'always'>>;
type Row = [story: StoryName, fault: string, sets: Scenario['sets'], rest?: Rest];

const call =
  (of: Service, when: Fault['when'], is: IsCall, what: Fault['what'], times = 1) =>
  (bench: FaultBench) =>
    bench.meets({ of, when, is, what, times });
const stack = (fault: FaultRequest) => (bench: FaultBench) => bench.stackMeets(fault);
const killed = (of: Service, when: Fault['when'], is: IsCall) => (bench: FaultBench) =>
  void bench.killedAt({ of, when, is });
const stopped = (of: Service, when: Fault['when'], is: IsCall) => (bench: FaultBench) =>
  bench.stoppedAt({ of, when, is });

const isStart = isOperation('StartPipelineExecution');
const isBack = isOperation('RollbackStage');
const isStop = isOperation('StopPipelineExecution');
const isDisable = isOperation('DisableStageTransition');
const isStartBuild = isOperation('StartBuild');
const isTake = isOperation('ReceiveMessage');
const isPost = isMethod('chat.postMessage', 'execution#');
const isUpdate = isMethod('chat.update', 'approved');
const isAny = () => true;

const ACTION_EVENT = 'CodePipeline Action Execution State Change';
const APPROVED = 'interactive';
const TYPED = 'slash_commands';

/** The log tells of what failed for good: a person's request, an event that comes again, a pass, a queue. */
const FAILED = /request failed|event could not be handled|reconcile could not finish|audit record could not be written/;
/** Slack's own client tells of a socket that broke. */
const BROKEN = /slack client/;
const UNREAD = /queue could not be read/;

/** Each line: what a person does, what fails meanwhile, how it is brought about. Calls are named as AWS and Slack do. */
const FAMILIES: Record<string, Row[]> = {
  latency: [
    [
      'approve',
      'PutApprovalResult takes effect after its lease is over',
      call('codepipeline', 'before', isAnswer, { lateMs: 2_500 }),
    ],
    [
      'approve',
      'the answer of PutApprovalResult comes after its lease is over',
      call('codepipeline', 'after', isAnswer, { lateMs: 2_500 }),
    ],
    [
      'approve',
      'the answer of PutApprovalResult comes after the client has hung up',
      call('codepipeline', 'after', isAnswer, { lateMs: 11_000 }),
    ],
    [
      'lock',
      'DisableStageTransition takes effect after its lease is over',
      call('codepipeline', 'before', isDisable, { lateMs: 1_500 }),
    ],
    [
      'deploy',
      'the card’s post is answered after its lease is over',
      call('slack', 'after', isPost, { lateMs: 1_500 }),
    ],
    [
      'approve',
      'the card’s update is answered after its lease is over, and another bot draws',
      call('slack', 'after', isUpdate, { lateMs: 1_500 }),
      { bots: 2 },
    ],
    ['deploy', 'every call to DynamoDB takes 20 ms more', call('dynamodb', 'before', isAny, { lateMs: 20 }, 60)],
  ],
  'dropped connections': [
    [
      'approve',
      'the connection of PutApprovalResult breaks before the effect',
      call('codepipeline', 'before', isAnswer, 'drop'),
    ],
    [
      'deploy',
      'the connection of StartPipelineExecution breaks after the effect',
      call('codepipeline', 'after', isStart, 'drop'),
    ],
    [
      'approve',
      'the connection of PutApprovalResult breaks after the effect',
      call('codepipeline', 'after', isAnswer, 'drop'),
    ],
    ['deploy', 'the connection of the card’s post breaks after the effect', call('slack', 'after', isPost, 'drop')],
    [
      'approve',
      'the connection of the card’s update breaks before the effect',
      call('slack', 'before', isUpdate, 'drop'),
    ],
    [
      'stop',
      'the connection of StopPipelineExecution breaks after the effect',
      call('codepipeline', 'after', isStop, 'drop'),
    ],
    ['build', 'the connection of StartBuild breaks after the effect', call('codebuild', 'after', isStartBuild, 'drop')],
    ['lock', 'the connection of the lock’s write breaks after the effect', call('dynamodb', 'after', isLock, 'drop')],
    [
      'rollback',
      'the connection of RollbackStage breaks after the effect',
      call('codepipeline', 'after', isBack, 'drop'),
      { bots: 2 },
    ],
  ],
  'half answers': [
    ['approve', 'half of PutApprovalResult’s answer comes', call('codepipeline', 'after', isAnswer, 'half')],
    ['deploy', 'half of StartPipelineExecution’s answer comes', call('codepipeline', 'after', isStart, 'half')],
    ['approve', 'half of an answer comes to the claim', call('dynamodb', 'after', isClaim, 'half')],
    ['deploy', 'half of an answer comes to the card’s post', call('slack', 'after', isPost, 'half')],
    ['approve', 'half of three answers of the queue come', call('sqs', 'after', isTake, 'half', 3), { meant: UNREAD }],
  ],
  '429': [
    ['deploy', 'Slack answers the card’s post with 429 and a second', call('slack', 'before', isPost, { tooMany: 1 })],
    [
      'approve',
      'Slack answers the card’s update with 429 and a second',
      call('slack', 'before', isUpdate, { tooMany: 1 }),
    ],
    [
      'lock',
      'Slack answers a card’s post with 429 and no time',
      call('slack', 'before', isMethod('chat.postMessage', 'lock#'), { tooMany: 'unsaid' }),
    ],
    [
      'deploy',
      'CodePipeline answers StartPipelineExecution with 429',
      call('codepipeline', 'before', isStart, { tooMany: 'unsaid' }),
      { meant: FAILED },
    ],
    [
      'approve',
      'CodePipeline answers three reads with 429',
      call('codepipeline', 'before', isOperation('GetPipelineState'), { tooMany: 1 }, 3),
      { meant: FAILED },
    ],
  ],
  '500': [
    ['deploy', 'StartPipelineExecution answers 500 before the effect', call('codepipeline', 'before', isStart, '500')],
    ['approve', 'PutApprovalResult answers 500 before the effect', call('codepipeline', 'before', isAnswer, '500')],
    ['deploy', 'StartPipelineExecution answers 500 after the effect', call('codepipeline', 'after', isStart, '500')],
    [
      'approve',
      'PutApprovalResult answers 500 after the effect',
      call('codepipeline', 'after', isAnswer, '500'),
      { always: true },
    ],
    ['lock', 'DisableStageTransition answers 500 after the effect', call('codepipeline', 'after', isDisable, '500')],
    [
      'stop',
      'StopPipelineExecution answers 500 before the effect',
      call('codepipeline', 'before', isStop, '500'),
      { meant: FAILED },
    ],
    ['build', 'StartBuild answers 500 after the effect', call('codebuild', 'after', isStartBuild, '500')],
    ['deploy', 'the intent cannot be written', call('dynamodb', 'before', isIntent, '500', 3), { meant: FAILED }],
    ['approve', 'the claim’s write answers 500 after the effect', call('dynamodb', 'after', isClaim, '500')],
    ['deploy', 'the outcome’s write answers 500 after the effect', call('dynamodb', 'after', isOutcome, '500')],
    ['approve', 'the card’s update answers 500 after the effect', call('slack', 'after', isUpdate, '500')],
    [
      'rollback',
      'RollbackStage answers 500 after the effect',
      call('codepipeline', 'after', isBack, '500'),
      { bots: 2 },
    ],
  ],
  throttling: [
    [
      'deploy',
      'StartPipelineExecution is throttled for good',
      call('codepipeline', 'before', isStart, { refuse: 'ThrottlingException' }, 3),
    ],
    [
      'approve',
      'PutApprovalResult is throttled',
      call('codepipeline', 'before', isAnswer, { refuse: 'ThrottlingException' }),
    ],
    [
      'deploy',
      'DynamoDB throttles the card',
      call('dynamodb', 'before', isCardOf('execution#'), { refuse: 'ProvisionedThroughputExceededException' }, 2),
    ],
    [
      'approve',
      'DynamoDB throttles the mark of the intent for good',
      call('dynamodb', 'before', isPendingMark, { refuse: 'ThrottlingException' }, 4),
      { meant: FAILED },
    ],
    [
      'deploy',
      'SQS throttles three reads',
      call('sqs', 'before', isTake, { refuse: 'RequestThrottled' }, 3),
      { meant: UNREAD },
    ],
  ],
  conflict: [
    [
      'approve',
      'PutApprovalResult meets a conflict',
      call('codepipeline', 'before', isAnswer, { refuse: 'ConflictException' }),
    ],
    [
      'deploy',
      'StartPipelineExecution meets a conflict',
      call('codepipeline', 'before', isStart, { refuse: 'ConflictException' }),
    ],
    [
      'approve',
      'Slack answers the card’s update with fatal_error, having made it',
      call('slack', 'after', isUpdate, { slack: 'fatal_error' }),
    ],
    [
      'lock',
      'DisableStageTransition meets a conflict',
      call('codepipeline', 'before', isDisable, { refuse: 'ConflictException' }),
      { meant: FAILED },
    ],
    [
      'rollback',
      'RollbackStage meets a conflict',
      call('codepipeline', 'before', isBack, { refuse: 'ConflictException' }),
    ],
  ],
  'expired credentials': [
    [
      'approve',
      'PutApprovalResult is told that the credentials are over',
      call('codepipeline', 'before', isAnswer, { refuse: 'ExpiredTokenException' }),
      { meant: FAILED },
    ],
    [
      'deploy',
      'DynamoDB says so of the mark of the intent',
      call('dynamodb', 'before', isPendingMark, { refuse: 'ExpiredTokenException' }),
      { meant: FAILED },
    ],
    ['approve', 'Slack says so of the card’s update', call('slack', 'before', isUpdate, { slack: 'token_revoked' })],
    ['deploy', 'SQS says so twice', call('sqs', 'before', isTake, { refuse: 'ExpiredToken' }, 2), { meant: UNREAD }],
  ],
  'conditions of DynamoDB': [
    [
      'approve',
      'the condition of the claim fails twice',
      call('dynamodb', 'before', isClaim, { refuse: 'ConditionalCheckFailedException' }, 2),
    ],
    [
      'deploy',
      'the condition of the execution’s record fails three times',
      call('dynamodb', 'before', isExecutionRecord, { refuse: 'ConditionalCheckFailedException' }, 3),
    ],
    [
      'deploy',
      'the condition of an outcome fails twice',
      call('dynamodb', 'before', isOutcome, { refuse: 'ConditionalCheckFailedException' }, 2),
    ],
    [
      'approve',
      'the condition of a card is said to have failed, and it was written',
      call('dynamodb', 'after', isCardOf('approval#'), { refuse: 'ConditionalCheckFailedException' }),
    ],
    [
      'lock',
      'the condition of the lock fails twice',
      call('dynamodb', 'before', isLock, { refuse: 'ConditionalCheckFailedException' }, 2),
    ],
    [
      'deploy',
      'the condition of every second write of the audit fails, between two bots',
      call('dynamodb', 'before', isAudit, { refuse: 'ConditionalCheckFailedException' }, 2),
      { bots: 2 },
    ],
  ],
  events: [
    ['deploy', 'every event comes twice', stack({ of: 'event', kind: 'duplicate', on: ACTION_EVENT, times: 4 })],
    ['approve', 'every event comes twice', stack({ of: 'event', kind: 'duplicate', times: 6 })],
    ['deploy', 'no event comes at all', stack({ of: 'event', kind: 'lose', times: 30 }), { always: true }],
    ['approve', 'no event comes at all', stack({ of: 'event', kind: 'lose', times: 30 })],
    ['deploy', 'events overtake one another', stack({ of: 'event', kind: 'reorder', times: 3 })],
    ['approve', 'events overtake one another', stack({ of: 'event', kind: 'reorder', times: 2 })],
    ['deploy', 'events come late', stack({ of: 'event', kind: 'delay', ms: 1_500, times: 4 })],
    [
      'build',
      'its events come late and twice',
      async (bench) => {
        await bench.stackMeets({ of: 'event', kind: 'delay', ms: 800, times: 2 });
        await bench.stackMeets({ of: 'event', kind: 'duplicate', times: 4 });
      },
    ],
    [
      'deploy',
      'every event comes twice, to two bots',
      stack({ of: 'event', kind: 'duplicate', times: 8 }),
      { bots: 2 },
    ],
  ],
  'Socket Mode': [
    [
      'approve',
      'Slack warns the socket in the middle of the click',
      stack({ of: 'socket', kind: 'warning', when: 'after', on: APPROVED }),
    ],
    [
      'approve',
      'Slack takes the socket back in the middle of the click',
      stack({ of: 'socket', kind: 'refresh', when: 'after', on: APPROVED }),
    ],
    [
      'approve',
      'the socket breaks with the acknowledgement of the click',
      stack({ of: 'socket', kind: 'cut', when: 'after', on: APPROVED }),
      { meant: BROKEN },
    ],
    [
      'lock',
      'the socket breaks before the command',
      stack({ of: 'socket', kind: 'cut', when: 'before', on: TYPED }),
      { meant: BROKEN },
    ],
    [
      'deploy',
      'the socket breaks with the acknowledgement, and another bot has one',
      stack({ of: 'socket', kind: 'cut', when: 'after', on: TYPED }),
      { bots: 2, meant: BROKEN },
    ],
    [
      'approve',
      'Slack takes the socket back before the click, and another bot has one',
      stack({ of: 'socket', kind: 'refresh', when: 'before', on: APPROVED }),
      { bots: 2 },
    ],
  ],
  SIGTERM: [
    ['approve', 'the bot is stopped at PutApprovalResult', stopped('codepipeline', 'before', isAnswer)],
    ['deploy', 'the bot is stopped after StartPipelineExecution', stopped('codepipeline', 'after', isStart)],
    ['approve', 'the bot is stopped at the mark of the intent', stopped('dynamodb', 'before', isPendingMark)],
    ['deploy', 'the bot is stopped while it posts the card', stopped('slack', 'after', isPost)],
    [
      'approve',
      'the bot is replaced by another at PutApprovalResult',
      stopped('codepipeline', 'before', isAnswer),
      { bots: 2, always: true },
    ],
    [
      'rollback',
      'the bot is replaced by another at RollbackStage',
      stopped('codepipeline', 'before', isBack),
      { bots: 2 },
    ],
  ],
  'two at once': [
    [
      'approve by two',
      'PutApprovalResult is slow',
      call('codepipeline', 'before', isAnswer, { lateMs: 300 }),
      { bots: 2 },
    ],
    [
      'deploy twice',
      'StartPipelineExecution is slow',
      call('codepipeline', 'before', isStart, { lateMs: 300 }),
      { bots: 2 },
    ],
    [
      'approve by two',
      'PutApprovalResult answers 500 after the effect',
      call('codepipeline', 'after', isAnswer, '500'),
      { bots: 2 },
    ],
    [
      'deploy',
      'every post and update of Slack is slow, and both draw',
      call('slack', 'before', isOperation('chat.postMessage', 'chat.update'), { lateMs: 700 }, 6),
      { bots: 2 },
    ],
  ],
  'SIGKILL of one of two': [
    ['approve', 'one bot dies after PutApprovalResult', killed('codepipeline', 'after', isAnswer), { bots: 2 }],
    ['deploy', 'one bot dies after StartPipelineExecution', killed('codepipeline', 'after', isStart), { bots: 2 }],
    ['approve', 'one bot dies after its claim', killed('dynamodb', 'after', isClaim), { bots: 2 }],
    ['deploy', 'one bot dies after posting the card', killed('slack', 'after', isPost), { bots: 2 }],
    ['lock', 'one bot dies before DisableStageTransition', killed('codepipeline', 'before', isDisable), { bots: 2 }],
    ['build', 'one bot dies after StartBuild', killed('codebuild', 'after', isStartBuild), { bots: 2 }],
    ['stop', 'one bot dies after StopPipelineExecution', killed('codepipeline', 'after', isStop), { bots: 2 }],
    ['rollback', 'one bot dies after RollbackStage', killed('codepipeline', 'after', isBack), { bots: 2 }],
  ],
};

export const SCENARIOS: Scenario[] = Object.entries(FAMILIES).flatMap(([family, rows]) =>
  rows.map(([story, fault, sets, rest]) => ({ family, story, fault, sets, ...rest })),
);
