import type { Actor } from '../policies/policy';
import type { AuditValue } from './audit-chain';

export interface Intent {
  /** Given where one request must act only once (a dialog's nonce); else a new one. */
  auditId?: string | undefined;
  chain: string;
  actor: Actor;
  action: string;
  target: string;
  request: Record<string, AuditValue>;
  evidence?: AuditValue | undefined;
}

/** The mark of an intent without an outcome, with all that is needed to finish it after a crash. */
export interface PendingIntent extends Omit<Intent, 'auditId'> {
  auditId: string;
  openedAt: Date;
  dueAt: Date;
  /** True once the intent is in the audit log. */
  confirmed: boolean;
  /** Given up before the intent was written. */
  dropped?: boolean | undefined;
}
