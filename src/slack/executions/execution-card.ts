import type { KnownBlock } from '@slack/web-api';
import type { ActionApproval } from '../../domain/approvals/approval';
import type { ModelFacts } from '../../domain/approvals/evidence';
import { type Execution, isEnded, type Superseding } from '../../domain/executions/execution';
import type { QueuedBehind } from '../../domain/executions/queued-behind';
import type { PipelinePolicy } from '../../domain/policies/policy';
import type { Release } from '../../domain/releases/release';
import { brief, code, context, cut, join, link, type Mrkdwn, md, moment, section, sections } from '../blocks';
import type { CardMessage } from '../cards/card-message';
import { type ConsolePlace, executionPage } from '../console-links';
import { duration, modelLabel } from '../figures';
import { failureButtons } from './execution-buttons';
import { executionFailure, failureReply } from './execution-failure';
import { commitOf, executionOrigin } from './execution-origin';
import { executionStages } from './execution-stages';
import { STATUS } from './execution-status';
import {
  isByStage,
  isSameModel,
  markLines,
  type RollbackFacts,
  restoredName,
  rollbackStanding,
} from './rollback-lines';

export interface ExecutionCardInput {
  execution: Execution;
  policy: PipelinePolicy;
  /** What the execution ships, or, for a rollback, what it restores; empty until the build has reported it. */
  model: ModelFacts;
  /** ARN of whoever pushed its commit, where AWS told. */
  pushedBy?: string | undefined;
  /** Approvals of it that are open. */
  waiting: readonly Pick<ActionApproval, 'stage' | 'requestedAt'>[];
  /** What people say of the release that it has become. */
  release?: Release | undefined;
  /** Of a rollback: what stands around it. */
  rollback?: RollbackFacts | undefined;
  /** The execution that holds the stage which this one is to enter next. */
  queuedBehind?: QueuedBehind | undefined;
  /** The author of its commit does not want to be mentioned. */
  isMuted: boolean;
  /** Neither does whoever asked for it. */
  isRequesterMuted?: boolean;
  console: ConsolePlace;
}

/** One message per execution, updated in place from its start to its end. */
export function executionCard(given: ExecutionCardInput): CardMessage {
  const { version } = given.model;
  // A build says what it likes of its version.
  const input = version === undefined ? given : { ...given, model: { ...given.model, version: brief(version, 80) } };
  const { execution, policy } = input;
  const whole = { channel: policy.channel, text: spoken(input) };
  if (execution.status === 'Superseded') return { ...whole, blocks: [section(folded(input))] };
  return {
    ...whole,
    blocks: [
      ...sections([headline(input), ...executionOrigin(input), ...markLines(input.release, input.console)]),
      ...executionStages(execution),
      ...outcome(input),
      ...standing(input),
      context(...footnotes(input)),
    ],
    reply: execution.status === 'Failed' ? failureReply(input) : undefined,
  };
}

function spoken({ execution, policy, model }: ExecutionCardInput): string {
  const what = execution.rollbackOf ? 'Rollback' : 'Execution';
  const version = model.version ? md` (${model.version})`.text : '';
  return `${what} of ${policy.name}${version} ${STATUS[execution.status].words}.`;
}

/** Nothing came of it, and nothing went wrong: a line in the history of the channel. */
function folded({ execution, policy, console }: ExecutionCardInput): Mrkdwn {
  const { revision, supersededBy } = execution;
  const own = revision ? md` ${commitOf({ ...revision, authorName: undefined }, 50)}` : md``;
  const by = supersededBy ? overtaking(policy.name, supersededBy, console) : md`${STATUS.Superseded.words}`;
  return md`${STATUS.Superseded.mark} *${policy.model}*${own}, ${by}`;
}

function overtaking(pipeline: string, { executionId, commitId }: Superseding, console: ConsolePlace): Mrkdwn {
  const commit = commitId ? md` of ${commitId.slice(0, 7)}` : md``;
  return md`superseded by execution ${link(executionPage(console, pipeline, executionId), shortId(executionId))}${commit}`;
}

function headline({ execution, policy, model, rollback = {} }: ExecutionCardInput): Mrkdwn {
  const { mark, words } = STATUS[execution.status];
  const restored = execution.rollbackOf ? restoredName(execution, rollback) : undefined;
  const name = modelLabel(policy, restored ? { version: restored } : model);
  const what = execution.rollbackOf ? md`:rewind: *Rollback to ${name}*` : md`*${name}*`;
  return md`${what} ${mark} ${words}`;
}

function standing({ execution, model, rollback = {} }: ExecutionCardInput): KnownBlock[] {
  return execution.rollbackOf ? sections(rollbackStanding(execution, model.digest, rollback)) : [];
}

function outcome(input: ExecutionCardInput): KnownBlock[] {
  const { execution, policy, waiting, queuedBehind, console } = input;
  if (execution.status === 'Succeeded') return [section(md`:rocket: *${policy.model}* ${served(input)}`)];
  if (execution.status === 'Failed') return [...executionFailure(input), failureButtons(input)];
  if (isEnded(execution.status)) return [];
  if (queuedBehind) return [section(queue(policy.name, queuedBehind, console))];
  if (waiting.length === 0) return [];
  const said = waiting.map(
    ({ stage, requestedAt }) => md`:raised_hand: Waits for approval in *${stage}* since ${moment(requestedAt)}`,
  );
  return [section(join(said, '\n'))];
}

function served({ execution, model, rollback = {} }: ExecutionCardInput): Mrkdwn {
  if (!execution.rollbackOf) return md`now serves ${code(model.version ?? 'this release')}`;
  const name = restoredName(execution, rollback) ?? model.version ?? 'that release';
  const isItself = isByStage(execution) || isSameModel(model.digest, rollback);
  return isItself ? md`serves ${code(name)} again` : md`now serves ${code(name)}, rebuilt`;
}

function queue(pipeline: string, { stage, executionId }: QueuedBehind, console: ConsolePlace): Mrkdwn {
  const holder = link(executionPage(console, pipeline, executionId), shortId(executionId));
  return md`:raised_hand: Waits until execution ${holder} has left *${stage}*`;
}

function footnotes({ execution, model, console }: ExecutionCardInput): Mrkdwn[] {
  const { pipeline, executionId, startedAt, endedAt } = execution;
  return [
    md`Execution ${link(executionPage(console, pipeline, executionId), shortId(executionId))} of ${pipeline}`,
    md`Started ${moment(startedAt)}`,
    ...(endedAt ? [md`Took ${duration(endedAt.getTime() - startedAt.getTime())}`] : []),
    ...(model.digest ? [md`Digest ${code(cut(model.digest, 19))}`] : []),
  ];
}

const shortId = (executionId: string): string => executionId.slice(0, 8);
