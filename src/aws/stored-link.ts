import { z } from 'zod';
import type { StoredLink } from '../domain/ports/audit-log';
import { INDEX_ATTRIBUTES, indexAttributes } from './audit-table';
import { auditMembers } from './stored-audit-record';
import type { Item } from './versioned-items';

/**
 * What lies in the audit table, as it is: without its keys, and without the attributes of the indexes where they are
 * those that follow from the record. Others stay, and so show as what nobody has sealed; those that are not there are
 * named: an index leaves out what has no key in it (DynamoDB Developer Guide, sparse indexes), and nothing else shows that.
 */
export function storedLink({ pk: _, sk, ...stored }: Item): StoredLink {
  const indexed = Indexed.safeParse(stored);
  const own: Item = indexed.success ? indexAttributes(indexed.data) : {};
  const content = Object.fromEntries(
    Object.entries(stored).filter(([name, value]) => !(isOfIndex(name) && own[name] === value)),
  );
  // Sets and bytes are none of ours: whoever verifies the chain must hear that there is something, not fail.
  const link = { place: String(sk), content: auditMembers.safeParse(content).data ?? {} };
  const lacks = INDEX_ATTRIBUTES.filter((name) => stored[name] === undefined);
  return lacks.length > 0 ? { ...link, lacks } : link;
}

const isOfIndex = (name: string): boolean => (INDEX_ATTRIBUTES as readonly string[]).includes(name);

const Indexed = z.object({
  at: z.string(),
  chain: z.string(),
  sequence: z.number(),
  actor: z.object({ id: z.string(), name: z.string(), team: z.string() }),
});
