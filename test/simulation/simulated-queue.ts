import { randomUUID } from 'node:crypto';
import type { DomainEvent } from '../../src/domain/events';
import type { Chance } from './chance';

interface QueuedMessage {
  id: string;
  event: DomainEvent;
  /** Epoch milliseconds from which it may be received. */
  visibleAt: number;
  receives: number;
}

/** How events fare on their way: EventBridge is best effort, unordered, and repeats itself. */
export interface EventFaults {
  lost: number;
  duplicated: number;
  /** At most so many milliseconds late. */
  delayMs: number;
}

const VISIBILITY_MS = 30_000;
const MAX_RECEIVES = 5;

/** SQS as the intake sees it: at least once, in any order, back again after its visibility timeout, five times. */
export class SimulatedQueue {
  sent = 0;
  lost = 0;
  readonly deadLetters: QueuedMessage[] = [];
  private readonly messages = new Map<string, QueuedMessage>();
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly chance: Chance,
    private readonly faults: EventFaults,
  ) {}

  /** Tells a task whenever there may be a message for it. */
  subscribe(arrived: () => void): void {
    this.waiting.push(arrived);
  }

  /** What AWS emits: perhaps lost, perhaps several times, perhaps late. */
  emit(event: DomainEvent): void {
    if (this.chance.is(this.faults.lost)) {
      this.lost += 1;
      return;
    }
    const copies = this.chance.is(this.faults.duplicated) ? this.chance.between(2, 5) : 1;
    for (let copy = 0; copy < copies; copy++) this.put(event, this.chance.between(0, this.faults.delayMs));
  }

  /** The schedule's message. */
  tick(): void {
    this.put({ kind: 'tick', at: new Date() }, 0);
  }

  /** The next message for a task, which has it until it is deleted or its visibility is over. */
  receive(): QueuedMessage | undefined {
    const now = Date.now();
    for (const message of this.messages.values()) {
      if (message.visibleAt > now) continue;
      message.receives += 1;
      message.visibleAt = now + VISIBILITY_MS;
      setTimeout(this.arrived, VISIBILITY_MS);
      if (message.receives <= MAX_RECEIVES) return message;
      this.messages.delete(message.id);
      this.deadLetters.push(message);
    }
    return undefined;
  }

  delete({ id }: QueuedMessage): void {
    this.messages.delete(id);
  }

  get isEmpty(): boolean {
    return this.messages.size === 0;
  }

  private put(event: DomainEvent, delayMs: number): void {
    this.sent += 1;
    const id = randomUUID();
    this.messages.set(id, { id, event, visibleAt: Date.now() + delayMs, receives: 0 });
    setTimeout(this.arrived, delayMs);
  }

  private readonly arrived = (): void => {
    const first = this.chance.between(0, Math.max(0, this.waiting.length - 1));
    for (let index = 0; index < this.waiting.length; index++) this.waiting[(first + index) % this.waiting.length]?.();
  };
}
