import type { Execution } from '../executions/execution';
import type { PipelinePolicy } from '../policies/policy';
import type { Interest } from './subscriptions';

/**
 * What the card of an execution is about, as far as it has got. A failure stays one: whoever saw it is to see the retry
 * that succeeds, and only what has failed is ever retried.
 */
export function interestsOf(execution: Execution, { deployStage }: PipelinePolicy): Interest[] {
  const { status, attempt, stages, stageNames } = execution;
  const deploys = deployStage ?? stageNames.at(-1);
  const isDeployed = stages.some((stage) => stage.name === deploys && stage.status === 'Succeeded');
  return [
    ...(status === 'Failed' || attempt > 1 ? (['failures'] as const) : []),
    // A stage's event may be lost for good; an execution that has succeeded has succeeded in every stage.
    ...(status === 'Succeeded' || isDeployed ? (['releases'] as const) : []),
  ];
}
