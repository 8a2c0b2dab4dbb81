import type { StartDeploy } from '../../domain/executions/start-deploy';
import type { Policies } from '../../domain/policies/policy';
import { channelLink, code, md, section } from '../blocks';
import type { Verb } from '../command-router';
import { readSource, SOURCE_OPTIONS } from '../source-options';

/** `deploy`: starts an execution; the execution card is the answer, this reply only says where to look. */
export function deployCommand({ policies, startDeploy }: { policies: Policies; startDeploy: StartDeploy }): Verb {
  return {
    name: 'deploy',
    usage: '<pipeline> [--commit SHA | --branch B] [--var K=V …]',
    does: 'start an execution: of the newest commit, or of the one you name',
    role: 'operator',
    on: 'pipeline',
    options: SOURCE_OPTIONS,
    examples: ['deploy penguins', 'deploy penguins --branch main --var THRESHOLD=0.9'],
    run: async ({ respond, caller, args }) => {
      const policy = policies.pipeline(args.words({ required: ['pipeline'] }).pipeline);
      const started = await startDeploy({ policy, caller, ...readSource(args) });
      const of = started.commitId ? md` of commit ${code(started.commitId.slice(0, 7))}` : md``;
      const id = code(started.executionId.slice(0, 8));
      await respond({
        text: `Started an execution of ${policy.name}.`,
        blocks: [
          section(md`Started execution ${id} of *${policy.name}*${of}. Its card is in ${channelLink(policy.channel)}.`),
        ],
      });
    },
  };
}
