import { type AuditValue, hashOf } from '../audit/audit-chain';
import type { Verdict } from '../policies/verdict';

/** A verdict as it stands under a decision: the numbers it saw, in sentences. */
export function verdictInWords({ gates, blockers, warnings, wouldHave }: Verdict): string[] {
  const said = gates.filter(({ state }) => state !== 'open').map(({ says }) => says);
  return [...said, ...blockers, ...warnings, ...(wouldHave ? [wouldHave] : [])];
}

/** A verdict as it goes into the audit record: whatever followed from it, and why. */
export const verdictForAudit = (verdict: Verdict): Record<string, AuditValue> =>
  JSON.parse(JSON.stringify(verdict, asText)) as Record<string, AuditValue>;

/** Of what the card shows of a verdict; another configuration may judge the same evidence otherwise. */
export const verdictHash = (verdict: Verdict): string => hashOf(verdictForAudit(verdict));

/** Fractions are kept as text: numbers of the audit log must survive a round trip through DynamoDB. */
const asText = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? String(value) : value;
