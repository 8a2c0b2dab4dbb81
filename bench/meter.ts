import type { IncomingMessage } from 'node:http';
import { isDynamoDb, operationOf, type PassedCall, type PassingProxy, startPassingProxy } from './passing-proxy';

/** What a bot has asked of one service, in numbers. */
export interface Metered {
  /** Calls by their names: `PutItem`, `chat.update`. */
  calls: Record<string, number>;
  /** Capacity units that DynamoDB says its calls consumed. */
  readUnits: number;
  writeUnits: number;
}

export interface Meter extends PassingProxy {
  /** Everything since the start, or since the last `reset`. */
  metered(): Metered;
  reset(): void;
}

export const EMPTY_POLL = 'ReceiveMessage of an empty queue';
const READS = ['GetItem', 'Query', 'BatchGetItem', 'Scan'];

/** Counts every call to a service. DynamoDB is asked on the way to say what each has cost. */
export async function startMeter(target: string): Promise<Meter> {
  let counted = nothing();
  const proxy = await startPassingProxy(target, { sentOn: askingForCosts, passed: count });
  return {
    ...proxy,
    metered: () => structuredClone(counted),
    reset() {
      counted = nothing();
    },
  };

  function count({ request, answer: { status, body } }: PassedCall): void {
    const call = operationOf(request);
    const name = call === 'ReceiveMessage' && !body.includes('"Messages"') ? EMPTY_POLL : call;
    counted.calls[name] = (counted.calls[name] ?? 0) + 1;
    const units = status === 200 ? unitsIn(body) : 0;
    if (READS.includes(call)) counted.readUnits += units;
    else counted.writeUnits += units;
  }
}

const nothing = (): Metered => ({ calls: {}, readUnits: 0, writeUnits: 0 });

function askingForCosts(request: IncomingMessage, body: Buffer): Buffer {
  if (!isDynamoDb(request)) return body;
  return Buffer.from(JSON.stringify({ ...JSON.parse(body.toString()), ReturnConsumedCapacity: 'TOTAL' }));
}

function unitsIn(body: Buffer): number {
  if (!body.includes('"ConsumedCapacity"')) return 0;
  const { ConsumedCapacity } = JSON.parse(body.toString()) as { ConsumedCapacity: Units | Units[] };
  return [ConsumedCapacity].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
}

interface Units {
  CapacityUnits: number;
}
