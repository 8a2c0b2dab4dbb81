import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../aws-error';
import type { EventSink, FinishedBuild, PipelineBuilds } from '../ports';
import type { AwsService } from '../wire/aws-service';
import { buildPhaseChange, buildStateChange } from './build-events';
import { BuildExecution } from './build-execution';
import { type BuildRecord, buildId, currentPhase, cutOffBuild, submittedBuild } from './build-record';
import { BuildStore } from './build-store';
import type { BuildPlaces } from './build-view';
import { BuildWork } from './build-work';
import { createLogHandler, logPath } from './log-handler';
import { createCodeBuildService, projectNotFound } from './operations';
import { buildProject, type ProjectDefinition } from './project';

export interface CodeBuildOptions {
  /** Where projects and builds are kept; a new one is an empty CodeBuild. */
  directory: string;
  /** Where `logHandler` is reachable, without a slash at the end, e.g. `http://localhost:4300`. */
  baseUrl: () => string;
  emit: EventSink;
  /** What all builds get beside their own variables: endpoints of the local stack and keys for them. */
  environment: Readonly<Record<string, string>>;
  clock?: () => Date;
}

export interface CodeBuild {
  service: AwsService;
  builds: PipelineBuilds;
  /** Creates a project, or changes the one of that name. @throws AwsError InvalidInputException */
  createProject(definition: ProjectDefinition): void;
  /** Serves `GET /builds/<project>/<uuid>`, the log of a build. Resolves to whether the request was for that. */
  logHandler(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** Kills the builds that are being executed; they are FAULT at the next start. Resolves when they are gone. */
  close(): Promise<void>;
}

/**
 * A CodeBuild that executes builds on this machine. Builds that an earlier process left unfinished are completed as
 * FAULT at once, with their events.
 */
export function createCodeBuild(options: CodeBuildOptions): CodeBuild {
  const { directory, baseUrl, emit, environment, clock: now = () => new Date() } = options;
  const store = new BuildStore(directory);
  const executions = new Map<string, BuildExecution>();
  const places: BuildPlaces = {
    logUrl: (build) => `${baseUrl()}${logPath(build)}`,
    artifactDirectory: (build) => store.artifactDirectory(build),
  };
  const announceState = (build: BuildRecord) => emit(buildStateChange(build, places, now()));
  const announcePhase = (build: BuildRecord, phase = currentPhase(build)) =>
    emit(buildPhaseChange(build, phase, places, now()));

  for (const build of store.allBuilds()) if (build.status === 'IN_PROGRESS') completeCutOff(build);

  function completeCutOff(build: BuildRecord): void {
    const { phaseEnded, result } = cutOffBuild(build, now());
    store.saveBuild(result);
    store.removeScratch(result);
    if (phaseEnded) announcePhase(phaseEnded);
    announceState(result);
  }

  const builds: PipelineBuilds = {
    startForPipeline(request) {
      const project = store.project(request.projectName);
      if (!project) throw projectNotFound(request.projectName);
      const buildNumber = (store.buildsOf(project.name).at(-1)?.buildNumber ?? 0) + 1;
      const build = submittedBuild({ project, request, uuid: randomUUID(), buildNumber, at: now() });
      const id = buildId(build);
      store.saveBuild(build);
      announceState(build);

      const work = new BuildWork({
        build,
        request,
        scratch: store.scratch(build),
        logFile: store.logFile(build),
        artifactDirectory: store.artifactDirectory(build),
        stackEnvironment: environment,
        searchPath: process.env.PATH ?? '/usr/bin:/bin',
        now,
      });
      executions.set(
        id,
        new BuildExecution({
          build,
          work,
          now,
          onChange(changed) {
            if (changed.reportArns.length > 0) store.saveReports(changed, work.products.reports);
            store.saveBuild(changed);
            if (changed.status === 'IN_PROGRESS') return;
            executions.delete(id);
            announceState(changed);
          },
          onPhaseEnded: announcePhase,
        }),
      );
      return { id };
    },

    async finished(id) {
      const build = (await executions.get(id)?.result) ?? store.build(id);
      if (!build) throw new AwsError('ResourceNotFoundException', `Build ${id} does not exist`);
      // A build cut off by `close` has no end in this process.
      return build.status === 'IN_PROGRESS' ? new Promise<never>(() => {}) : finishedBuild(build, places);
    },
  };

  return {
    service: createCodeBuildService(store, places),
    builds,
    createProject(definition) {
      store.saveProject(buildProject(definition, store.project(definition.name), now()));
    },
    logHandler: createLogHandler(store),
    async close() {
      await Promise.all([...executions.values()].map((execution) => execution.cutOff()));
    },
  };
}

function finishedBuild(build: BuildRecord, { artifactDirectory, logUrl }: BuildPlaces): FinishedBuild {
  const { status, exportedVariables, artifactUploaded } = build;
  if (status === 'IN_PROGRESS') throw new Error(`the build ${buildId(build)} has not finished`);
  return {
    id: buildId(build),
    status,
    exportedVariables,
    ...(artifactUploaded && { artifactDirectory: artifactDirectory(build) }),
    logUrl: logUrl(build),
  };
}
