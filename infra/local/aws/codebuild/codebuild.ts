import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Clock, MovableClock } from '../../clock';
import { AwsError } from '../aws-error';
import type { EventSink, FinishedBuild, LogStreams, PipelineBuilds } from '../ports';
import type { AwsService } from '../wire/aws-service';
import { buildLogStreams } from './build-log-streams';
import { type BuildRecord, buildId } from './build-record';
import type { BuildSources } from './build-source';
import { BuildStarter } from './build-starter';
import { BuildStore } from './build-store';
import type { BuildPlaces } from './build-view';
import { createLogHandler, logPath } from './log-handler';
import { createCodeBuildService, projectNotFound } from './operations';
import { buildProject, type ProjectDefinition } from './project';
import { pipelinePlan } from './project-plan';
import { startPlan } from './start-overrides';

export interface CodeBuildOptions {
  /** Where projects and builds are kept; a new one is an empty CodeBuild. */
  directory: string;
  /** Where `logHandler` is reachable, without a slash at the end, e.g. `http://localhost:4300`. */
  baseUrl: () => string;
  emit: EventSink;
  /** What all builds get beside their own variables: endpoints of the local stack and keys for them. */
  environment: Readonly<Record<string, string>>;
  clock?: Clock;
  /** Where projects with a CODECOMMIT source find their repositories. */
  sources?: BuildSources;
  /** Builds that run at once, the others being queued; 60 unless told otherwise, AWS's quota for small Linux machines. */
  concurrentBuildLimit?: number;
}

export interface CodeBuild {
  service: AwsService;
  builds: PipelineBuilds;
  /** What the builds have logged, while they are executed and after. */
  logs: LogStreams;
  /** Creates a project, or changes the one of that name. @throws AwsError InvalidInputException */
  createProject(definition: ProjectDefinition): void;
  /**
   * Starts a build as a rule's target does, without the operation's checks of a caller.
   * @throws AwsError ResourceNotFoundException, InvalidInputException, AccountLimitExceededException
   */
  startByRule(build: { projectName: string; sourceVersion: string }, ruleName: string): void;
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
  const {
    directory,
    baseUrl,
    emit,
    environment,
    clock = new MovableClock(),
    sources,
    concurrentBuildLimit = 60,
  } = options;
  const store = new BuildStore(directory);
  const places: BuildPlaces = {
    logUrl: (build) => `${baseUrl()}${logPath(build)}`,
    artifactDirectory: (build) => store.artifactDirectory(build),
  };
  const starter = new BuildStarter({ store, places, emit, clock, environment, sources, concurrentBuildLimit });
  starter.completeCutOff();

  const existingProject = (name: string) => {
    const project = store.project(name);
    if (!project) throw projectNotFound(name);
    return project;
  };
  const builds: PipelineBuilds = {
    startForPipeline(request) {
      const project = existingProject(request.projectName);
      const initiator = `codepipeline/${request.pipelineName}`;
      return { id: buildId(starter.start({ plan: pipelinePlan(project, request), initiator })) };
    },

    async finished(id) {
      const build = (await starter.execution(id)?.result) ?? store.build(id);
      if (!build) throw new AwsError('ResourceNotFoundException', `Build ${id} does not exist`);
      // A build cut off by `close` has no end in this process.
      return build.status === 'IN_PROGRESS' ? new Promise<never>(() => {}) : finishedBuild(build, places);
    },
  };

  return {
    service: createCodeBuildService(store, places, starter, () => clock.now()),
    builds,
    logs: buildLogStreams(store, () => clock.now()),
    createProject(definition) {
      store.saveProject(buildProject(definition, store.project(definition.name), clock.now()));
    },
    startByRule({ projectName, sourceVersion }, ruleName) {
      const plan = startPlan(existingProject(projectName), { projectName, sourceVersion });
      // The initiator of such builds is not documented (unverified); the console shows the rule.
      starter.start({ plan, initiator: `rule/${ruleName}` });
    },
    logHandler: createLogHandler(store),
    async close() {
      await starter.close();
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
