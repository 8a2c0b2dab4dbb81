import { BadRequest } from '../../domain/errors';
import type { StartDeploy } from '../../domain/executions/start-deploy';
import type { Policies } from '../../domain/policies/policy';
import { channelLink, code, cut, md, section } from '../blocks';
import type { Verb } from '../command-router';

/** `deploy`: starts an execution; the execution card is the answer, this reply only says where to look. */
export function deployCommand({ policies, startDeploy }: { policies: Policies; startDeploy: StartDeploy }): Verb {
  return {
    name: 'deploy',
    usage: '<pipeline> [--commit SHA | --branch B] [--var K=V …]',
    does: 'start an execution: of the newest commit, or of the one you name',
    role: 'operator',
    on: 'pipeline',
    options: {
      commit: { type: 'string', value: 'SHA', does: 'this commit: its id, or the beginning that a card shows' },
      branch: { type: 'string', value: 'B', does: 'the newest commit of this branch' },
      var: { type: 'string', value: 'K=V', multiple: true, does: 'a pipeline variable; may be given several times' },
    },
    examples: ['deploy penguins', 'deploy penguins --branch main --var THRESHOLD=0.9'],
    run: async ({ respond, caller, args }) => {
      const policy = policies.pipeline(args.words({ required: ['pipeline'] }).pipeline);
      const { commit, branch } = { commit: args.text('commit'), branch: args.text('branch') };
      if (commit !== undefined && branch !== undefined) throw new BadRequest('Name a commit or a branch, not both.');
      if (commit !== undefined && !/^[0-9a-f]{7,40}$/i.test(commit)) {
        throw new BadRequest('A commit is named by its id, or by its first 7 characters and more: 0-9 and a-f.');
      }
      if (branch !== undefined && !/^(?!-)[^\s~^:?*[\\\p{Cc}]{1,256}$/u.test(branch)) {
        throw new BadRequest(`“${cut(branch, 60)}” cannot be the name of a branch.`);
      }
      const variables = Object.fromEntries(args.list('var').map(readVariable));
      const started = await startDeploy({ policy, caller, commit: commit?.toLowerCase(), branch, variables });
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

/** CodePipeline API Reference, PipelineVariable: name 1-128 of [A-Za-z0-9@\-_], value 1-1000. */
function readVariable(typed: string): [string, string] {
  const at = typed.indexOf('=');
  const [name, value] = [typed.slice(0, at), typed.slice(at + 1)];
  if (at < 1 || !/^[A-Za-z0-9@\-_]{1,128}$/.test(name) || value.length < 1 || value.length > 1000) {
    throw new BadRequest(`“${cut(typed, 60)}” is not a variable: write --var NAME=value.`);
  }
  return [name, value];
}
