import {
  type BuildRecord,
  completed,
  currentPhase,
  type PhaseRecord,
  withPhaseEnded,
  withPhaseStarted,
} from './build-record';
import type { BuildWork } from './build-work';
import { type PhaseOutcome, phaseAfter, type WorkPhase } from './phase-machine';

export interface BuildExecutionOptions {
  /** As submitted. */
  build: BuildRecord;
  work: BuildWork;
  now: () => Date;
  /** Called with every new state, also with the first. */
  onChange: (build: BuildRecord) => void;
  /** Called after `onChange` where a phase has ended. */
  onPhaseEnded: (build: BuildRecord, phase: PhaseRecord) => void;
}

/** Takes one build through its phases. */
export class BuildExecution {
  private build: BuildRecord;
  private ending: 'TIMED_OUT' | 'CUT_OFF' | undefined;
  private readonly done: Promise<BuildRecord>;

  constructor(private readonly options: BuildExecutionOptions) {
    this.build = options.build;
    this.done = this.execute();
  }

  /** Resolves with the completed build, or with an incomplete one that was cut off. */
  get result(): Promise<BuildRecord> {
    return this.done;
  }

  /** Kills the build without recording anything more: what a stop of the local stack does to it. */
  async cutOff(): Promise<void> {
    await this.end('CUT_OFF');
    await this.done;
  }

  private async execute(): Promise<BuildRecord> {
    const timeoutMs = this.build.timeoutInMinutes * 60_000;
    const timer = setTimeout(() => void this.end('TIMED_OUT'), timeoutMs);
    try {
      let phase: WorkPhase | 'COMPLETED' = 'QUEUED';
      while (phase !== 'COMPLETED') phase = await this.enter(phase);
      if (this.ending !== 'CUT_OFF') this.change(completed(this.build, this.options.now()));
      return this.build;
    } finally {
      clearTimeout(timer);
    }
  }

  /** @returns the phase that follows */
  private async enter(phase: WorkPhase): Promise<WorkPhase | 'COMPLETED'> {
    const { work, now, onPhaseEnded } = this.options;
    this.change(withPhaseStarted(this.build, phase, now()));
    const worked = await work.perform(phase).catch(fault);
    if (this.ending === 'CUT_OFF') return 'COMPLETED';

    const outcome = this.ending === 'TIMED_OUT' && phase !== 'FINALIZING' ? TIMED_OUT : worked;
    const { exportedVariables, reports, artifactUploaded } = work.products;
    const reportArns = reports.map(({ arn }) => arn);
    this.change({
      ...withPhaseEnded(this.build, outcome, now()),
      ...{ exportedVariables: { ...exportedVariables }, reportArns, artifactUploaded },
    });
    onPhaseEnded(this.build, currentPhase(this.build));
    return phaseAfter(phase, outcome.status);
  }

  private async end(reason: 'TIMED_OUT' | 'CUT_OFF'): Promise<void> {
    if (this.ending !== 'CUT_OFF') this.ending = reason;
    await this.options.work.kill();
  }

  private change(build: BuildRecord): void {
    this.build = build;
    this.options.onChange(build);
  }
}

const TIMED_OUT: PhaseOutcome = {
  status: 'TIMED_OUT',
  contexts: [{ statusCode: 'BUILD_TIMED_OUT', message: 'Build has timed out.' }],
};

/** What goes wrong outside the commands, a full disk for instance, is the service's fault and not the build's. */
function fault(error: unknown): PhaseOutcome {
  const message = error instanceof Error ? error.message : String(error);
  return { status: 'FAULT', contexts: [{ statusCode: 'INTERNAL_SERVICE_ERROR', message }] };
}
