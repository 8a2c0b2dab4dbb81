import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import type { PhaseOutcome } from './phase-machine';

/**
 * Lines of CodeBuild itself in the log of a build, in the wording of its container agent. Written at once, because the
 * commands write into the same file.
 */
export class BuildLog {
  private begun = false;

  constructor(
    private readonly file: string,
    private readonly now: () => Date,
  ) {}

  /** "The log stream is created during the PROVISIONING phase"; a build that never comes to it has none. */
  begin(): void {
    this.begun = true;
    this.line('Waiting for agent ping');
  }

  line(text: string): void {
    if (!this.begun) return;
    const at = this.now().toISOString().replaceAll('-', '/').replace('T', ' ').replace('Z', '');
    const log = openSync(this.file, 'a+');
    try {
      // Commands do not always end their output with a line break.
      writeSync(log, `${endsInsideLine(log) ? '\n' : ''}[Container] ${at} ${text}\n`);
    } finally {
      closeSync(log);
    }
  }

  phaseComplete(phase: string, { status, contexts }: PhaseOutcome): void {
    const { statusCode = '', message = '' } = contexts[0] ?? {};
    this.line(`Phase complete: ${phase} State: ${status}`);
    this.line(`Phase context status code: ${statusCode} Message: ${message}`);
  }
}

function endsInsideLine(log: number): boolean {
  const { size } = fstatSync(log);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(log, last, 0, 1, size - 1) === 1 && last.toString() !== '\n';
}
