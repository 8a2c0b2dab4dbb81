/** A short exclusive right, shared by all tasks. It ends by itself, so a dead holder blocks nobody for long. */
export interface Leases {
  /** True where the lease is free, expired, or already held by this owner. */
  acquire(key: string, owner: string, now: Date, until: Date): Promise<boolean>;
  /** Who holds the lease now, undefined where it is free. */
  holder(key: string, now: Date): Promise<string | undefined>;
  /** Gives the lease back; without effect where another owner holds it. */
  release(key: string, owner: string): Promise<void>;
}
