import { z } from 'zod';

/**
 * What may go wrong on request. Of a call: `latency` before it is served; the other kinds `before` it takes effect or
 * `after` it did. `half answer` is always after. Of an event on its way to the queue: `lose`, `duplicate`, `delay`, and
 * `reorder`, which lets the next event overtake it. Of the socket that carries an envelope: Slack tells the app to open
 * another one (`warning`, `refresh`), or it breaks (`cut`): `before` the envelope is sent on it, or `after`, so that its
 * acknowledgement is lost with a cut.
 */
export const CALL_FAULTS = ['latency', 'drop', 'half answer', 'error', 'throttle', 'conflict', 'expired'] as const;
export const EVENT_FAULTS = ['lose', 'duplicate', 'delay', 'reorder'] as const;
export const SOCKET_FAULTS = ['warning', 'refresh', 'cut'] as const;

const common = {
  /** Name of an AWS operation or Slack method, the detail-type of an event, the type of an envelope; `*` for any. */
  on: z.string().min(1).max(100).default('*'),
  /** How often it happens; then calls and events pass again. */
  times: z.number().int().min(1).max(1_000).default(1),
  /** Milliseconds of a `latency` or `delay`. */
  ms: z.number().int().min(0).max(600_000).default(4_000),
};

export const FAULT = z.discriminatedUnion('of', [
  z.strictObject({
    of: z.literal('call'),
    kind: z.enum(CALL_FAULTS),
    when: z.enum(['before', 'after']).default('before'),
    ...common,
  }),
  z.strictObject({ of: z.literal('event'), kind: z.enum(EVENT_FAULTS), ...common }),
  z.strictObject({
    of: z.literal('socket'),
    kind: z.enum(SOCKET_FAULTS),
    when: z.enum(['before', 'after']).default('before'),
    on: common.on,
    times: common.times,
  }),
]);

export type Fault = z.output<typeof FAULT>;
export type FaultRequest = z.input<typeof FAULT>;
export type CallFault = Extract<Fault, { of: 'call' }>;
export type EventFault = Extract<Fault, { of: 'event' }>;
export type SocketFault = Extract<Fault, { of: 'socket' }>;

/** Faults that are still to happen, in the order in which they were asked for. */
export class Faults {
  private pending: Fault[] = [];

  get list(): readonly Fault[] {
    return this.pending;
  }

  add(...faults: FaultRequest[]): void {
    this.pending.push(...faults.map((fault) => FAULT.parse(fault)));
  }

  clear(): void {
    this.pending = [];
  }

  /** The fault that happens to this call, one time less of it; undefined where it passes. */
  ofCall(name: string): CallFault | undefined {
    const isMeant = (fault: Fault): fault is CallFault => fault.of === 'call' && isOn(fault, name);
    return this.take(this.pending.find(isMeant));
  }

  /** The fault that happens to this event. */
  ofEvent(detailType: string): EventFault | undefined {
    const isMeant = (fault: Fault): fault is EventFault => fault.of === 'event' && isOn(fault, detailType);
    return this.take(this.pending.find(isMeant));
  }

  /** The fault that happens to the socket that an envelope of this type is sent on. */
  ofEnvelope(type: string): SocketFault | undefined {
    const isMeant = (fault: Fault): fault is SocketFault => fault.of === 'socket' && isOn(fault, type);
    return this.take(this.pending.find(isMeant));
  }

  private take<T extends Fault>(fault: T | undefined): T | undefined {
    if (!fault) return undefined;
    fault.times -= 1;
    if (fault.times === 0) this.pending = this.pending.filter((other) => other !== fault);
    return fault;
  }
}

const isOn = ({ on }: Fault, name: string): boolean => on === '*' || on === name;
