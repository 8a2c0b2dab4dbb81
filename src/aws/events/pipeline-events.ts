import { z } from 'zod';
import { type EventReader, name, read, stateOf, words } from './reading';

/** STARTED and RESUMED are what the API calls InProgress. */
const STAGE_STATES = {
  STARTED: 'InProgress',
  RESUMED: 'InProgress',
  INPROGRESS: 'InProgress',
  STOPPING: 'Stopping',
  STOPPED: 'Stopped',
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  CANCELED: 'Cancelled',
  CANCELLED: 'Cancelled',
} as const;

const EXECUTION_STATES = { ...STAGE_STATES, SUPERSEDED: 'Superseded' } as const;

const ACTION_STATES = {
  STARTED: 'InProgress',
  INPROGRESS: 'InProgress',
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  CANCELED: 'Cancelled',
  CANCELLED: 'Cancelled',
  ABANDONED: 'Abandoned',
} as const;

/** Far beyond the retries that an execution can have had. */
const MOST_ATTEMPTS = 1_000_000;

const ofExecution = {
  pipeline: name,
  'execution-id': name,
  /** A float in the raw JSON, text in old events; missing in some and 0 in others: the first attempt. */
  'pipeline-execution-attempt': z.coerce.number().int().min(0).max(MOST_ATTEMPTS).optional(),
};

const executionDetail = z.object({
  ...ofExecution,
  state: stateOf(EXECUTION_STATES),
  'execution-trigger': z.object({ 'trigger-type': words, 'trigger-detail': words }).optional().catch(undefined),
});

const stageDetail = z.object({ ...ofExecution, stage: name, state: stateOf(STAGE_STATES) });

const actionDetail = z.object({
  ...ofExecution,
  stage: name,
  action: name,
  'action-execution-id': name.optional(),
  type: z.object({ category: name, provider: name }),
  state: stateOf(ACTION_STATES),
  'execution-result': z
    .object({ 'external-execution-summary': words, 'external-execution-url': words })
    .optional()
    .catch(undefined),
});

export const executionEvent: EventReader = ({ type, at, detail }) => {
  const found = read(executionDetail, detail, type);
  const trigger = found['execution-trigger'];
  return [
    {
      kind: 'execution',
      ...executionIn(found),
      at,
      status: found.state,
      trigger: trigger?.['trigger-type']
        ? { type: trigger['trigger-type'], detail: trigger['trigger-detail'] }
        : undefined,
    },
  ];
};

export const stageEvent: EventReader = ({ type, at, detail }) => {
  const found = read(stageDetail, detail, type);
  return [{ kind: 'stage', ...executionIn(found), at, stage: found.stage, status: found.state }];
};

export const actionEvent: EventReader = ({ type, at, detail }) => {
  const found = read(actionDetail, detail, type);
  const result = found['execution-result'];
  return [
    {
      kind: 'action',
      ...executionIn(found),
      at,
      stage: found.stage,
      action: found.action,
      actionExecutionId: found['action-execution-id'],
      category: found.type.category,
      provider: found.type.provider,
      status: found.state,
      summary: result?.['external-execution-summary'],
      url: result?.['external-execution-url'],
    },
  ];
};

function executionIn(detail: {
  pipeline: string;
  'execution-id': string;
  'pipeline-execution-attempt'?: number | undefined;
}) {
  return {
    pipeline: detail.pipeline,
    executionId: detail['execution-id'],
    attempt: Math.max(1, detail['pipeline-execution-attempt'] ?? 1),
  };
}
