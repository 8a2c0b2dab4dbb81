import { distance } from 'fastest-levenshtein';
import { BadRequest } from '../domain/errors';
import { cut } from './blocks';
import { type Arguments, type OptionSpec, readArguments, splitCommand } from './command-arguments';
import type { TypedCommand } from './interactions';

/** One verb of `/mlpipeline`: the router and the help text are made from the same list. */
export interface Verb {
  name: string;
  /** What follows the verb, e.g. `<pipeline> [--commit SHA | --branch B]`. */
  usage: string;
  /** What it does, as a clause without a full stop. */
  does: string;
  options: OptionSpec;
  run: (call: VerbCall) => Promise<void>;
}

interface VerbCall extends TypedCommand {
  args: Arguments;
}

export type RouteCommand = (typed: TypedCommand) => Promise<void>;

/** Finds the verb and reads its arguments. No verb at all means help. */
export function commandRouter(verbs: readonly Verb[]): RouteCommand {
  return async (typed) => {
    const [name = 'help', ...words] = splitCommand(typed.command.text);
    const verb = verbs.find((candidate) => candidate.name === name.toLowerCase());
    if (!verb) throw new BadRequest(unknownVerb(verbs, name));
    const args = readArguments(words, verb.options, usageOf(verb));
    await verb.run({ ...typed, args });
  };
}

export const usageOf = ({ name, usage }: Pick<Verb, 'name' | 'usage'>): string =>
  ['/mlpipeline', name, usage].filter(Boolean).join(' ');

function unknownVerb(verbs: readonly Verb[], typed: string): string {
  const near = verbs.map(({ name }) => name).filter((name) => distance(name, typed.toLowerCase()) <= 2);
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Type /mlpipeline help to see what there is.';
  return `“${cut(typed, 40)}” is not a command. ${hint}`;
}
