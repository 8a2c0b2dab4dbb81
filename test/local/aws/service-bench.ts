import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOME, type Place } from '../../../infra/local/aws/place';
import type { AwsEvent, EventSink } from '../../../infra/local/aws/ports';
import { createAwsServer } from '../../../infra/local/aws/wire/aws-server';
import type { AwsService } from '../../../infra/local/aws/wire/aws-service';
import { MovableClock } from '../../../infra/local/clock';
import { checkEvent } from '../../support/aws-schemas';

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
    // No end to idle connections: a test that keeps the process busy would outlast it, and clients do not try again.
    this.server = createServer({ keepAliveTimeout: 0 }, (request, response) => void aws.handle(request, response));
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
