import { BadRequest } from '../domain/errors';
import { cut } from './blocks';
import type { Arguments, OptionSpec } from './command-arguments';

/** What `deploy` and `build` take: the source to start from, and variables. */
export const SOURCE_OPTIONS = {
  commit: { type: 'string', value: 'SHA', does: 'this commit: its id, or the beginning that a card shows' },
  branch: { type: 'string', value: 'B', does: 'the newest commit of this branch' },
  var: {
    type: 'string',
    value: 'K=V',
    multiple: true,
    does: 'a variable that it declares; may be given several times',
  },
} satisfies OptionSpec;

interface SourceOptions {
  commit?: string | undefined;
  branch?: string | undefined;
  variables: Record<string, string>;
}

/** @throws BadRequest where a value cannot be what it is given for */
export function readSource(args: Arguments): SourceOptions {
  const { commit, branch } = { commit: args.text('commit'), branch: args.text('branch') };
  if (commit !== undefined && branch !== undefined) throw new BadRequest('Name a commit or a branch, not both.');
  if (commit !== undefined && !/^[0-9a-f]{7,40}$/i.test(commit)) {
    throw new BadRequest('A commit is named by its id, or by its first 7 characters and more: 0-9 and a-f.');
  }
  if (branch !== undefined && !/^(?!-)[^\s~^:?*[\\\p{Cc}]{1,256}$/u.test(branch)) {
    throw new BadRequest(`“${cut(branch, 60)}” cannot be the name of a branch.`);
  }
  return { commit: commit?.toLowerCase(), branch, variables: Object.fromEntries(args.list('var').map(readVariable)) };
}

/** CodePipeline API Reference, PipelineVariable: name 1-128 of [A-Za-z0-9@\-_], value 1-1000. CodeBuild takes no less. */
function readVariable(typed: string): [string, string] {
  const at = typed.indexOf('=');
  const [name, value] = [typed.slice(0, at), typed.slice(at + 1)];
  if (at < 1 || !/^[A-Za-z0-9@\-_]{1,128}$/.test(name) || value.length < 1 || value.length > 1000) {
    throw new BadRequest(`“${cut(typed, 60)}” is not a variable: write --var NAME=value.`);
  }
  return [name, value];
}
