import { z } from 'zod';
import type { ApprovalPolicy, RollbackPolicy } from '../domain/policies/approval-policy';
import { expireAfter, someApprovers, timeKeys } from './approval-schema';
import { type Beside, type Level, policyFrom } from './approvals';
import { quorum } from './gates';

const approval = z.strictObject({
  approvers: someApprovers.optional().meta({
    description:
      'Who may approve a rollback; else those with the role approver. owner: those of the pipeline’s key owner',
    examples: [['S012ABCDEF', 'owner']],
  }),
  quorum: quorum.optional().meta({ description: 'How many people must approve it; else 1', examples: [1] }),
  fourEyes: z
    .boolean()
    .optional()
    .meta({ description: 'Whoever asked for the rollback may not approve it; else true', examples: [true] }),
  ...timeKeys,
  expireAfter: expireAfter
    .optional()
    .meta({ description: 'When the policy rejects what nobody has answered; else never', examples: ['1h'] }),
});

/** For all pipelines, and for one. */
export const rollback = z.strictObject({
  lockAfterwards: z
    .boolean()
    .optional()
    .meta({
      description:
        'Whether the pipeline is locked once a rollback has succeeded, so that nothing deploys the bad commit again; else false',
      examples: [true],
    }),
  approval: z
    .union([z.literal('none'), approval])
    .optional()
    .meta({
      description: 'Who must approve a rollback before it is begun; none, or without the key: nobody',
      examples: [{ quorum: 1 }],
    }),
});

type GivenRollback = z.infer<typeof rollback>;

/** What one pipeline says of rolling back: each key is its own, else that of all pipelines. */
export function rollbackFrom(
  workspace: GivenRollback = {},
  name: string,
  own: GivenRollback = {},
  beside: Beside,
): RollbackPolicy {
  return {
    locksAfterwards: own.lockAfterwards ?? workspace.lockAfterwards ?? false,
    approval: approvalFrom(
      [
        { path: 'rollback.approval', given: workspace.approval },
        { path: `pipelines.${name}.rollback.approval`, given: own.approval },
      ],
      beside,
    ),
  };
}

interface Given {
  path: string;
  given: GivenRollback['approval'];
}

function approvalFrom(levels: readonly Given[], beside: Beside): ApprovalPolicy | undefined {
  const innermost = levels.findLast(({ given }) => given !== undefined)?.given;
  if (innermost === undefined || innermost === 'none') return undefined;
  const asked = levels.map(({ path, given }): Level => ({ path, rules: given === 'none' || !given ? {} : given }));
  // A rollback brings back what was approved once: only who asks for it has a part in it.
  return { ...policyFrom(asked, { ...beside, alarms: [] }), unknownPeople: 'warn' };
}
