/**
 * Items in memory that change as DynamoDB's conditional write lets them: between reading and writing nothing is awaited,
 * so nobody comes in between. What goes in and comes out is a copy, as it would be over a wire.
 */
export class AtomicItems<T extends object> {
  private readonly items = new Map<string, T>();

  get(key: string): T | undefined {
    return structuredClone(this.items.get(key));
  }

  all(): T[] {
    return structuredClone([...this.items.values()]);
  }

  /** The port's `update`: where the change returns its argument or nothing, nothing is written. */
  update(key: string, change: (current: T | undefined) => T | undefined): T | undefined {
    const current = this.get(key);
    const next = change(current);
    if (next === undefined || next === current) return current;
    this.put(key, next);
    return structuredClone(next);
  }

  put(key: string, item: T): void {
    this.items.set(key, structuredClone(item));
  }

  delete(key: string): void {
    this.items.delete(key);
  }
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
