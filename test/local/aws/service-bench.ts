import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HOME, type Place } from '../../../infra/local/aws/place';
import type { AwsEvent, EventSink } from '../../../infra/local/aws/ports';
import { createAwsServer } from '../../../infra/local/aws/wire/aws-server';
import type { AwsService } from '../../../infra/local/aws/wire/aws-service';
import { MovableClock } from '../../../infra/local/clock';
import { checkEvent } from '../../support/aws-schemas';

const run = promisify(execFile);

/** What the stand-ins of a bench are made with. */
export interface BenchParts {
  clock: MovableClock;
  emit: EventSink;
  /** Path of a file in the bench's own folder. */
  file: (name: string) => string;
}

interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

const ANY_CREDENTIALS: Credentials = { accessKeyId: 'emma', secretAccessKey: 'test' };

/** AWS stand-ins on a real socket, with a folder and a clock of their own. Every event is held to its schema. */
export class ServiceBench {
  readonly events: AwsEvent[] = [];
  readonly clock = new MovableClock();
  readonly directory = mkdtempSync(join(tmpdir(), 'aws-'));
  private server: Server = createServer();

  private constructor(private readonly compose: (parts: BenchParts) => readonly AwsService[]) {}

  static async start(compose: (parts: BenchParts) => readonly AwsService[]): Promise<ServiceBench> {
    const bench = new ServiceBench(compose);
    await bench.listen();
    return bench;
  }

  /** As another process would find what this one wrote. */
  async restart(): Promise<void> {
    await this.stop();
    await this.listen();
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/aws`;
  }

  /** How an SDK client must be made to reach the bench. */
  client(credentials = ANY_CREDENTIALS, { region }: Pick<Place, 'region'> = HOME) {
    return { endpoint: () => Promise.resolve(endpointOf(this.endpoint)), region, credentials, maxAttempts: 1 };
  }

  /** The answer of the AWS command line. @throws with what it wrote to its standard error */
  async cli(...words: string[]): Promise<Record<string, unknown>> {
    const { stdout } = await run('aws', ['--endpoint-url', this.endpoint, '--output', 'json', ...words], {
      env: {
        PATH: process.env.PATH,
        HOME: this.directory,
        AWS_ACCESS_KEY_ID: ANY_CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: ANY_CREDENTIALS.secretAccessKey,
        AWS_DEFAULT_REGION: HOME.region,
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_MAX_ATTEMPTS: '1',
      },
    });
    return stdout === '' ? {} : JSON.parse(stdout);
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  private async listen(): Promise<void> {
    const emit = (event: AwsEvent) => {
      checkEvent(event);
      this.events.push(event);
    };
    const services = this.compose({ clock: this.clock, emit, file: (name) => join(this.directory, name) });
    const aws = createAwsServer({ services, clock: this.clock });
    this.server = createServer((request, response) => void aws.handle(request, response));
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
  }

  private async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

/** As an SDK client has it: a restart may give the bench another port. */
function endpointOf(url: string) {
  const { protocol, hostname, port, pathname: path } = new URL(url);
  return { protocol, hostname, port: Number(port), path };
}
