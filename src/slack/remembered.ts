/** Answers that are kept for a while, and asked for once however many want them at the same time. */
export interface Remembered<T> {
  /** What is remembered, or what Slack says now. An answer that failed is not remembered. */
  get(key: string): Promise<T>;
  /** Drops what is remembered, an answer that is still on its way included: it may be older than the change. */
  forget(key: string): void;
}

export function rememberFor<T>(ms: number, now: () => Date, ask: (key: string) => Promise<T>): Remembered<T> {
  const answers = new Map<string, { answer: Promise<T>; until: number }>();
  return {
    get(key) {
      const known = answers.get(key);
      if (known && known.until > now().getTime()) return known.answer;
      const fresh = { answer: ask(key), until: now().getTime() + ms };
      answers.set(key, fresh);
      fresh.answer.catch(() => {
        if (answers.get(key) === fresh) answers.delete(key);
      });
      return fresh.answer;
    },
    forget: (key) => void answers.delete(key),
  };
}
