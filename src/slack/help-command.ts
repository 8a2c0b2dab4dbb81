import { code, context, join, md, section } from './blocks';
import { usageOf, type Verb } from './command-router';

/** `help`, written from the same list as the router. */
export function helpCommand(others: readonly Verb[]): Verb {
  const help: Verb = {
    name: 'help',
    usage: '',
    does: 'show this',
    options: {},
    run: async ({ respond }) => {
      const lines = [...others, help].map((verb) => md`${code(usageOf(verb))}\n      ${verb.does}`);
      await respond({
        text: 'What you can type after /mlpipeline.',
        blocks: [
          section(md`*mlpipeline* ships models: a commit is built, tested, approved by a person and deployed.`),
          // Slack folds long sections away behind “See more”, unless they are to stand open.
          { ...section(join(lines, '\n')), expand: true },
          context(md`A pipeline may be named by any beginning that fits only one.`),
        ],
      });
    },
  };
  return help;
}
