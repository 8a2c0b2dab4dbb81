import type { AuditRecord } from './audit-chain';

/**
 * Where a record stands among all records, as text that sorts by time: `<at>#<chain>#<sequence, twelve digits>`. Pages
 * of the record end at such a place.
 */
export const placeOf = ({ at, chain, sequence }: Pick<AuditRecord, 'at' | 'chain' | 'sequence'>): string =>
  `${at}#${chain}#${String(sequence).padStart(12, '0')}`;

const PLACE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}\.\d{3}Z#[^\s#]{1,200}#\d{12})?$/;

/** A place, or a day, before which a page may begin. */
export const isPlace = (text: string): boolean => PLACE.test(text);
