import type { AuditEntry, AuditRecord, AuditValue } from '../audit/audit-chain';

/** The record of who did what. Only ever appended to; nothing is updated or deleted. */
export interface AuditLog {
  /**
   * Seals the entry as the next link of its chain (sequence number and hash of the previous record) and stores it.
   * Concurrent writers get consecutive numbers; the chain never forks. Fails where the newest record cannot be read: there
   * is nothing to continue.
   * @param newest as `newest` has told: saves looking for it, and does no harm where others have written since
   * @param until from then on nothing is appended: others may have given the entry up, and asked anew under its id
   * @throws RequestExpired where it is too late
   */
  append(entry: AuditEntry, newest?: AuditRecord, until?: Date): Promise<AuditRecord>;
  /**
   * The record that the next one of a chain is forged onto, undefined where the chain has not begun. It may be read while
   * something else is still to be done before the next one.
   * @throws Error where the newest record cannot be read
   */
  newest(chain: string): Promise<AuditRecord | undefined>;
  /**
   * Appends the outcome of an intent that is in the chain, unless it has one: one outcome per intent, however many
   * processes conclude it at once. Returns whether it was written.
   */
  appendOutcome(entry: AuditEntry): Promise<boolean>;
  /**
   * Appends what happened without an intent of ours, unless a record of its audit id has been written since then.
   * Returns whether it was written.
   */
  appendOnce(entry: AuditEntry, since: Date): Promise<boolean>;
  /** Every record of one audit id that can be read in a chain, oldest first, looking back no further than `since`. */
  find(chain: string, auditId: string, since: Date): Promise<AuditRecord[]>;
  /** The newest records of a chain that can be read, newest first. */
  latest(chain: string, limit: number): Promise<AuditRecord[]>;
  /**
   * What lies behind a place of a chain, oldest first: as it is stored, whatever somebody may have done to it. A place is a
   * sequence number, or what a link said of its own; the empty text is before everything. Fewer than `limit`: there are no more.
   */
  after(chain: string, place: number | string, limit: number): Promise<StoredLink[]>;
  /**
   * A page of what the query finds, newest first, at most `limit` records. It may be short, and empty, where much had to
   * be passed over: what it costs never grows with the table. A record may be missing for moments after it is written.
   */
  list(query: AuditQuery): Promise<AuditPage>;
}

export interface AuditQuery {
  /** Chains that are looked through; absent: all. */
  chains?: readonly string[] | undefined;
  /** Id of who acted. */
  actor?: string | undefined;
  action?: string | undefined;
  /** Inclusive. */
  from?: Date | undefined;
  /** Exclusive. */
  to?: Date | undefined;
  /** Where the page before ended: its `next`, or the place (`placeOf`) of one of its records. */
  before?: string | undefined;
  limit: number;
}

export interface AuditPage {
  records: AuditRecord[];
  /** Where something lies that is no record, or is that of another place, newest first; absent: there is no such place. */
  unreadable?: readonly UnreadablePlace[] | undefined;
  /** Where the next page goes on; absent: there is nothing older. */
  next?: string | undefined;
}

export interface UnreadablePlace {
  chain: string;
  /** The sequence number of its key, twelve digits, or whatever stands there. */
  place: string;
}

/** Something that is stored in a chain, unread: it need not be a record, nor the one that was written. */
export interface StoredLink {
  /** Where it lies: the sequence number of its key, twelve digits, or whatever stands there. */
  place: string;
  /** Everything that is stored of it, but its keys; nothing where that is no JSON. */
  content: Readonly<Record<string, AuditValue>>;
  /** What every record has beside itself for the queries to find it by, and this has not; absent: it has all of that. */
  lacks?: readonly string[];
}
