import { hasRole } from '../../domain/policies/evaluate-policy';
import type { PipelinePolicy, Policies } from '../../domain/policies/policy';
import type { Approvals } from '../../domain/ports/approvals';
import type { Directory } from '../../domain/ports/directory';
import type { Executions } from '../../domain/ports/executions';
import type { Locks } from '../../domain/ports/locks';
import type { ProductionOf } from '../../domain/releases/production';
import { md, section } from '../blocks';
import type { Verb } from '../command-router';
import { PAGE_OPTION, pageAsked, pageButtons, pageOf } from '../pages';
import { type PipelineStanding, pipelineLine, unreadablePipeline } from './pipeline-line';

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
      const lines = await Promise.all(
        page.items.map((policy) =>
          standingOf(deps, policy).then(
            (standing) => pipelineLine(standing, deps.now()),
            (error) => unreadablePipeline(policy, error),
          ),
        ),
      );
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

async function standingOf(deps: ListDeps, policy: PipelinePolicy): Promise<PipelineStanding> {
  const [[newest], open, production, locks] = await Promise.all([
    deps.executions.newest(policy.name, 1),
    deps.approvals.open(policy.name),
    deps.productionOf(policy),
    deps.locks.get(policy.name),
  ]);
  return { policy, newest, open, production, locks };
}
