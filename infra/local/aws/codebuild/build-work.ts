import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildFolders, buildEnvironment } from './build-environment';
import { BuildLog } from './build-log';
import type { BuildRecord } from './build-record';
import { type BuildSources, downloadSource, SourceError } from './build-source';
import { type Buildspec, BuildspecError, parseBuildspec } from './buildspec';
import { CommandPhases } from './command-phases';
import { copyFiles, FileSelectionError, selectFiles } from './file-selection';
import { type CommandPhase, failed, type PhaseOutcome, SUCCEEDED, type WorkPhase } from './phase-machine';
import { generateReport, type TestReport } from './reports/test-report';
import { BuildShell } from './shell';

export interface BuildWorkOptions {
  build: BuildRecord;
  /** Repositories that CODECOMMIT sources come from. */
  sources: BuildSources | undefined;
  /** Folder for this build alone, removed when it is over. */
  scratch: string;
  logFile: string;
  artifactDirectory: string;
  /** Environment that the local stack gives to all builds. */
  stackEnvironment: Readonly<Record<string, string>>;
  searchPath: string;
  now: () => Date;
}

/** What a build has produced beside its phases. */
export interface BuildProducts {
  /** Commit of the source, once it is there and where it has one. */
  resolvedSourceVersion?: string;
  exportedVariables: Record<string, string>;
  reports: TestReport[];
  artifactUploaded: boolean;
}

/** The work of each phase of one build. Which phase comes when is for the phase machine to say. */
export class BuildWork {
  readonly products: BuildProducts = { exportedVariables: {}, reports: [], artifactUploaded: false };
  private readonly log: BuildLog;
  private readonly folders: BuildFolders;
  private readonly shellWorkspace: string;
  private prepared: { buildspec: Buildspec; shell: BuildShell; commands: CommandPhases } | undefined;
  private finalEnvironment: Record<string, string> | undefined;

  constructor(private readonly options: BuildWorkOptions) {
    const { scratch, build, logFile, now } = options;
    this.log = new BuildLog(logFile, now);
    this.folders = {
      source: join(scratch, 'src'),
      secondarySources: Object.fromEntries(
        Object.keys(build.pipelineInput?.secondarySourceDirectories ?? {}).map((name) => [
          name,
          join(scratch, 'secondary-src', name),
        ]),
      ),
      home: join(scratch, 'home'),
      temporary: join(scratch, 'tmp'),
    };
    this.shellWorkspace = join(scratch, 'shell');
  }

  async perform(phase: WorkPhase): Promise<PhaseOutcome> {
    if (phase !== 'PROVISIONING') this.log.line(`Entering phase ${phase}`);
    const outcome = await this.workOf(phase);
    if (phase !== 'PROVISIONING') this.log.phaseComplete(phase, outcome);
    return outcome;
  }

  /** Kills everything the build has started. A command that is being executed ends with the status of a killed process. */
  async kill(): Promise<void> {
    await this.prepared?.shell.close();
  }

  private async workOf(phase: WorkPhase): Promise<PhaseOutcome> {
    switch (phase) {
      case 'QUEUED':
        return SUCCEEDED;
      case 'PROVISIONING':
        return this.provision();
      case 'DOWNLOAD_SOURCE':
        return this.downloadSource();
      case 'UPLOAD_ARTIFACTS':
        return this.upload();
      case 'FINALIZING':
        return this.finalize();
      default:
        return this.executeCommands(phase);
    }
  }

  private async provision(): Promise<PhaseOutcome> {
    this.log.begin();
    const { home, temporary } = this.folders;
    await Promise.all([home, temporary, this.shellWorkspace].map((folder) => mkdir(folder, { recursive: true })));
    this.log.line('Running on this machine: commands are executed by its own shell');
    return SUCCEEDED;
  }

