import type { RollbackOption } from '../../domain/releases/rollback-plan';

/** An option that can be chosen. */
export type Restorable = RollbackOption & { how: NonNullable<RollbackOption['how']> };

export const isRestorable = (option: RollbackOption): option is Restorable => option.how !== undefined;
