import type { Policies } from '../../domain/policies/policy';
import type { Verb } from '../command-router';
import { type OpenRollbackDeps, openRollback } from './open-rollback';

/** `rollback`: a dialog, with the release chosen that was named or that is the last good one. */
export function rollbackCommand({ policies, ...deps }: OpenRollbackDeps & { policies: Policies }): Verb {
  return {
    name: 'rollback',
    usage: '<pipeline> [release]',
    does: 'restore an earlier release: choose it in a dialog, with its metrics beside today’s',
    role: 'operator',
    on: 'pipeline',
    options: {},
    examples: ['rollback penguins', 'rollback penguins 1.4.0'],
    run: async ({ triggerId, client, caller, args }) => {
      const { pipeline, release } = args.words({ required: ['pipeline'], optional: ['release'] });
      const policy = policies.pipeline(pipeline);
      await openRollback(deps)({ client, triggerId, caller, policy, typed: release });
    },
  };
}
