import { randomUUID } from 'node:crypto';
import { pipelineEvent } from '../events';
import type { ExecutionRecord, PipelineRecord } from '../state';
import { arrive } from './progress';
import type { Turn } from './turn';

export type NewExecution = Pick<ExecutionRecord, 'trigger' | 'variables'> &
  Partial<Pick<ExecutionRecord, 'clientRequestToken' | 'pinnedCommits' | 'revisions' | 'rollbackTargetId'>>;

/** Adds an execution and lets it arrive at a stage: the first one, unless it is a rollback. */
export function startExecution(
  pipeline: PipelineRecord,
  stage: string,
  execution: NewExecution,
  turn: Turn,
): ExecutionRecord {
  const at = turn.at.toISOString();
  const record: ExecutionRecord = {
    id: randomUUID(),
    pipelineVersion: pipeline.structure.version,
    status: 'InProgress',
    startedAt: at,
    updatedAt: at,
    pinnedCommits: {},
    revisions: [],
    position: { stage, waiting: true },
    ...execution,
  };
  pipeline.executions.push(record);
  turn.emit(pipelineEvent(pipeline, record, 'STARTED', turn.at));
  arrive(pipeline, record, stage, turn);
  return record;
}
