import type { LogPlace } from '../../../src/domain/builds/build';
import { LOG_BYTES, LOG_EVENTS, type LogPart, type Logs } from '../../../src/domain/ports/logs';

/** Logs in memory. */
export class FakeLogs implements Logs {
  private fault: Error | undefined;
  private readonly written = new Map<string, string>();

  write({ group, stream }: Pick<LogPlace, 'group' | 'stream'>, text: string): void {
    this.written.set(`${group}#${stream}`, text);
  }

  /** No log can be read from now on. */
  failsWith(error: Error): void {
    this.fault = error;
  }

  async newest({ group, stream }: LogPlace): Promise<LogPart | undefined> {
    if (this.fault) throw this.fault;
    const text = this.written.get(`${group}#${stream}`);
    if (text === undefined) return undefined;
    const lines = text.split(/(?<=\n)/);
    const kept = lines.slice(-LOG_EVENTS);
    while (Buffer.byteLength(kept.join('')) > LOG_BYTES) kept.shift();
    return { text: kept.join(''), isCut: kept.length < lines.length };
  }
}
