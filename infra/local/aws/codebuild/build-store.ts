import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { JsonFile } from '../../json-file';
import { type BuildRecord, buildId } from './build-record';
import { type BuildProject, ENCRYPTION_KEY, SERVICE_ROLE } from './project';
import type { TestReport } from './reports/test-report';

/** What records lack that were written before a build could have another source than a pipeline. */
const BEFORE_SOURCES = {
  source: { type: 'CODEPIPELINE' },
  artifactsType: 'CODEPIPELINE',
  queuedTimeoutInMinutes: 480,
  environment: {},
  serviceRole: SERVICE_ROLE,
  encryptionKey: ENCRYPTION_KEY,
} as const;

/** Projects, builds and reports on disk: `projects.json` and one folder per build, `builds/<project>/<uuid>/`. */
export class BuildStore {
  private readonly projectsFile: JsonFile<BuildProject[]>;
  private readonly projects: Map<string, BuildProject>;
  private readonly builds: Map<string, BuildRecord>;

  constructor(private readonly directory: string) {
    this.projectsFile = new JsonFile(join(directory, 'projects.json'), () => []);
    this.projects = new Map(this.projectsFile.read().map((project) => [project.name, project]));
    this.builds = new Map(this.readBuilds().map((build) => [buildId(build), build]));
  }

  project(name: string): BuildProject | undefined {
    return this.projects.get(name);
  }

  allProjects(): BuildProject[] {
    return [...this.projects.values()];
  }

  saveProject(project: BuildProject): void {
    this.projects.set(project.name, project);
    this.projectsFile.write([...this.projects.values()]);
  }

  /** @param id `<project>:<uuid>` */
  build(id: string): BuildRecord | undefined {
    return this.builds.get(id);
  }

  allBuilds(): BuildRecord[] {
    return [...this.builds.values()];
  }

  /** By build number, the oldest first. */
  buildsOf(projectName: string): BuildRecord[] {
    return this.allBuilds()
      .filter((build) => build.projectName === projectName)
      .sort((one, other) => one.buildNumber - other.buildNumber);
  }

  saveBuild(build: BuildRecord): void {
    this.builds.set(buildId(build), build);
    this.buildFile(build).write(build);
  }

  /** Folder of what a build needs only while it is executed. */
  scratch(build: BuildRecord): string {
    return join(this.folder(build), 'scratch');
  }

  removeScratch(build: BuildRecord): void {
    rmSync(this.scratch(build), { recursive: true, force: true });
  }

  private folder({ projectName, uuid }: Pick<BuildRecord, 'projectName' | 'uuid'>): string {
    return join(this.directory, 'builds', projectName, uuid);
  }

  logFile(build: Pick<BuildRecord, 'projectName' | 'uuid'>): string {
    return join(this.folder(build), 'log.txt');
  }

  /** Exists only where the upload succeeded. */
  artifactDirectory(build: BuildRecord): string {
    return join(this.folder(build), 'artifact');
  }

  report(arn: string): TestReport | undefined {
    const build = this.allBuilds().find(({ reportArns }) => reportArns.includes(arn));
    return build && this.reportsOf(build).find((report) => report.arn === arn);
  }

  reportsOf(build: BuildRecord): TestReport[] {
    return this.reportsFile(build).read();
  }

  saveReports(build: BuildRecord, reports: TestReport[]): void {
    this.reportsFile(build).write(reports);
  }

  private buildFile(build: Pick<BuildRecord, 'projectName' | 'uuid'>): JsonFile<BuildRecord | undefined> {
    return new JsonFile(join(this.folder(build), 'build.json'), () => undefined);
  }

  private reportsFile(build: BuildRecord): JsonFile<TestReport[]> {
    return new JsonFile(join(this.folder(build), 'reports.json'), () => []);
  }

  private readBuilds(): BuildRecord[] {
    const root = join(this.directory, 'builds');
    mkdirSync(root, { recursive: true });
    return readdirSync(root)
      .flatMap((projectName) => readdirSync(join(root, projectName)).map((uuid) => ({ projectName, uuid })))
      .flatMap((key) => this.buildFile(key).read() ?? [])
      .map((build) => ({ ...BEFORE_SOURCES, ...build }));
  }
}
