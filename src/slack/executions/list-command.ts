import { Refusal } from '../../domain/errors';
import { hasRole } from '../../domain/policies/evaluate-policy';
import type { PipelinePolicy, Policies } from '../../domain/policies/policy';
import type { Approvals } from '../../domain/ports/approvals';
import type { Directory } from '../../domain/ports/directory';
import type { Executions } from '../../domain/ports/executions';
import type { Locks } from '../../domain/ports/locks';
import type { ProductionOf } from '../../domain/releases/production';
import { releaseName } from '../../domain/releases/release';
import { code, join, type Mrkdwn, md, moment, section } from '../blocks';
import type { Verb } from '../command-router';
import { holdLines } from '../locks/lock-card';
import { PAGE_OPTION, pageAsked, pageButtons, pageOf } from '../pages';
import { STATUS } from './execution-status';

export interface ListDeps {
  policies: Policies;
  directory: Directory;
  executions: Executions;
  approvals: Approvals;
  locks: Locks;
  productionOf: ProductionOf;
  now: () => Date;
}

/** Pipelines on a page: each costs a handful of reads. */
const PAGE = 20;

/** `list`: every pipeline this person may see, with its state, production release and waiting approvals. */
export function listCommand(deps: ListDeps): Verb {
  return {
    name: 'list',
    usage: '[--page N]',
    does: 'every pipeline: its newest execution, what production serves, what waits for approval',
    role: 'viewer',
    on: 'pipeline',
    options: PAGE_OPTION,
    examples: [],
    run: async ({ respond, caller, args }) => {
      args.words({});
      const person = await deps.directory.person(caller.slackId);
      const visible = deps.policies.pipelines().filter((policy) => hasRole(person, 'viewer', policy));
      const page = pageOf(visible, pageAsked(args), PAGE);
      const lines = await Promise.all(page.items.map((policy) => pipelineLine(deps, policy).catch(unreadable(policy))));
      await respond({
        text: visible.length === 1 ? '1 pipeline' : `${visible.length} pipelines`,
        blocks: [
          ...(lines.length > 0 ? lines.map(section) : [section(md`There is no pipeline that you may see.`)]),
          ...pageButtons(page, 'list'),
        ],
      });
    },
  };
}

/** What AWS does not let the bot read (the role of one account, say) hides no other pipeline. */
const unreadable =
  ({ name }: PipelinePolicy) =>
  (error: unknown): Mrkdwn => {
    if (error instanceof Refusal) return md`*${name}*  ·  :grey_question: ${error.userMessage}`;
    throw error;
  };

async function pipelineLine(deps: ListDeps, policy: PipelinePolicy): Promise<Mrkdwn> {
  const [[newest], open, production, locks] = await Promise.all([
    deps.executions.newest(policy.name, 1),
    deps.approvals.open(policy.name),
    deps.productionOf(policy),
    deps.locks.get(policy.name),
  ]);
  const state = newest
    ? md`${STATUS[newest.status].mark} ${STATUS[newest.status].words}, started ${moment(newest.startedAt)}`
    : md`no execution yet`;
  const serves = production ? md`production ${code(releaseName(production))}` : md`nothing in production`;
  const waits = open.length > 0 ? md`:bell: ${open.length} waiting for approval` : md`nothing waits`;
  return join([md`*${policy.name}*`, ...holdLines(policy, locks, deps.now()), state, serves, waits], '  ·  ');
}
