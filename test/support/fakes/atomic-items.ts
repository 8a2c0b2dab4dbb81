import { types } from 'node:util';
import { LATEST_MS, lateness } from './late-truth';

/**
 * Items in memory that change as DynamoDB's conditional write lets them: between reading and writing nothing is awaited,
 * so nobody comes in between. What goes in and comes out is a copy, as it would be over a wire.
 */
export class AtomicItems<T extends object> {
  private readonly items = new Map<string, T>();
  /** What the last seconds have changed, oldest first: lists come out of an index, which may lag. */
  private readonly changes: { key: string; before: T | undefined; at: number }[] = [];

  get(key: string): T | undefined {
    return copied(this.items.get(key));
  }

  /** @param query picks and sorts, and leaves the items as they are */
  list(query: (items: T[]) => T[]): T[] {
    return copied(query(this.asOf(lateness())));
  }

  /** The port's `update`: where the change returns its argument or nothing, nothing is written. */
  update(key: string, change: (current: T | undefined) => T | undefined): T | undefined {
    const current = this.get(key);
    const next = change(current);
    if (next === undefined || next === current) return current;
    this.put(key, next);
    return copied(next);
  }

  put(key: string, item: T): void {
    this.remember(key);
    this.items.set(key, copied(item));
  }

  delete(key: string): void {
    this.remember(key);
    this.items.delete(key);
  }

  private remember(key: string): void {
    const at = Date.now();
    while (this.changes[0] && this.changes[0].at < at - LATEST_MS) this.changes.shift();
    this.changes.push({ key, before: this.items.get(key), at });
  }

  private asOf(milliseconds: number): T[] {
    if (milliseconds === 0) return [...this.items.values()];
    const then = new Map(this.items);
    for (const { key, before, at } of this.changes.toReversed()) {
      if (at <= Date.now() - milliseconds) break;
      if (before) then.set(key, before);
      else then.delete(key);
    }
    return [...then.values()];
  }
}

const RealDate = Date;

/** A copy of what an item may hold: values, dates, lists and plain objects. `structuredClone` takes several times as long. */
function copied<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  // Of whatever realm: jest has its own, and another one while its clock is faked.
  if (types.isDate(value)) return new RealDate(value) as T;
  if (Array.isArray(value)) return value.map(copied) as T;
  const copy: Record<string, unknown> = {};
  for (const [key, own] of Object.entries(value)) copy[key] = copied(own);
  return copy as T;
}

/** Raises the version of what a change has changed, as the stores of executions and approvals do. */
export function raisingVersion<T extends { version: number }>(
  change: (current: T | undefined) => T | undefined,
): (current: T | undefined) => T | undefined {
  return (current) => {
    const next = change(current);
    return next === undefined || next === current ? next : { ...next, version: (current?.version ?? 0) + 1 };
  };
}
