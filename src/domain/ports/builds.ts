import type { BuildFacts } from '../builds/build';
import type { Owner } from './owner';
import type { Accepted } from './pipelines';

/** CodeBuild in our words. */
export interface Builds {
  /** Test results over all reports of a build; undefined where the build wrote none or is unknown. */
  testResults(buildId: string, owner: Owner): Promise<TestResults | undefined>;
  /** Variables that builds have exported, by build id (BatchGetBuilds). Unknown builds are left out. */
  exportedVariables(buildIds: readonly string[], owner: Owner): Promise<Record<string, Record<string, string>>>;
  /** BatchGetProjects. Undefined where the project is unknown. */
  project(name: string): Promise<ProjectFacts | undefined>;
  /** BatchGetBuilds of any number of builds. Unknown ones are left out, and the order is nobody's. */
  facts(buildIds: readonly string[], owner: Owner): Promise<BuildFacts[]>;
  /**
   * StartBuild. The same request id gives the same build for five minutes, and its build carries it from then on.
   * @throws Refusal where AWS refuses
   */
  start(request: BuildRequest): Promise<Accepted & { build: BuildFacts }>;
  /** The build that was started with this request id, among the newest hundred of the project. */
  startedFor(project: string, requestId: string): Promise<BuildFacts | undefined>;
}

export interface ProjectFacts {
  /** SourceType of the API: `CODECOMMIT`, `CODEPIPELINE`, `GITHUB`, `NO_SOURCE`, … */
  sourceType: string;
  /** CodeCommit repository of the source. */
  repository?: string | undefined;
  variables: { name: string; isSecret: boolean }[];
}

export interface BuildRequest {
  project: string;
  /** Idempotency token: 1-64 characters (CodeBuild API Reference, StartBuild). */
  requestId: string;
  sourceVersion?: string | undefined;
  /** Clone URL of the CodeCommit repository to build instead of the project's own source, which is a pipeline. */
  sourceLocation?: string | undefined;
  variables: { name: string; value: string }[];
}

export interface TestResults {
  passed: number;
  failed: number;
  skipped: number;
  /** Names of failing tests, at most ten. */
  failing: string[];
}
