import { randomUUID } from 'node:crypto';
import { AwsError } from '../../aws-error';
import type { ExecutionRecord, PipelineRecord } from '../state';
import { isActive } from './whereabouts';

export type NewExecution = Pick<ExecutionRecord, 'trigger' | 'variables'> &
  Partial<Pick<ExecutionRecord, 'clientRequestToken' | 'pinnedCommits' | 'revisions' | 'rollbackTargetId'>>;

/** Executions of a pipeline that may be under way at once. The number is not documented (unverified). */
const CONCURRENT_EXECUTIONS = 50;

/** @throws AwsError ConcurrentPipelineExecutionsLimitExceededException */
export function assertRoomForOneMore({ executions }: PipelineRecord): void {
  if (executions.filter(isActive).length < CONCURRENT_EXECUTIONS) return;
  throw new AwsError(
    'ConcurrentPipelineExecutionsLimitExceededException',
    'The pipeline has reached the limit for concurrent pipeline executions.',
  );
}

/** The record of an execution that has not begun: in the current structure and mode of its pipeline. */
export function newExecution(
  { structure }: PipelineRecord,
  stage: string,
  request: NewExecution,
  at: Date,
): ExecutionRecord {
  return {
    id: randomUUID(),
    pipelineVersion: structure.version,
    status: 'InProgress',
    mode: structure.executionMode,
    startedAt: at.toISOString(),
    updatedAt: at.toISOString(),
    pinnedCommits: {},
    revisions: [],
    position: { stage, waiting: true },
    ...request,
  };
}
