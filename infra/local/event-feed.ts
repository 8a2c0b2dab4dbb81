import type { AwsEvent, Notification } from './aws/ports';

/** What comes to the queue. */
export type QueueMessage = AwsEvent | Notification;

type Deliver = (event: QueueMessage) => Promise<void>;
type Watcher = (event: QueueMessage) => void;

/**
 * Carries the events of the AWS stand-ins, and notifications of them, to the queue, one after the other in the order they happened. What happens
 * before the queue is up waits for it.
 */
export class EventFeed {
  private deliver: Deliver | undefined;
  private waiting: QueueMessage[] = [];
  private delivered: Promise<void> = Promise.resolve();
  private readonly watchers = new Set<Watcher>();

  constructor(private readonly reportFailure: (error: unknown) => void) {}

  readonly emit: Watcher = (event) => {
    if (this.deliver) this.send(event, this.deliver);
    else this.waiting.push(event);
    for (const watcher of this.watchers) watcher(event);
  };

  connect(deliver: Deliver): void {
    this.deliver = deliver;
    for (const event of this.waiting.splice(0)) this.send(event, deliver);
  }

  /**
   * The first answer of `look` that is not undefined: it is asked at once, and again after every event, so that a fact
   * which an event announces is waited for without polling.
   * @throws the signal's reason, or what `look` throws
   */
  until<T>(look: () => Promise<T | undefined>, signal: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let asking = Promise.resolve();
      const ask = () => {
        asking = asking.then(async () => {
          if (signal.aborted) return;
          const answer = await look();
          if (answer !== undefined) settle(() => resolve(answer));
        });
        asking.catch((error) => settle(() => reject(error)));
      };
      const abort = () => settle(() => reject(signal.reason));
      const settle = (end: () => void) => {
        this.watchers.delete(ask);
        signal.removeEventListener('abort', abort);
        end();
      };
      if (signal.aborted) return reject(signal.reason);
      signal.addEventListener('abort', abort);
      this.watchers.add(ask);
      ask();
    });
  }

  /** Drops what comes from now on, and resolves when what came before has been delivered. */
  close(): Promise<void> {
    this.deliver = async () => undefined;
    return this.delivered;
  }

  private send(event: QueueMessage, deliver: Deliver): void {
    this.delivered = this.delivered.then(() => deliver(event)).catch(this.reportFailure);
  }
}
