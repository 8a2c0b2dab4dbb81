import { intercepted } from './intercepted';

/** What every call of a dead process comes to. */
class ProcessDied extends Error {
  override readonly name = 'ProcessDied';
}

/**
 * One process, as far as the outside sees it: the calls it makes through its ports, until it dies. It dies between two
 * calls: the last one had its effect, and nothing comes after it, no catch and no tidying up.
 */
export class Mortal {
  /** `port.method` of every call that had its effect, in order. */
  readonly calls: string[] = [];

  /** @param callsToLive how many calls it makes before it dies */
  constructor(private readonly callsToLive = Number.POSITIVE_INFINITY) {}

  get isDead(): boolean {
    return this.calls.length >= this.callsToLive;
  }

  /** These ports as this process sees them. */
  through<Ports extends Record<string, object>>(ports: Ports): Ports {
    return intercepted(ports, async (what, effect) => {
      if (this.isDead) throw new ProcessDied(`no ${what} after ${this.calls.length} calls`);
      this.calls.push(what);
      const result: unknown = await effect();
      if (this.isDead) throw new ProcessDied(`died after ${what}`);
      return result;
    });
  }
}
