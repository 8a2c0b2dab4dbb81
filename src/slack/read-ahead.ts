import { AsyncLocalStorage } from 'node:async_hooks';
import type { Approvals } from '../domain/ports/approvals';
import { ACTION, readApprovalKey } from './ids';

/** Buttons whose press decides: what is read first for them is the approval that they name. */
const DECIDING: readonly string[] = [ACTION.approve, ACTION.confirmApprove, ACTION.confirmReject];

/** Milliseconds for which what was read ahead is as good as read now: as long as a check may take that somebody waits for. */
const FRESH_MS = 2_000;

/** @param body of Slack's request, as it came; @param check what is to be done meanwhile, and all that follows from it */
export type ReadAhead = <T>(body: unknown, check: () => Promise<T>) => Promise<T>;

/** Where nothing is read ahead. */
export const readNothing: ReadAhead = (_body, check) => check();

/**
 * Whether a request was seen before is to be known before anybody listens to it, and takes a call. Where a button decides
 * an approval, that is read beside it, by the key on the button: which is all that this key does, here as elsewhere.
 */
export function readingAhead(approvals: Approvals, now: () => Date): { approvals: Approvals; readAhead: ReadAhead } {
  const ahead = new AsyncLocalStorage<{ readAt: Date; reading: Map<string, ReturnType<Approvals['get']>> }>();
  return {
    readAhead(body, check) {
      const approvalId = approvalIdIn(body);
      if (approvalId === undefined) return check();
      const asked = approvals.get(approvalId);
      asked.catch(() => undefined); // whoever needs it hears of it
      return ahead.run({ readAt: now(), reading: new Map([[approvalId, asked]]) }, check);
    },
    approvals: {
      ...approvals,
      get(approvalId) {
        const { reading, readAt } = ahead.getStore() ?? {};
        const asked = reading?.get(approvalId);
        reading?.clear(); // whoever reads it again wants to know what has become of it
        const isFresh = readAt !== undefined && now().getTime() - readAt.getTime() <= FRESH_MS;
        return asked && isFresh ? asked : approvals.get(approvalId);
      },
    },
  };
}

/** The approval that a press of a button decides; undefined for everything else that may come. */
function approvalIdIn(body: unknown): string | undefined {
  const { type, actions }: { type?: unknown; actions?: unknown } = Object(body);
  const { action_id: id, value }: { action_id?: unknown; value?: unknown } = Object(
    Array.isArray(actions) && actions[0],
  );
  if (type !== 'block_actions' || !DECIDING.includes(String(id)) || typeof value !== 'string') return undefined;
  try {
    return readApprovalKey(value).approvalId;
  } catch {
    return undefined; // whoever listens says what is wrong with it
  }
}
