import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoAuditLog } from '../src/aws/dynamo-audit-log';
import { listRequests } from '../src/domain/audit/list-audit';
import type { AuditQuery } from '../src/domain/ports/audit-log';
import { ACTIONS, CHAINS, NEWEST, PEOPLE } from './audit-history';

const [chain = ''] = CHAINS;
const [actor] = PEOPLE;
const [action] = ACTIONS;
const DAY = { from: new Date('2026-11-28T00:00:00.000Z'), to: new Date('2026-11-29T00:00:00.000Z') };

/** What people ask, as the command asks it: of chains that they may see. */
export const QUESTIONS: Readonly<Record<string, Omit<AuditQuery, 'limit'>>> = {
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
): Promise<Record<string, number>> {
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

/** Lets the client ask with each call what it has cost, from now until `end`. */
function countingCapacity(document: DynamoDBDocumentClient) {
  let units = 0;
  const name = 'count-capacity';
  document.middlewareStack.add(
    (next) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
      const answer = await next(args);
      const { ConsumedCapacity }: { ConsumedCapacity?: { CapacityUnits?: number } } = Object(answer.output);
      if (ConsumedCapacity?.CapacityUnits === undefined) throw new Error('DynamoDB does not say what a call has cost');
      units += ConsumedCapacity.CapacityUnits;
      return answer;
    },
    { step: 'initialize', name },
  );
  return { units: () => units, end: () => document.middlewareStack.remove(name) };
}

/** Percent by which the dearest page of each question grows over the cheapest. */
export function growthOf(units: readonly Record<string, number>[]): Record<string, number> {
  return Object.fromEntries(
    Object.keys(QUESTIONS).map((question) => {
      const costs = units.map((ofSize) => ofSize[question] ?? 0);
      return [question, Math.round(1000 * (Math.max(...costs) / Math.min(...costs) - 1)) / 10];
    }),
  );
}
