import { hasRole } from '../domain/policies/evaluate-policy';
import type { Policies } from '../domain/policies/policy';
import type { Directory, Person } from '../domain/ports/directory';
import { code, context, join, md, section, sections } from './blocks';
import { usageOf } from './command-arguments';
import { type Verb, verbNamed } from './command-router';

export interface HelpDeps {
  policies: Policies;
  directory: Directory;
}

/** Verbs under one heading. */
export interface VerbGroup {
  title: string;
  verbs: readonly Verb[];
}

/** `help`: written from the list that the router has, with what this person may do. */
export function helpCommand({ policies, directory }: HelpDeps, groups: readonly VerbGroup[]): Verb {
  const others = groups.flatMap(({ verbs }) => verbs);
  const help: Verb = {
    name: 'help',
    usage: '[verb]',
    does: 'show what you may do here, or all about one command',
    role: 'everyone',
    on: 'pipeline',
    options: {},
    examples: ['help deploy'],
    run: async ({ respond, caller, args }) => {
      const { verb: named } = args.words({ optional: ['verb'] });
      if (named !== undefined) {
        const verb = verbNamed([...others, help], named);
        await respond({ text: `How to use ${verb.name}.`, blocks: aboutVerb(verb) });
        return;
      }
      const person = await directory.person(caller.slackId);
      const usable = groups
        .map(({ title, verbs }) => ({ title, verbs: verbs.filter((verb) => mayUse(person, verb, policies)) }))
        .filter(({ verbs }) => verbs.length > 0);
      const isAll = usable.flatMap(({ verbs }) => verbs).length === others.length;
      await respond({
        text: 'What you can type after /mlpipeline.',
        blocks: [
          section(md`*mlpipeline* ships models: a commit is built, tested, approved by a person and deployed.`),
          // Slack folds long sections away behind “See more”, unless they are to stand open.
          ...usable.flatMap(linesOf).map((section) => ({ ...section, expand: true })),
          context(
            md`A name may be typed as any beginning that fits only one. More: ${code('/mlpipeline help <verb>')}`,
            ...(isAll ? [] : [md`You see what your roles allow: ${code('/mlpipeline whoami')}`]),
          ),
        ],
      });
    },
  };
  return help;
}

const linesOf = ({ title, verbs }: VerbGroup) =>
  sections([md`*${title}*`, ...verbs.map((verb) => md`${code(usageOf(verb))}\n      ${verb.does}`)]);

/** Whether there is anything that this person may do with a verb. */
function mayUse(person: Person, { role, on }: Verb, policies: Policies): boolean {
  if (role === 'everyone') return person.isFullMember;
  const scopes = on === 'pipeline' ? policies.pipelines() : policies.projects();
  return scopes.some((scope) => hasRole(person, role, scope));
}

function aboutVerb(verb: Verb) {
  const options = Object.entries(verb.options).map(([name, { value, does }]) => {
    return md`${code(value ? `--${name} ${value}` : `--${name}`)}  ${does}`;
  });
  const examples = verb.examples.map((example) => code(`/mlpipeline ${example}`));
  const role = verb.role === 'everyone' ? 'Every full member may.' : `Needs the role ${verb.role}.`;
  return [
    section(md`${code(usageOf(verb))}\n${sentence(verb.does)}`),
    ...(options.length > 0 ? [section(join(options, '\n'))] : []),
    ...(examples.length > 0 ? [section(md`For example:\n${join(examples, '\n')}`)] : []),
    context(md`${role}`),
  ];
}

const sentence = (clause: string): string => `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
