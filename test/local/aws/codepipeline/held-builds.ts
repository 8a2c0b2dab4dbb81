import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AwsError } from '../../../../infra/local/aws/aws-error';
import type { FinishedBuild, PipelineBuildRequest, PipelineBuilds } from '../../../../infra/local/aws/ports';

interface HeldBuild {
  id: string;
  request: PipelineBuildRequest;
  finished: Promise<FinishedBuild>;
  finish: (build: FinishedBuild) => void;
}

/** Builds at CodePipeline's port that end when the test says so. */
export class HeldBuilds implements PipelineBuilds {
  readonly started: HeldBuild[] = [];
  private readonly ended = new Set<string>();

  /** @param directory where the artifacts of successful builds are written */
  constructor(private readonly directory: string) {}

  startForPipeline(request: PipelineBuildRequest): { id: string } {
    if (request.projectName === 'missing') throw new AwsError('ResourceNotFoundException', 'Project cannot be found');
    const { promise, resolve } = deferred<FinishedBuild>();
    const id = `${request.projectName}:${randomUUID()}`;
    this.started.push({ id, request, finished: promise, finish: resolve });
    return { id };
  }

  async finished(id: string): Promise<FinishedBuild> {
    return this.named(id).finished;
  }

  /** Ends the only open build of a project, by default successfully with these files as its artifact. */
  async finish(projectName: string, { status = 'SUCCEEDED', exportedVariables = {}, files }: BuildResult = {}) {
    const open = this.started.filter(({ id, request }) => request.projectName === projectName && !this.ended.has(id));
    const [build] = open;
    if (!build || open.length !== 1) throw new Error(`${open.length} open builds of ${projectName}`);
    const artifactDirectory = files && (await this.written(build.id, files));
    this.ended.add(build.id);
    build.finish({
      id: build.id,
      status,
      exportedVariables,
      logUrl: `http://localhost/builds/${build.id}`,
      ...(artifactDirectory !== undefined && { artifactDirectory }),
    });
  }

  /** What a stop of the process does to builds: those still open end as FAULT, which the next process is told. */
  cutOff(): void {
    for (const build of this.started) {
      if (this.ended.has(build.id)) continue;
      this.ended.add(build.id);
      build.finish({ id: build.id, status: 'FAULT', exportedVariables: {}, logUrl: 'http://localhost/cut-off' });
    }
  }

  private named(id: string): HeldBuild {
    const build = this.started.find((started) => started.id === id);
    if (!build) throw new Error(`no build ${id}`);
    return build;
  }

  private async written(id: string, files: Record<string, string>): Promise<string> {
    const directory = join(this.directory, id.replace(':', '-'));
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), content);
    }
    return directory;
  }
}

export interface BuildResult {
  status?: FinishedBuild['status'];
  exportedVariables?: Record<string, string>;
  files?: Record<string, string>;
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}
