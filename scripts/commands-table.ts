import { withMadePart } from '../infra/local/made-part';
import { describedVerbs } from '../src/build-slack';
import { usageOf } from '../src/slack/command-arguments';
import type { Verb } from '../src/slack/command-router';

/** docs/commands.md with every verb as the router and the help have it. */
export function withCommands(document: string): string {
  const rows = describedVerbs().map((verb) => `| ${typed(usageOf(verb))} | ${verb.role} | ${verb.does} |`);
  const details = describedVerbs().flatMap(detailsOf);
  return withMadePart(
    document,
    ['| command | role | does |', '|---|---|---|', ...rows, '', '### Options', ...details, ''].join('\n'),
  );
}

const detailsOf = ({ name, options }: Verb): string[] =>
  Object.entries(options).map(([option, { value, does }]) => {
    return `- \`${name}\` ${typed(value ? `--${option} ${value}` : `--${option}`)}: ${does}`;
  });

/** In a cell of a table a bar would begin the next one. */
const typed = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;
