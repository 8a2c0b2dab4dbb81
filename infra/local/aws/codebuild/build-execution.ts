import type { Clock } from '../../clock';
import type { Place } from './build-queue';
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
  place: Place;
  work: BuildWork;
  clock: Clock;
  /** Called with every new state, also with the first. */
  onChange: (build: BuildRecord) => void;
  /** Called after `onChange` where a phase has ended. */
  onPhaseEnded: (build: BuildRecord, phase: PhaseRecord) => void;
}

/** Takes one build through its phases. */
export class BuildExecution {
  private build: BuildRecord;
  private ending: Ending | undefined;
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

  /** Ends the build as StopBuild does: what it is executing is killed, and it becomes STOPPED a little later. */
  stop(): void {
    void this.end('STOPPED');
  }

  private async execute(): Promise<BuildRecord> {
    const { clock, place } = this.options;
    const { queuedTimeoutInMinutes, timeoutInMinutes } = this.build;
    try {
      const first = await this.within(queuedTimeoutInMinutes, () => this.enter('QUEUED'));
      await this.within(timeoutInMinutes, () => this.enterAll(first));
      if (this.ending !== 'CUT_OFF') this.change(completed(this.build, clock.now()));
      return this.build;
    } finally {
      place.leave();
    }
  }

  /** Ends the build as TIMED_OUT where the work takes longer. */
  private async within<Result>(minutes: number, work: () => Promise<Result>): Promise<Result> {
    const { clock } = this.options;
    const due = new Date(clock.now().getTime() + minutes * 60_000);
    const callOff = clock.at(due, () => void this.end('TIMED_OUT'));
    try {
      return await work();
    } finally {
      callOff();
    }
  }

  private async enterAll(first: WorkPhase | 'COMPLETED'): Promise<void> {
    let phase = first;
    while (phase !== 'COMPLETED') phase = await this.enter(phase);
  }

  /** @returns the phase that follows */
  private async enter(phase: WorkPhase): Promise<WorkPhase | 'COMPLETED'> {
    const { work, place, clock, onPhaseEnded } = this.options;
    this.change(withPhaseStarted(this.build, phase, clock.now()));
    if (phase === 'QUEUED') await place.turn;
    const worked = await work.perform(phase).catch(fault);
    if (this.ending === 'CUT_OFF') return 'COMPLETED';

    const outcome = this.ending && phase !== 'FINALIZING' ? OUTCOME_OF_ENDING[this.ending] : worked;
    const { exportedVariables, reports, artifactUploaded, resolvedSourceVersion } = work.products;
    const reportArns = reports.map(({ arn }) => arn);
    this.change({
      ...withPhaseEnded(this.build, outcome, clock.now()),
      ...(resolvedSourceVersion && { resolvedSourceVersion }),
      ...{ exportedVariables: { ...exportedVariables }, reportArns, artifactUploaded },
    });
    onPhaseEnded(this.build, currentPhase(this.build));
    return phaseAfter(phase, outcome);
  }

  /** What comes first is what the build ended of; only the end of the local stack goes over it. */
  private async end(reason: Ending): Promise<void> {
    if (reason === 'CUT_OFF') this.ending = reason;
    else this.ending ??= reason;
    this.options.place.endWaiting();
    await this.options.work.kill();
  }

  private change(build: BuildRecord): void {
    this.build = build;
    this.options.onChange(build);
  }
}

type Ending = 'TIMED_OUT' | 'STOPPED' | 'CUT_OFF';

const OUTCOME_OF_ENDING: Record<Exclude<Ending, 'CUT_OFF'>, PhaseOutcome> = {
  TIMED_OUT: {
    status: 'TIMED_OUT',
    contexts: [{ statusCode: 'BUILD_TIMED_OUT', message: 'Build has timed out.' }],
  },
  STOPPED: { status: 'STOPPED', contexts: [] },
};

/** What goes wrong outside the commands, a full disk for instance, is the service's fault and not the build's. */
function fault(error: unknown): PhaseOutcome {
  const message = error instanceof Error ? error.message : String(error);
  return { status: 'FAULT', contexts: [{ statusCode: 'INTERNAL_SERVICE_ERROR', message }] };
}
