import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Capacity units that calls consumed, as DynamoDB itself counts them. */
export interface Counting {
  units(): number;
  end(): void;
}

/** Lets the client ask with each call what it has cost, from now until `end`. */
export function countingCapacity(document: DynamoDBDocumentClient): Counting {
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

/** What each question costs, by its name. */
export type Costs = Readonly<Record<string, number>>;

/** Percent by which what is dearest of each question grows over what is cheapest. */
export function growthOf(costs: readonly Costs[]): Record<string, number> {
  const [first = {}] = costs;
  return Object.fromEntries(
    Object.keys(first).map((question) => {
      const units = costs.map((ofSize) => ofSize[question] ?? 0);
      return [question, Math.round(1000 * (Math.max(...units) / Math.min(...units) - 1)) / 10];
    }),
  );
}
