/** Ids of events that have been handled, for as long as a repeat may come. */
export interface SeenEvents {
  has(eventId: string, now: Date): Promise<boolean>;
  /** Remembers an id until then; again is the same as once. */
  add(eventId: string, until: Date): Promise<void>;
}
