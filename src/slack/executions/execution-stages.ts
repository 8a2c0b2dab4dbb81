import type { KnownBlock } from '@slack/web-api';
import { type Execution, isEnded, type StageProgress } from '../../domain/executions/execution';
import { attemptOfStage } from '../../domain/executions/stage-attempts';
import { cut, join, type Mrkdwn, md, moment, sections } from '../blocks';
import { duration, ordinal } from '../figures';
import { STATUS } from './execution-status';
import { isByStage } from './rollback-lines';

/** Stages in a line of their own each, so that a pipeline of fifty fits as well. */
const PER_LINE = 6;
const NAME_LENGTH = 50;

/** How far an execution has come. What lasts is shown by its beginning: nothing redraws a number that grows old. */
export function executionStages(execution: Execution): KnownBlock[] {
  const named = execution.stageNames.map((name) => ({
    name,
    stage: execution.stages.find((one) => one.name === name),
  }));
  // RollbackStage runs one stage; the others are not waiting, they are not part of it.
  const shown = isByStage(execution) ? named.filter(({ stage }) => stage) : named;
  const marks = shown.map(({ name, stage }) => stageMark(name, stage, attemptOfStage(execution, name)));
  const lines = Array.from({ length: Math.ceil(marks.length / PER_LINE) }, (_, line) =>
    join(marks.slice(line * PER_LINE, (line + 1) * PER_LINE), '  →  '),
  );
  return sections(lines.map((line, index) => (index === 0 ? line : md`→  ${line}`)));
}

function stageMark(name: string, stage: StageProgress | undefined, attempt: number): Mrkdwn {
  const label = cut(name, NAME_LENGTH);
  if (!stage) return md`:white_circle: ${label}`;
  const again = attempt > 1 ? md` (${ordinal(attempt)} attempt)` : md``;
  return md`${STATUS[stage.status].mark} ${label}${time(stage)}${again}`;
}

function time({ status, startedAt, endedAt }: StageProgress): Mrkdwn {
  if (!startedAt) return md``;
  if (!isEnded(status)) return md` since ${moment(startedAt, '{time}')}`;
  return endedAt ? md` ${duration(endedAt.getTime() - startedAt.getTime())}` : md``;
}
