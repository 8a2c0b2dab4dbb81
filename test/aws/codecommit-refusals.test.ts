import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CodeCommitClient } from '@aws-sdk/client-codecommit';
import { AwsError } from '../../infra/local/aws/aws-error';
import { createAwsServer } from '../../infra/local/aws/wire/aws-server';
import { codecommitGateway } from '../../src/aws/codecommit-gateway';
import { ofPipeline } from '../../src/domain/ports/owner';
import type { Repositories } from '../../src/domain/ports/repositories';
import { conforming } from '../support/aws-schemas';

const [ONE, OTHER] = ['1'.repeat(40), '2'.repeat(40)];
const OWNER = ofPipeline('penguins');

/** What AWS answers and the local stack never does. */
describe('a CodeCommit repository', () => {
  let code: string;
  let server: Server;
  let client: CodeCommitClient;
  let repositories: Repositories;

  beforeAll(async () => {
    const refuse = () => {
      throw new AwsError(code, 'no');
    };
    const operations = { GetCommit: refuse, BatchGetCommits: refuse, GetDifferences: refuse };
    const aws = createAwsServer({ services: [{ name: 'codecommit', operations }] });
    server = createServer((request, response) => void aws.handle(request, response));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: 'bot', secretAccessKey: 'test' };
    client = conforming(
      new CodeCommitClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }),
      'codecommit',
    );
    repositories = codecommitGateway({ client });
  });
  afterAll(async () => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  const reads: [string, () => Promise<unknown>][] = [
    ['a commit', () => repositories.commit('penguins', ONE, OWNER)],
    ['several commits', () => repositories.commits('penguins', [ONE], OWNER)],
    ['changed files', () => repositories.changedFiles('penguins', { before: ONE, after: OTHER, limit: 9 }, OWNER)],
  ];

  it.each(reads)('whose key the bot cannot use does not let it read %s, which is no outage', async (_what, read) => {
    code = 'EncryptionKeyAccessDeniedException';

    await expect(read()).rejects.toMatchObject({ code: 'aws_refused', isPassing: false });
  });

  it.each(reads)('whose key is not there for a moment is no refusal of %s', async (_what, read) => {
    code = 'EncryptionKeyUnavailableException';

    await expect(read()).rejects.toMatchObject({ name: code });
  });
});
