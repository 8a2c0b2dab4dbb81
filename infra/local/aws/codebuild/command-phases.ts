import type { BuildLog } from './build-log';
import type { Buildspec } from './buildspec';
import type { Retry } from './on-failure';
import { type CommandPhase, failed, type PhaseOutcome, SUCCEEDED } from './phase-machine';
import type { BuildShell } from './shell';

/** The phases in which commands of the buildspec are executed. */
export class CommandPhases {
  /** CODEBUILD_BUILD_SUCCEEDING as the phases so far leave it. */
  private succeeding = true;

  constructor(
    private readonly buildspec: Buildspec,
    private readonly shell: BuildShell,
    private readonly log: BuildLog,
  ) {}

  async execute(phase: CommandPhase): Promise<PhaseOutcome> {
    const { onFailure } = this.buildspec.phases[phase];
    const first = await this.executeOnce(phase);
    const outcome = onFailure?.action === 'RETRY' ? await this.retry(phase, first, onFailure) : first;
    if (outcome.status === 'SUCCEEDED') return outcome;
    this.succeeding = false;
    return onFailure && onFailure.action !== 'RETRY' ? { ...outcome, onFailure: onFailure.action } : outcome;
  }

  /**
   * Whether AWS repeats the whole phase or the failed command, what it holds the expression against, and what follows
   * the last retry is not documented (unverified): here the whole phase, the message, and what follows any failure.
   */
  private async retry(phase: CommandPhase, first: PhaseOutcome, { count, pattern }: Retry): Promise<PhaseOutcome> {
    let outcome = first;
    for (let retry = 1; retry <= count && isRetried(outcome, pattern) && !this.shell.closed; retry++) {
      this.log.line(`Retrying phase ${phase}: ${retry} of ${count}`);
      await this.tellSucceeding(this.succeeding);
      outcome = await this.executeOnce(phase);
    }
    return outcome;
  }

  private async executeOnce(phase: CommandPhase): Promise<PhaseOutcome> {
    const { commands, finally: finalCommands } = this.buildspec.phases[phase];
    const failure = await this.executeUntilFailure(commands);
    const finalFailure = await this.executeUntilFailure(finalCommands);
    return failure ?? finalFailure ?? SUCCEEDED;
  }

  private async executeUntilFailure(commands: readonly string[]): Promise<PhaseOutcome | undefined> {
    for (const command of commands) {
      this.log.line(`Running command ${command}`);
      const status = await this.shell.run(command);
      if (status === 0) continue;
      this.log.line(`Command did not exit successfully ${command} exit status ${status}`);
      await this.tellSucceeding(false);
      const message = `Error while executing command: ${command}. Reason: exit status ${status}`;
      return failed('COMMAND_EXECUTION_ERROR', message);
    }
    return undefined;
  }

  /** "Set to 0 if the build is failing, or 1 if the build is succeeding" (AWS CodeBuild User Guide). */
  private async tellSucceeding(succeeding: boolean): Promise<void> {
    await this.shell.run(`export CODEBUILD_BUILD_SUCCEEDING=${succeeding ? 1 : 0}`);
  }
}

function isRetried({ status, contexts }: PhaseOutcome, pattern: RegExp): boolean {
  return status === 'FAILED' && contexts.some(({ message = '' }) => pattern.test(message));
}
