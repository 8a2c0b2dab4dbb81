import type { KnownBlock } from '@slack/web-api';
import type { Execution } from '../../domain/executions/execution';
import type { PipelinePolicy } from '../../domain/policies/policy';
import { actions, button } from '../blocks';
import { ACTION, executionKey } from '../ids';

interface FailedExecution {
  execution: Execution;
  policy: PipelinePolicy;
}

/** Of an execution that failed: try again, or see why, which is answered privately. */
export function failureButtons({ execution, policy: { name } }: FailedExecution): KnownBlock {
  const value = executionKey(execution);
  const retry = () =>
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
    });
  return actions(
    'execution_card',
    ...(execution.notRetryable === execution.attempt ? [] : [retry()]),
    button({ actionId: ACTION.executionLog, text: 'Logs', value, label: `Logs of the failed execution of ${name}` }),
  );
}
