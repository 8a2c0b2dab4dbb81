import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { intercepted } from './fakes/intercepted';

/**
 * Calls in the rounds in which they must follow one another, whatever each of them takes: nobody gets an answer before all
 * calls of the round have theirs, so whatever is called next has waited for one of them.
 */
export class RoundsOfCalls {
  /** Names of the calls of each round, sorted. */
  readonly rounds: string[][] = [];
  private current: { names: string[]; open: number; end: Promise<void>; close: () => void } | undefined;

  /** These ports; each call is named `port.method`. */
  through<Ports extends Record<string, object>>(ports: Ports): Ports {
    return intercepted(ports, (what, effect) => this.call(what, async () => effect()));
  }

  /** DynamoDB by this client; a call is named by its operation and what kind of thing it is about. */
  throughDocument(document: DynamoDBDocumentClient): DynamoDBDocumentClient {
    const send = (command: { input: object }) =>
      this.call(`${command.constructor.name.replace(/Command$/, '')} ${kindOf(command.input)}`, () =>
        document.send(command as never),
      );
    return new Proxy(document, {
      get: (target, member) => (member === 'send' ? send : Reflect.get(target, member)),
    });
  }

  private async call<T>(name: string, effect: () => Promise<T>): Promise<T> {
    this.current ??= this.begun();
    const round = this.current;
    round.names.push(name);
    round.names.sort();
    round.open += 1;
    try {
      return await effect();
    } finally {
      round.open -= 1;
      // Whatever is called in the same breath belongs to the round.
      if (round.open === 0) setImmediate(() => round.open === 0 && round.close());
      await round.end;
    }
  }

  private begun() {
    const names: string[] = [];
    this.rounds.push(names);
    let close = (): void => undefined;
    const end = new Promise<void>((resolve) => {
      close = () => {
        this.current = undefined;
        resolve();
      };
    });
    return { names, open: 0, end, close };
  }
}

/** What stands before the number sign of a partition key; a chain of the audit table has none. */
function kindOf(input: object): string {
  const { Item, Key, ExpressionAttributeValues }: Record<string, Record<string, unknown> | undefined> = Object(input);
  const key = String(
    (Item ?? Key)?.pk ?? ExpressionAttributeValues?.[':chain'] ?? ExpressionAttributeValues?.[':list'],
  );
  return key.startsWith('pipeline:') ? 'audit' : (key.split('#')[0] ?? '');
}
