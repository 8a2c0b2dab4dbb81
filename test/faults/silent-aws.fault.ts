import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetPipelineCommand } from '@aws-sdk/client-codepipeline';
import { createClients, createClientsIn } from '../../src/aws/clients';
import { createMetrics } from '../../src/metrics';

/** The lease of an intent: a call that hangs longer may be done a second time by another task. */
const LEASE_MS = 20_000;

const metrics = createMetrics({ write: () => undefined });

let silent: Server;

beforeAll(async () => {
  silent = createServer(() => undefined);
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
});

afterAll(() => {
  silent.closeAllConnections();
  silent.close();
});

describe('the clients of AWS', () => {
  it('give a call up where AWS takes it and never answers, before its intent is anybody else’s', async () => {
    const { port } = silent.address() as AddressInfo;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_CODEPIPELINE: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    });
    const { codepipelineOnce } = createClientsIn({ region: 'us-east-1' }, createClients(metrics).sts, metrics);
    const began = Date.now();

    const asked = codepipelineOnce.send(new GetPipelineCommand({ name: 'penguins' }));

    await expect(asked).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(Date.now() - began).toBeLessThan(LEASE_MS);
  });
});
