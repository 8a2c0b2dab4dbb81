import { appendFileSync } from 'node:fs';
import type { PhaseOutcome } from './phase-machine';

/**
 * Lines of CodeBuild itself in the log of a build, in the wording of its container agent. Written at once, because the
 * commands write into the same file.
 */
export class BuildLog {
  constructor(
    private readonly file: string,
    private readonly now: () => Date,
  ) {}

  line(text: string): void {
    const at = this.now().toISOString().replaceAll('-', '/').replace('T', ' ').replace('Z', '');
    appendFileSync(this.file, `[Container] ${at} ${text}\n`);
  }

  phaseComplete(phase: string, { status, contexts }: PhaseOutcome): void {
    const { statusCode = '', message = '' } = contexts[0] ?? {};
    this.line(`Phase complete: ${phase} State: ${status}`);
    this.line(`Phase context status code: ${statusCode} Message: ${message}`);
  }
}
