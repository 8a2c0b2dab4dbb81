import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AwsServerOptions, createAwsServer } from '../../../../infra/local/aws/wire/aws-server';
import type { AwsService } from '../../../../infra/local/aws/wire/aws-service';

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed where it is JSON, the text where it is not. */
  body: unknown;
}

/** AWS services behind a real socket, asked with raw requests. */
export class WireBench {
  readonly failures: unknown[] = [];
  private constructor(private readonly server: Server) {}

  static async start(...services: AwsService[]): Promise<WireBench> {
    return WireBench.with({ services });
  }

  static async with(options: AwsServerOptions): Promise<WireBench> {
    const aws = createAwsServer({ ...options, reportFailure: (error) => bench.failures.push(error) });
    const bench = new WireBench(createServer((request, response) => void aws.handle(request, response)));
    await new Promise<void>((listening) => bench.server.listen(0, '127.0.0.1', listening));
    return bench;
  }

  async ask(target: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
    const { port } = this.server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/aws/`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target, ...headers },
      body,
    });
    const json = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      headers: response.headers,
      body: await (json ? response.json() : response.text()),
    };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}
