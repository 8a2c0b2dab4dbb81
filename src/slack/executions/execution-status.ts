import type { ExecutionStatus } from '../../domain/executions/execution';

/** How a status is shown, wherever one is. */
export const STATUS: Record<ExecutionStatus, { mark: string; words: string }> = {
  InProgress: { mark: ':hourglass_flowing_sand:', words: 'in progress' },
  Stopping: { mark: ':octagonal_sign:', words: 'stopping' },
  Stopped: { mark: ':octagonal_sign:', words: 'stopped' },
  Succeeded: { mark: ':white_check_mark:', words: 'succeeded' },
  Failed: { mark: ':x:', words: 'failed' },
  Superseded: { mark: ':fast_forward:', words: 'superseded by a newer execution' },
  Cancelled: { mark: ':heavy_minus_sign:', words: 'cancelled: the pipeline was edited' },
};