  private async downloadSource(): Promise<PhaseOutcome> {
    const { build, sources, stackEnvironment, searchPath, logFile } = this.options;
    const secret = build.environmentVariables.find(({ type }) => type !== 'PLAINTEXT');
    if (secret) return failed('CLIENT_ERROR', `The local stack has no ${secret.type} to read ${secret.name} from`);
    try {
      const commitId = await downloadSource(build, this.folders, sources);
      if (commitId !== undefined) this.products.resolvedSourceVersion = commitId;
    } catch (error) {
      if (error instanceof SourceError) return failed('CLIENT_ERROR', error.message);
      throw error;
    }

    const buildspec = await this.readBuildspec();
    if (buildspec instanceof BuildspecError) return failed('YAML_FILE_ERROR', buildspec.message);
    for (const key of buildspec.ignored) this.log.line(`${key} has no effect on the local stack`);
    const { resolvedSourceVersion } = this.products;
    const environment = buildEnvironment({
      build: { ...build, ...(resolvedSourceVersion && { resolvedSourceVersion }) },
      folders: this.folders,
      buildspecVariables: buildspec.variables,
      stack: stackEnvironment,
      searchPath,
    });
    const shell = new BuildShell({
      program: buildspec.shell,
      directory: this.folders.source,
      workspace: this.shellWorkspace,
      environment,
      logFile,
    });
    this.prepared = { buildspec, shell, commands: new CommandPhases(buildspec, shell, this.log) };
    return SUCCEEDED;
  }

  /** What contains a line break is the buildspec itself, as in the API; all else is a path in the source. */
  private async readBuildspec(): Promise<Buildspec | BuildspecError> {
    const { buildspec } = this.options.build;
    try {
      if (buildspec.includes('\n')) return parseBuildspec(buildspec);
      const path = join(this.folders.source, buildspec);
      this.log.line(`YAML location is ${path}`);
      return parseBuildspec(await readFile(path, 'utf8'));
    } catch (error) {
      if (error instanceof BuildspecError) return error;
      if (isMissingFile(error)) return new BuildspecError(`YAML file does not exist: ${buildspec}`, { cause: error });
      throw error;
    }
  }

  private async executeCommands(phase: CommandPhase): Promise<PhaseOutcome> {
    const outcome = await this.preparation().commands.execute(phase);
    // "The value is frozen after POST_BUILD"; the processes left over by commands may run on until FINALIZING.
    if (phase === 'POST_BUILD') await this.readFinalEnvironment();
    return outcome;
  }

  private async readFinalEnvironment(): Promise<Record<string, string>> {
    const { shell } = this.preparation();
    this.finalEnvironment ??= await shell.environment();
    return this.finalEnvironment;
  }

  private async upload(): Promise<PhaseOutcome> {
    const { buildspec } = this.preparation();
    const environment = await this.readFinalEnvironment();
    for (const declaration of buildspec.reports) {
      const { build, now } = this.options;
      const sources = { build, sourceDirectory: this.folders.source, environment, at: now() };
      const { report, problem } = await generateReport(declaration, sources);
      this.products.reports.push(report);
      this.log.line(`Report ${report.name} is ${report.status}${problem ? `: ${problem}` : ''}`);
    }
    const wanted = this.options.build.artifactsType !== 'NO_ARTIFACTS';
    return buildspec.artifacts && wanted ? this.uploadArtifact(buildspec.artifacts, environment) : SUCCEEDED;
  }

  private async uploadArtifact(declared: NonNullable<Buildspec['artifacts']>, environment: Record<string, string>) {
    const { artifactDirectory, scratch } = this.options;
    try {
      const selected = await selectFiles(declared, this.folders.source, environment);
      if (selected.paths.length === 0) return failed('CLIENT_ERROR', 'no matching artifact paths found');
      this.log.line(`Found ${selected.paths.length} file(s) in ${selected.baseDirectory}`);
      // Whoever finds the folder under its name finds the whole artifact.
      await copyFiles(selected, join(scratch, 'artifact'), declared.discardPaths);
      await rename(join(scratch, 'artifact'), artifactDirectory);
      this.products.artifactUploaded = true;
      return SUCCEEDED;
    } catch (error) {
      if (error instanceof FileSelectionError) return failed('CLIENT_ERROR', error.message);
      throw error;
    }
  }

  private async finalize(): Promise<PhaseOutcome> {
    if (this.prepared && !this.prepared.shell.closed) await this.exportVariables(this.prepared.buildspec);
    await this.kill();
    // The result does not depend on tidiness: commands can leave folders that cannot be removed.
    await rm(this.options.scratch, { recursive: true, force: true }).catch((error: Error) =>
      this.log.line(error.message),
    );
    return SUCCEEDED;
  }

  private async exportVariables({ exportedVariables }: Buildspec): Promise<void> {
    const environment = await this.readFinalEnvironment();
    for (const name of exportedVariables) {
      const value = environment[name];
      if (value === undefined) this.log.line(`The variable ${name} was never exported by a command`);
      else this.products.exportedVariables[name] = value;
    }
  }

  private preparation() {
    if (!this.prepared) throw new Error('commands need the phase DOWNLOAD_SOURCE to have succeeded');
    return this.prepared;
  }
}

function isMissingFile(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
