import { type BlockProblem, validateBlocks, validateView } from '../block-kit/validate';
import { isRecord } from '../http';
import type { MethodEntry } from './method';
import { SlackError } from './slack-error';

export const blocks: Record<string, MethodEntry> = {
  'blocks.validate': {
    token: 'none',
    call: (_workspace, args) => {
      const given = ['blocks', 'view', 'message'].filter((name) => args.has(name));
      if (given.length !== 1) throw new SlackError('invalid_arguments');
      const problems = check(given[0], args.json(given[0] ?? ''));
      if (problems.length === 0) return {};
      throw new SlackError('invalid_blocks', {
        errors: problems.map(({ message, pointer, expected }) => ({
          code: 'failed_constraint',
          message,
          pointer,
          ...(expected && { constraint: { type: 'enum', expected } }),
        })),
      });
    },
  },
};

function check(what: string | undefined, value: unknown): BlockProblem[] {
  if (what === 'view') return validateView(value);
  const messageBlocks = what === 'message' ? (isRecord(value) ? value.blocks : undefined) : value;
  return validateBlocks(messageBlocks, 'message').map((problem) => ({
    ...problem,
    pointer: what === 'blocks' ? problem.pointer.replace(/^\/blocks/, '') : problem.pointer,
  }));
}
