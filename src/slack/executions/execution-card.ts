import type { KnownBlock } from '@slack/web-api';
import type { ModelFacts } from '../../domain/approvals/evidence';
import type { Execution, ExecutionStatus, Intervention, StageProgress } from '../../domain/executions/execution';
import { isEnded } from '../../domain/executions/execution';
import type { PipelinePolicy } from '../../domain/policies/policy';
import {
  actions,
  button,
  code,
  context,
  cut,
  firstLine,
  join,
  link,
  type Mrkdwn,
  md,
  mention,
  moment,
  section,
} from '../blocks';
import type { CardMessage } from '../cards/card-message';
import { duration, modelLabel } from '../figures';
import { ACTION, executionKey } from '../ids';
import { isAuthor, principal } from '../principal';
import { triggerWords } from './trigger-words';

export interface ExecutionCardInput {
  execution: Execution;
  policy: PipelinePolicy;
  /** What the execution ships, or, for a rollback, what it restores; empty until the build has reported it. */
  model: ModelFacts;
  /** ARN of whoever pushed its commit, where AWS told. */
  pushedBy?: string | undefined;
  now: Date;
}

/** How a status is shown, wherever one is. */
export const STATUS: Record<ExecutionStatus, { mark: string; words: string }> = {
  InProgress: { mark: ':hourglass_flowing_sand:', words: 'in progress' },
  Stopping: { mark: ':octagonal_sign:', words: 'stopping' },
  Stopped: { mark: ':octagonal_sign:', words: 'stopped' },
  Succeeded: { mark: ':white_check_mark:', words: 'succeeded' },
  Failed: { mark: ':x:', words: 'failed' },
  Superseded: { mark: ':fast_forward:', words: 'superseded by a newer execution' },
  Cancelled: { mark: ':heavy_minus_sign:', words: 'cancelled: the pipeline was edited' },
};

/** One message per execution, updated in place from its start to its end. */
export function executionCard(input: ExecutionCardInput): CardMessage {
  const { policy } = input;
  return {
    channel: policy.channel,
    text: spoken(input),
    blocks: [
      section(join([headline(input), ...origin(input)], '\n')),
      ...progress(input),
      ...outcome(input),
      context(...footnotes(input)),
    ],
  };
}

function spoken({ execution, policy, model }: ExecutionCardInput): string {
  const what = execution.rollbackOf ? 'Rollback' : 'Execution';
  const version = model.version ? md` (${model.version})`.text : '';
  return `${what} of ${policy.name}${version} ${STATUS[execution.status].words}.`;
}

function headline({ execution, policy, model }: ExecutionCardInput): Mrkdwn {
  const { mark, words } = STATUS[execution.status];
  const name = modelLabel(policy, model);
  const what = execution.rollbackOf ? md`:rewind: *Rollback to ${name}*` : md`*${name}*`;
  return md`${what} ${mark} ${words}`;
}

function origin({ execution, pushedBy }: ExecutionCardInput): Mrkdwn[] {
  const { revision, requestedBy, trigger, rollbackOf, reason, intervention } = execution;
  const commit = revision && commitOf(revision, pushedBy);
  const asked = requestedBy ? md`Asked for by ${mention(requestedBy.id)}` : md`${triggerWords(trigger)}`;
  const why = reason ? [md`>${firstLine(reason, 500)}`] : [];
  const restores = rollbackOf ? [md`Restores the release of execution ${code(rollbackOf.slice(0, 8))}`] : [];
  return [...(commit ? [commit] : []), ...restores, asked, ...why, ...intervened(intervention)];
}

function intervened(intervention: Intervention | undefined): Mrkdwn[] {
  if (!intervention) return [];
  const { kind, by, at, reason } = intervention;
  const what = kind === 'retry' ? ':repeat: Retried' : ':octagonal_sign: Stopped';
  return [md`${what} by ${mention(by.id)}, ${moment(at)}`, ...(reason ? [md`>${firstLine(reason, 500)}`] : [])];
}

function commitOf(revision: NonNullable<Execution['revision']>, pushedBy: string | undefined): Mrkdwn {
  const author = revision.authorName ? md` by ${cut(revision.authorName, 80)}` : md``;
  const pushed = pushedBy && !isAuthor(pushedBy, revision) ? md`, pushed by ${cut(principal(pushedBy), 80)}` : md``;
  return md`${link(revision.url, revision.commitId.slice(0, 7))} ${firstLine(revision.message ?? '')}${author}${pushed}`;
}

function progress({ execution, now }: ExecutionCardInput): KnownBlock[] {
  const named = execution.stageNames.map((name) => ({
    name,
    stage: execution.stages.find((one) => one.name === name),
  }));
  // A rollback runs one stage; the others are not waiting, they are not part of it.
  const shown = execution.rollbackOf ? named.filter(({ stage }) => stage) : named;
  if (shown.length === 0) return [];
  return [
    section(
      join(
        shown.map(({ name, stage }) => stageMark(name, stage, now)),
        '  →  ',
      ),
    ),
  ];
}

function stageMark(name: string, stage: StageProgress | undefined, now: Date): Mrkdwn {
  if (!stage) return md`:white_circle: ${name}`;
  const took = stage.startedAt ? ` ${duration((stage.endedAt ?? now).getTime() - stage.startedAt.getTime())}` : '';
  return md`${STATUS[stage.status].mark} ${name}${stage.endedAt ? took : ''}`;
}

function outcome({ execution, policy, model }: ExecutionCardInput): KnownBlock[] {
  if (execution.status === 'Succeeded') {
    const name = model.version ?? 'this release';
    return [section(md`:rocket: *${policy.model}* now serves ${code(name)}`)];
  }
  if (execution.status !== 'Failed') return [];
  return [...failure(execution), buttons(execution, policy)];
}

function failure({ failedAction }: Execution): KnownBlock[] {
  if (!failedAction) return [];
  const { stage, action, summary, url } = failedAction;
  const why = summary ? md`: ${firstLine(summary, 300)}` : md``;
  const where = url ? md`  ${link(url, 'Open the log')}` : md``;
  return [section(md`*${stage} / ${action}* failed${why}${where}`)];
}

/** Of an execution that failed: try again, or see why, which is answered privately. */
function buttons(execution: Execution, { name }: PipelinePolicy): KnownBlock {
  const value = executionKey(execution);
  return actions(
    'execution_card',
    button({
      actionId: ACTION.retry,
      text: 'Retry',
      value,
      label: `Retry the failed execution of ${name}`,
      confirm: {
        title: { type: 'plain_text', text: 'Retry this execution?' },
        text: {
          type: 'plain_text',
          text: 'Its failed actions run again, of the same commit; after them it goes on to the next stage.',
        },
        confirm: { type: 'plain_text', text: 'Retry' },
        deny: { type: 'plain_text', text: 'Cancel' },
      },
    }),
    button({ actionId: ACTION.executionLog, text: 'Logs', value, label: `Logs of the failed execution of ${name}` }),
  );
}

function footnotes({ execution, model, now }: ExecutionCardInput): Mrkdwn[] {
  const elapsed = duration((execution.endedAt ?? now).getTime() - execution.startedAt.getTime());
  return [
    md`Execution ${code(execution.executionId.slice(0, 8))} of ${execution.pipeline}`,
    md`Started ${moment(execution.startedAt)}`,
    ...(isEnded(execution.status) ? [md`Took ${elapsed}`] : []),
    ...(execution.attempt > 1 ? [md`Attempt ${execution.attempt}`] : []),
    ...(model.digest ? [md`Digest ${code(cut(model.digest, 19))}`] : []),
  ];
}
