import { AwsThrottled, PipelineBusy } from '../../src/domain/errors';
import { intercepted } from '../support/fakes/intercepted';
import type { Chance } from './chance';

/** How often a call through a port goes wrong: probabilities. */
export interface PortFaults {
  failsBefore: number;
  failsAfter: number;
  hangs: number;
  /** It is the last call that its process makes. */
  isLast: number;
}

export const NO_FAULTS: PortFaults = { failsBefore: 0, failsAfter: 0, hangs: 0, isLast: 0 };

/** What hangs does so for at most so many milliseconds: the clients give up then (bolt-app.ts, clients.ts). */
const HANG_MS = { messages: 9_000, others: 40_000 };

/** One process, as far as its ports know: its calls may fail, hang, or be its last, before and after their effect. */
export class UnreliableProcess {
  isDead = false;
  /** `port.method` of every call, counted. */
  readonly calls = new Map<string, number>();
  private readonly onDeath: (() => void)[] = [];

  constructor(
    private readonly chance: Chance,
    /** Asked at every call. */
    private readonly faults: () => PortFaults,
  ) {}

  whenDead(then: () => void): void {
    this.onDeath.push(then);
  }

  /** These ports as this process sees them. Nothing ever comes back to a dead one, not even a failure. */
  through<Ports extends Record<string, object>>(ports: Ports): Ports {
    return intercepted(ports, (what, effect) => this.call(what, effect));
  }

  private async call(what: string, effect: () => unknown): Promise<unknown> {
    if (this.isDead) return NEVER;
    this.calls.set(what, (this.calls.get(what) ?? 0) + 1);
    const { failsBefore, failsAfter, hangs, isLast } = this.faults();
    if (this.chance.is(isLast)) {
      // Half of the dead had their last wish.
      if (this.chance.is(0.5)) await effect();
      this.die();
      return NEVER;
    }
    if (this.chance.is(hangs)) {
      await milliseconds(this.chance.between(1_000, HANG_MS[what.startsWith('messages.') ? 'messages' : 'others']));
    }
    if (this.chance.is(failsBefore)) throw this.failureBefore(what);
    const result = await effect();
    if (this.isDead) return NEVER;
    if (this.chance.is(failsAfter)) throw new Error(`${what} failed after its effect`);
    return result;
  }

  /** AWS may also say that it is too busy: then nothing was done, and whoever asked is told so. */
  private failureBefore(what: string): Error {
    if (!what.startsWith('pipelines.') || this.chance.is(0.5)) return new Error(`${what} failed`);
    return this.chance.is(0.5)
      ? new AwsThrottled(`${what} is throttled`)
      : new PipelineBusy(`${what} met another change`);
  }

  private die(): void {
    this.isDead = true;
    for (const then of this.onDeath) then();
  }
}

/** By the global timer, which jest can fake. */
const milliseconds = (count: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, count));

const NEVER = new Promise<never>(() => undefined);
