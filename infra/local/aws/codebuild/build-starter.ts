import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock';
import type { EventSink } from '../ports';
import { buildPhaseChange, buildStateChange } from './build-events';
import { BuildExecution } from './build-execution';
import { BuildQueue, type Place } from './build-queue';
import { type BuildRecord, buildId, currentPhase, cutOffBuild, type NewBuild, submittedBuild } from './build-record';
import type { BuildSources } from './build-source';
import type { BuildStore } from './build-store';
import type { BuildPlaces } from './build-view';
import { BuildWork } from './build-work';

export interface BuildStarterOptions {
  store: BuildStore;
  places: BuildPlaces;
  emit: EventSink;
  clock: Clock;
  /** Environment that the local stack gives to all builds. */
  environment: Readonly<Record<string, string>>;
  sources: BuildSources | undefined;
  concurrentBuildLimit: number;
}

/** Starts builds, whoever asks for them, and knows those that are being executed. */
export class BuildStarter {
  private readonly executions = new Map<string, BuildExecution>();

  private readonly queue: BuildQueue;

  constructor(private readonly options: BuildStarterOptions) {
    this.queue = new BuildQueue(options.concurrentBuildLimit);
  }

  /** Undefined once the build has completed. @param id `<project>:<uuid>` */
  execution(id: string): BuildExecution | undefined {
    return this.executions.get(id);
  }

  /** @throws AwsError AccountLimitExceededException */
  start(request: Pick<NewBuild, 'plan' | 'initiator' | 'idempotency'>): BuildRecord {
    const { store, clock } = this.options;
    const place = this.queue.enter();
    const buildNumber = (store.buildsOf(request.plan.projectName).at(-1)?.buildNumber ?? 0) + 1;
    const build = submittedBuild({ ...request, uuid: randomUUID(), buildNumber, at: clock.now() });
    store.saveBuild(build);
    this.announceState(build);
    this.execute(build, place);
    return store.build(buildId(build)) ?? build;
  }

  /** Completes as FAULT what an earlier process left unfinished, with its events. */
  completeCutOff(): void {
    const { store, clock } = this.options;
    for (const build of store.allBuilds()) {
      if (build.status !== 'IN_PROGRESS') continue;
      const { phaseEnded, result } = cutOffBuild(build, clock.now());
      store.saveBuild(result);
      store.removeScratch(result);
      if (phaseEnded) this.announcePhase(phaseEnded);
      this.announceState(result);
    }
  }

  /** Kills all builds. Resolves when they are gone. */
  async close(): Promise<void> {
    await Promise.all([...this.executions.values()].map((execution) => execution.cutOff()));
  }

  private execute(build: BuildRecord, place: Place): void {
    const { store, clock, environment, sources } = this.options;
    const work = new BuildWork({
      build,
      sources,
      scratch: store.scratch(build),
      logFile: store.logFile(build),
      artifactDirectory: store.artifactDirectory(build),
      stackEnvironment: environment,
      searchPath: process.env.PATH ?? '/usr/bin:/bin',
      now: () => clock.now(),
    });
    const onChange = (changed: BuildRecord) => {
      if (changed.reportArns.length > 0) store.saveReports(changed, work.products.reports);
      store.saveBuild(changed);
      if (changed.status === 'IN_PROGRESS') return;
      this.executions.delete(buildId(changed));
      this.announceState(changed);
    };
    const onPhaseEnded = (changed: BuildRecord) => this.announcePhase(changed);
    this.executions.set(buildId(build), new BuildExecution({ build, place, work, clock, onChange, onPhaseEnded }));
  }

  private announceState(build: BuildRecord): void {
    const { emit, places, clock } = this.options;
    emit(buildStateChange(build, places, clock.now()));
  }

  private announcePhase(build: BuildRecord): void {
    const { emit, places, clock } = this.options;
    emit(buildPhaseChange(build, currentPhase(build), places, clock.now()));
  }
}
