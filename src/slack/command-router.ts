import { BadRequest } from '../domain/errors';
import type { Admit } from '../domain/policies/authorize';
import type { Role } from '../domain/policies/policy';
import { nearest } from '../nearest';
import { cut } from './blocks';
import { type Arguments, type OptionSpec, readArguments, splitCommand } from './command-arguments';
import type { TypedCommand } from './interactions';

/** One verb of `/mlpipeline`: the router, the help and the manifest are made from the same list. */
export interface Verb {
  name: string;
  /** What follows the verb, e.g. `<pipeline> [--commit SHA | --branch B]`. */
  usage: string;
  /** What it does, as a clause without a full stop. */
  does: string;
  /** The role that it needs; `everyone`: any full member of the workspace. Help shows the verb to whoever has it. */
  role: Role | 'everyone';
  /** What the role must be held for: some pipeline, or some project. */
  on: 'pipeline' | 'project';
  options: OptionSpec;
  /** Whole command lines, without `/mlpipeline`, that `help <verb>` shows. */
  examples: readonly string[];
  run: (call: VerbCall) => Promise<void>;
}

interface VerbCall extends TypedCommand {
  args: Arguments;
}

export type RouteCommand = (typed: TypedCommand) => Promise<void>;

/**
 * Finds the verb and reads its arguments. No verb at all means help, and so does `--help` behind one. Whoever is no full
 * member of the workspace gets no further than this; which roles a verb needs, it asks itself.
 */
export function commandRouter(verbs: readonly Verb[], help: Verb, admit: Admit): RouteCommand {
  return async (typed) => {
    const [name = help.name, ...words] = splitCommand(typed.text);
    const verb = verbNamed([...verbs, help], name);
    await admit({ caller: typed.caller, verb: verb.name });
    if (verb !== help && asksForHelp(words)) {
      await help.run({ ...typed, args: readArguments([verb.name], help) });
      return;
    }
    await verb.run({ ...typed, args: readArguments(words, verb) });
  };
}

/** @throws BadRequest naming the nearest verbs */
export function verbNamed(verbs: readonly Verb[], typed: string): Verb {
  const verb = verbs.find((candidate) => candidate.name === typed.toLowerCase());
  if (verb) return verb;
  const near = nearest(
    verbs.map(({ name }) => name),
    typed,
  );
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Type /mlpipeline help to see what there is.';
  throw new BadRequest(`“${cut(typed, 40)}” is not a command. ${hint}`);
}

/** What follows `--` belongs to the verb, whatever it looks like. */
function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return words.slice(0, end < 0 ? words.length : end).includes('--help');
}
