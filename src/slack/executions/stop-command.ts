import { BadRequest } from '../../domain/errors';
import type { StopExecution } from '../../domain/executions/stop-execution';
import type { Policies } from '../../domain/policies/policy';
import { channelLink, code, md, section } from '../blocks';
import type { Verb } from '../command-router';

/** `stop`: ends an execution in progress; its card is the answer. */
export function stopCommand({ policies, stopExecution }: { policies: Policies; stopExecution: StopExecution }): Verb {
  return {
    name: 'stop',
    usage: '<pipeline> [--execution ID] [--abandon] <reason>',
    does: 'stop the execution in progress, once its actions have ended',
    role: 'operator',
    on: 'pipeline',
    options: {
      execution: { type: 'string', value: 'ID', does: 'this one: the beginning of its id or of its commit' },
      abandon: { type: 'boolean', does: 'wait for no action, nor for an approval; builds go on by themselves' },
    },
    examples: ['stop penguins the data set is wrong', 'stop penguins --execution 1a2b3c4 --abandon wrong branch'],
    run: async ({ respond, caller, args }) => {
      const { pipeline, reason } = args.wordAndReason('pipeline');
      const policy = policies.pipeline(pipeline);
      const named = args.text('execution')?.toLowerCase();
      if (named !== undefined && !/^[0-9a-f-]{4,40}$/.test(named)) {
        throw new BadRequest('An execution is named by 4 or more characters of its id or of its commit: 0-9 and a-f.');
      }
      const abandon = args.flag('abandon');
      const { executionId } = await stopExecution({ policy, caller, named, abandon, reason });
      const how = abandon ? 'Nothing more is waited for' : 'It ends once its actions in progress have ended';
      const said = md`Stopping execution ${code(executionId.slice(0, 8))} of *${policy.name}*. ${how}; its card is in ${channelLink(policy.channel)}.`;
      await respond({ text: said.text, blocks: [section(said)] });
    },
  };
}
