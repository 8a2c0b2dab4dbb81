import type { RetryStage } from '../../domain/executions/retry-stage';
import type { Policies } from '../../domain/policies/policy';
import { channelLink, code, md, section } from '../blocks';
import type { Verb } from '../command-router';
import { configuredPipeline } from '../configured-pipeline';
import { readExecutionKey } from '../ids';
import type { ButtonClick } from '../interactions';

/** `retry`: the newest failed execution goes on where it failed; its card is the answer. */
export function retryCommand({ policies, retryStage }: { policies: Policies; retryStage: RetryStage }): Verb {
  return {
    name: 'retry',
    usage: '<pipeline> [--all]',
    does: 'let the newest failed execution go on in the stage where it failed',
    role: 'operator',
    on: 'pipeline',
    options: { all: { type: 'boolean', does: 'all actions of the stage, also those that succeeded' } },
    examples: ['retry penguins', 'retry penguins --all'],
    run: async ({ respond, caller, args }) => {
      const policy = policies.pipeline(args.words({ required: ['pipeline'] }).pipeline);
      const { executionId, stage } = await retryStage({ policy, caller, all: args.flag('all') });
      const said = md`Retrying stage *${stage}* of execution ${code(executionId.slice(0, 8))} of *${policy.name}*. Its card is in ${channelLink(policy.channel)}.`;
      await respond({ text: said.text, blocks: [section(said)] });
    },
  };
}

/** The button on the card of a failed execution: the card itself shows what became of it. */
export function onRetry({ policies, retryStage }: { policies: Policies; retryStage: RetryStage }) {
  return async ({ ack, action, caller }: ButtonClick): Promise<void> => {
    await ack();
    const { pipeline, executionId } = readExecutionKey(action.value);
    await retryStage({ policy: configuredPipeline(policies, pipeline), caller, executionId, all: false });
  };
}
