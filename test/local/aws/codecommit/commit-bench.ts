import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { CodeCommitClient } from '@aws-sdk/client-codecommit';
import {
  type CodeCommit,
  type CodeCommitOptions,
  createCodeCommit,
} from '../../../../infra/local/aws/codecommit/codecommit';
import type { AwsEvent } from '../../../../infra/local/aws/ports';
import { createAwsServer } from '../../../../infra/local/aws/wire/aws-server';
import { checkEvent, conforming } from '../../../support/aws-schemas';

const executeFile = promisify(execFile);

/** CodeCommit on a real socket, with a folder of its own. */
export class CommitBench {
  readonly client: CodeCommitClient;

  private constructor(
    readonly directory: string,
    readonly codeCommit: CodeCommit,
    readonly events: AwsEvent[],
    private readonly server: Server,
  ) {
    this.client = conforming(
      new CodeCommitClient({
        endpoint: `${urlOf(server)}/aws`,
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      }),
      'codecommit',
    );
  }

  static async start(
    directory = mkdtempSync(join(tmpdir(), 'codecommit-')),
    settings: Pick<CodeCommitOptions, 'openPullRequestLimit'> = {},
  ): Promise<CommitBench> {
    const events: AwsEvent[] = [];
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const codeCommit = createCodeCommit({
      ...settings,
      directory: join(directory, 'codecommit'),
      baseUrl: () => urlOf(server),
      emit: (event) => {
        checkEvent(event);
        events.push(event);
      },
    });
    const aws = createAwsServer({ services: [codeCommit.service] });
    server.on('request', async (request, response) => {
      if (!(await codeCommit.gitHandler(request, response))) await aws.handle(request, response);
    });
    return new CommitBench(directory, codeCommit, events, server);
  }

  get url(): string {
    return urlOf(this.server);
  }

  cloneUrl(repository: string): string {
    return `${this.url}/git/${repository}.git`;
  }

  /** The folder in which a repository is kept; what is done there goes unnoticed. */
  repositoryPath(repository: string): string {
    return join(this.directory, 'codecommit', `${repository}.git`);
  }

  /** A clone as a person would make it. */
  async clone(repository: string): Promise<WorkingCopy> {
    const path = mkdtempSync(join(this.directory, 'clone-'));
    const copy = new WorkingCopy(path);
    await copy.git('clone', '--quiet', this.cloneUrl(repository), path);
    return copy;
  }

  async stop(): Promise<void> {
    await this.codeCommit.close();
    this.client.destroy();
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** A person's clone of a repository. */
export class WorkingCopy {
  constructor(readonly path: string) {}

  async git(...args: string[]): Promise<string> {
    const { stdout } = await executeFile('git', args, { cwd: this.path, env: ENVIRONMENT });
    return stdout.trim();
  }

  /** Writes files, commits all changes and returns the commit's id. */
  async commit(message: string, files: Record<string, string | Buffer>): Promise<string> {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(this.path, path)), { recursive: true });
      await writeFile(join(this.path, path), content);
    }
    const { stdout } = await executeFile('sh', ['-c', COMMIT, 'sh', message], { cwd: this.path, env: ENVIRONMENT });
    return stdout.trim();
  }

  /** Names the user of the pushes that follow, as a credential helper would. */
  async signIn(user: string): Promise<void> {
    const credentials = Buffer.from(`${user}:secret`).toString('base64');
    await this.git('config', 'http.extraHeader', `Authorization: Basic ${credentials}`);
  }

  async push(...args: string[]): Promise<void> {
    await this.git('push', '--quiet', 'origin', ...args);
  }
}

/** By one shell: starting a process takes long from one with as much memory as a jest worker. */
const COMMIT = 'git add --all && git commit --quiet --allow-empty -m "$1" && git rev-parse HEAD';

const ENVIRONMENT = {
  PATH: process.env.PATH,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  // Tidying up after each commit would start two more processes, for repositories that live a second.
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'gc.auto',
  GIT_CONFIG_VALUE_0: '0',
  GIT_CONFIG_KEY_1: 'maintenance.auto',
  GIT_CONFIG_VALUE_1: 'false',
  GIT_AUTHOR_NAME: 'Emma',
  GIT_AUTHOR_EMAIL: 'emma@example.com',
  GIT_AUTHOR_DATE: '1484167798 -0800',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
  GIT_COMMITTER_DATE: '1484167900 +0100',
};

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
