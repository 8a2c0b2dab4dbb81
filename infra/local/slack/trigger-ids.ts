import type { Clock } from '../clock';
import { randomHex } from './ids';

/** Slack: "trigger_ids expire in three seconds" and "can only be used once". */
const LIFETIME_MS = 3_000;
const KEPT = 500;

export interface Trigger {
  userId: string;
  /** The dialog inside which it was generated; views.push needs one. */
  viewId?: string;
}

export type TriggerError = 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id';

/** Hands out the right to open one dialog, and takes it back. */
export class TriggerIds {
  readonly #issued = new Map<string, Trigger & { issuedAt: number; used: boolean }>();
  #count = 0;

  constructor(private readonly clock: Clock) {}

  issue(trigger: Trigger): string {
    const now = this.clock.now().getTime();
    this.#count += 1;
    const id = `${now}.${this.#count}.${randomHex(16)}`;
    this.#issued.set(id, { ...trigger, issuedAt: now, used: false });
    for (const old of this.#issued.keys()) {
      if (this.#issued.size <= KEPT) break;
      this.#issued.delete(old);
    }
    return id;
  }

  /** What it was issued for, or why it is worth nothing. Marks nothing as used: see spend(). */
  read(id: unknown): Trigger | TriggerError {
    const trigger = typeof id === 'string' ? this.#issued.get(id) : undefined;
    if (!trigger) return 'invalid_trigger_id';
    if (trigger.used) return 'exchanged_trigger_id';
    if (this.clock.now().getTime() - trigger.issuedAt > LIFETIME_MS) return 'expired_trigger_id';
    return trigger;
  }

  spend(id: string): void {
    const trigger = this.#issued.get(id);
    if (trigger) trigger.used = true;
  }
}
