import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoAuditLog } from '../src/aws/dynamo-audit-log';
import { listRequests } from '../src/domain/audit/list-audit';
import type { AuditQuery } from '../src/domain/ports/audit-log';
import { ACTIONS, CHAINS, NEWEST, PEOPLE } from './audit-history';
import { type Costs, countingCapacity } from './capacity';

const [chain = ''] = CHAINS;
const [actor] = PEOPLE;
const [action] = ACTIONS;
const DAY = { from: new Date('2026-11-28T00:00:00.000Z'), to: new Date('2026-11-29T00:00:00.000Z') };

/** What people ask, as the command asks it: of chains that they may see. */
const QUESTIONS: Readonly<Record<string, Omit<AuditQuery, 'limit'>>> = {
  everything: { chains: CHAINS },
  'a pipeline': { chains: [chain] },
  'a person': { chains: CHAINS, actor },
  'an action': { chains: CHAINS, action },
  'a day': { chains: CHAINS, ...DAY },
  'a person on a pipeline': { chains: [chain], actor },
  'a day of a pipeline': { chains: [chain], ...DAY },
};

/**
 * What one page of each question costs, in read capacity units, as DynamoDB itself counts them.
 *
 * @param lines requests on a page
 */
export async function capacityOfPages(
  document: DynamoDBDocumentClient,
  tableName: string,
  lines: number,
): Promise<Costs> {
  const counting = countingCapacity(document);
  const audit = dynamoAuditLog({ document, tableName }, () => NEWEST);
  const units: Record<string, number> = {};
  for (const [question, query] of Object.entries(QUESTIONS)) {
    const before = counting.units();
    const { requests } = await listRequests(audit, { ...query, limit: lines });
    if (requests.length !== lines) throw new Error(`a page of ${question} has ${requests.length} lines`);
    units[question] = counting.units() - before;
  }
  counting.end();
  return units;
}
