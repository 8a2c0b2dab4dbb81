/**
 * Reads that lag. ListPipelineExecutions and its neighbours, and the indexes of DynamoDB, may answer what was true some
 * seconds ago. A fake that can do so looks here how late it is to be; unless a simulation says so, it is not.
 */
let lateMs = 0;

/** Milliseconds by which what is read now is late. */
export const lateness = (): number => lateMs;

/** Lets a read begin that answers what was true so many milliseconds ago. What it awaits afterwards is its own business. */
export function readLate<T>(milliseconds: number, read: () => T): T {
  lateMs = milliseconds;
  try {
    return read();
  } finally {
    lateMs = 0;
  }
}

/** The most by which anything here is late, in milliseconds. */
export const LATEST_MS = 5_000;

/** A fake that can be copied as it is, so that the copy stays so. */
interface Copied {
  copy(): this;
}

/**
 * A fake that remembers how it was, and whose reads answer from there where they are late.
 * @param reads calls that change nothing and may be late
 * @param prompt calls that change nothing and are never late
 */
export function remembering<Fake extends Copied & object>(
  fake: Fake,
  { reads, prompt }: { reads: readonly (keyof Fake)[]; prompt: readonly (keyof Fake)[] },
): Fake {
  /** How it was until then, oldest first. */
  const past: { until: number; was: Fake }[] = [];
  const asOf = (then: number): Fake => past.find(({ until }) => until > then)?.was ?? fake;

  return new Proxy(fake, {
    get: (target, member) => {
      const value: unknown = Reflect.get(target, member);
      if (typeof value !== 'function') return value;
      if (prompt.includes(member as keyof Fake)) return value.bind(target);
      if (reads.includes(member as keyof Fake)) {
        return (...asked: unknown[]) =>
          Reflect.apply(value, lateness() === 0 ? target : asOf(Date.now() - lateness()), asked);
      }
      return (...asked: unknown[]) => {
        while (past[0] && past[0].until < Date.now() - LATEST_MS) past.shift();
        past.push({ until: Date.now(), was: target.copy() });
        return Reflect.apply(value, target, asked);
      };
    },
  });
}
