import { randomUUID } from 'node:crypto';
import type { BuildFacts, BuildPhase } from '../../../src/domain/builds/build';
import type { BuildRequest, Builds, ProjectFacts, TestResults } from '../../../src/domain/ports/builds';
import type { Accepted } from '../../../src/domain/ports/pipelines';

/** CodeBuild forgets an idempotency token after five minutes (CodeBuild API Reference, StartBuild). */
const TOKEN_MS = 5 * 60_000;

/** CodeBuild in memory: projects are declared by a test, and builds move when it says so. */
export class FakeBuilds implements Builds {
  readonly starts: BuildRequest[] = [];
  private readonly results = new Map<string, TestResults>();
  private readonly projects = new Map<string, ProjectFacts>();
  private builds = new Map<string, BuildFacts>();
  private readonly exported = new Map<string, Record<string, string>>();
  private readonly faults: { when: 'before' | 'after'; error: Error }[] = [];

  constructor(private readonly now: () => Date = () => new Date()) {}

  /** Itself as it is now, which stays so. */
  copy(): this {
    return Object.assign(Object.create(FakeBuilds.prototype), this, { builds: new Map(this.builds) });
  }

  /** The next start fails, before or after its effect. */
  failNextStart(when: 'before' | 'after', error: Error): void {
    this.faults.push({ when, error });
  }

  finished(buildId: string, results: TestResults): void {
    this.results.set(buildId, results);
  }

  /** Builds that somebody has started, ended or not. */
  all(): BuildFacts[] {
    return [...this.builds.values()];
  }

  /** What a build has exported. */
  exports(buildId: string, variables: Record<string, string>): void {
    this.exported.set(buildId, variables);
  }

  declares(name: string, project: Partial<ProjectFacts> = {}): void {
    this.projects.set(name, { sourceType: 'CODECOMMIT', repository: 'penguins', variables: [], ...project });
  }

  /** A build that somebody else has started. @returns its id */
  startedElsewhere(project: string, rest: Partial<BuildFacts> = {}): string {
    return this.begin(project, { initiator: 'pia', ...rest }).buildId;
  }

  /** A phase of a build ends. */
  passes(buildId: string, name: string, rest: Partial<BuildPhase> = {}): void {
    const build = this.known(buildId);
    const phase = { name, startedAt: this.now(), status: 'Succeeded' as const, durationMs: 1_000, ...rest };
    const log = { group: `/aws/codebuild/${build.project}`, stream: buildId, url: 'https://example.com/log' };
    this.builds.set(buildId, { ...build, phases: [...build.phases, phase], log });
  }

  /** A build ends. */
  ends(buildId: string, status: BuildFacts['status'], rest: Partial<BuildFacts> = {}): void {
    this.builds.set(buildId, { ...this.known(buildId), status, endedAt: this.now(), ...rest });
  }

  async testResults(buildId: string): Promise<TestResults | undefined> {
    return structuredClone(this.results.get(buildId));
  }

  async exportedVariables(buildIds: readonly string[]): Promise<Record<string, Record<string, string>>> {
    return Object.fromEntries(
      buildIds.flatMap((id) => {
        const isKnown = this.exported.has(id) || this.builds.has(id) || this.results.has(id);
        return isKnown ? [[id, { ...this.exported.get(id) }]] : [];
      }),
    );
  }

  async project(name: string): Promise<ProjectFacts | undefined> {
    return structuredClone(this.projects.get(name));
  }

  async facts(buildIds: readonly string[]): Promise<BuildFacts[]> {
    return structuredClone(buildIds.flatMap((buildId) => this.builds.get(buildId) ?? []));
  }

  async start(request: BuildRequest): Promise<Accepted & { build: BuildFacts }> {
    const fault = this.faults.shift();
    if (fault?.when === 'before') throw fault.error;
    const since = new Date(this.now().getTime() - TOKEN_MS);
    const earlier = [...this.builds.values()].find(
      ({ requestId, startedAt }) => requestId === request.requestId && startedAt > since,
    );
    if (!earlier) this.starts.push(structuredClone(request));
    const { project, requestId, sourceVersion } = request;
    const build = earlier ?? this.begin(project, { requestId, sourceVersion, initiator: 'mlpipeline' });
    if (fault) throw fault.error;
    return { build: structuredClone(build), requestId: 'aws-1' };
  }

  async startedFor(project: string, requestId: string): Promise<BuildFacts | undefined> {
    const all = [...this.builds.values()];
    return structuredClone(all.find((build) => build.project === project && build.requestId === requestId));
  }

  private begin(project: string, rest: Partial<BuildFacts>): BuildFacts {
    const number = [...this.builds.values()].filter((build) => build.project === project).length + 1;
    const build: BuildFacts = {
      ...{ project, number, buildId: `${project}:${randomUUID()}`, status: 'InProgress', startedAt: this.now() },
      ...{ phases: [], repository: this.projects.get(project)?.repository },
      ...rest,
    };
    this.builds.set(build.buildId, build);
    return build;
  }

  private known(buildId: string): BuildFacts {
    const build = this.builds.get(buildId);
    if (!build) throw new Error(`no build ${buildId}`);
    return build;
  }
}
