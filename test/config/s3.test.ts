import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { checkSettings } from '../../src/config/load';
import { closedAddress } from '../support/closed-port';
import { QUEUES_START_LIMIT_MS, type RealQueues, startRealQueues } from '../support/real-queues';
import { mistakesWhen, SIX_LINES } from './mistakes-of';

const SECRET = 'secret-of-this-test';

/** The keys are where the SDK looks for them: in the environment of the process, each test file's own. */
Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: SECRET, AWS_SESSION_TOKEN: SECRET });

const check = (MLPIPELINE_CONFIG: string, endpoint: string) =>
  checkSettings({ MLPIPELINE_CONFIG, AWS_ENDPOINT_URL_S3: endpoint, AWS_REGION: 'us-east-1' });

describe('a configuration in S3', () => {
  let s3: RealQueues;
  let client: S3Client;
  const put = async (Key: string, Body: string | Uint8Array): Promise<string> => {
    await client.send(new PutObjectCommand({ Bucket: 'team-files', Key, Body }));
    return `s3://team-files/${Key}`;
  };

  beforeAll(async () => {
    s3 = await startRealQueues();
    client = new S3Client({ endpoint: s3.endpoint, region: 'us-east-1', forcePathStyle: true });
    await client.send(new CreateBucketCommand({ Bucket: 'team-files' }));
  }, QUEUES_START_LIMIT_MS);

  afterAll(async () => {
    client.destroy();
    await s3.close();
  });

  it('is read like a file, with its address as its name', async () => {
    const address = await put('ml/mlpipeline.yaml', `\uFEFF${SIX_LINES}`);

    const checked = await check(address, s3.endpoint);

    expect(checked.address).toBe('s3://team-files/ml/mlpipeline.yaml');
    expect(Object.keys(checked.configuration.pipelines)).toEqual(['fraud']);
  });

  it('has its mistakes told with its address and the line', async () => {
    const wrong = await put('wrong.yaml', SIX_LINES.replace('everyone', '[nobody]'));
    const latin1 = await put('latin1.yaml', Buffer.from(`# caf\xe9\n${SIX_LINES}`, 'latin1'));

    expect(await mistakesWhen(check(wrong, s3.endpoint))).toEqual([
      expect.stringMatching(/^s3:\/\/team-files\/wrong\.yaml:3: roles\.operator\[0\] must be /),
    ]);
    expect(await mistakesWhen(check(latin1, s3.endpoint))).toEqual([
      's3://team-files/latin1.yaml:1: this is not UTF-8: save the file in that encoding',
    ]);
  });

  it('is refused where it was overwritten after it was deployed', async () => {
    const address = await put('deployed.yaml', SIX_LINES);
    const MLPIPELINE_CONFIG_SHA256 = createHash('sha256').update(SIX_LINES).digest('hex');
    const read = () =>
      checkSettings({
        ...{ MLPIPELINE_CONFIG: address, MLPIPELINE_CONFIG_SHA256 },
        ...{ AWS_ENDPOINT_URL_S3: s3.endpoint, AWS_REGION: 'us-east-1' },
      });

    const asDeployed = await read();
    await put('deployed.yaml', SIX_LINES.replace('[U012ABCDEF]', 'everyone'));

    expect(asDeployed.address).toBe(address);
    expect(await mistakesWhen(read())).toEqual([
      expect.stringContaining('names s3://team-files/deployed.yaml, which is another file than was deployed'),
    ]);
  });

  it('that is no configuration by its size is not loaded', async () => {
    const address = await put('model.tar', new Uint8Array(1024 * 1024 + 1));

    expect(await mistakesWhen(check(address, s3.endpoint))).toEqual([
      'names an object of 1048577 bytes: that is no configuration, name the right one',
    ]);
  });

  it.each([
    [
      's3://nobodys-files/mlpipeline.yaml',
      'names the bucket nobodys-files, which does not exist: name the one that has the file',
    ],
    [
      's3://team-files/gone.yaml',
      'names gone.yaml, which is not in the bucket team-files: put the file there, or name it as it is called',
    ],
    ['s3://team-files/', 'must be a path or s3://bucket/key, and “s3://team-files/” is neither'],
    ['S3:team-files/a.yaml', 'must be a path or s3://bucket/key, and “S3:team-files/a.yaml” is neither'],
  ])('at %s is refused with a sentence', async (address, sentence) => {
    expect(await mistakesWhen(check(address, s3.endpoint))).toEqual([sentence]);
  });

  it('needs a region to be asked for', async () => {
    const { AWS_REGION, AWS_PROFILE, ...others } = process.env;
    expect(AWS_REGION ?? AWS_PROFILE ?? others.AWS_DEFAULT_REGION).toBeUndefined();

    expect(await mistakesWhen(checkSettings({ MLPIPELINE_CONFIG: 's3://team-files/a.yaml' }))).toEqual([
      'is in S3, so AWS_REGION must be set: the region of its bucket',
    ]);
  });
});

describe('an S3 that does not give the configuration', () => {
  let server: Server;
  let answer: { status: number; code: string };

  beforeAll(async () => {
    server = createServer((_request, response) => {
      response.writeHead(answer.status, { 'content-type': 'application/xml' });
      response.end(`<Error><Code>${answer.code}</Code><Message>Token ${SECRET} of a stranger</Message></Error>`);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });

  afterAll(() => new Promise((closed) => server.close(closed)));

  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  it.each([
    [
      403,
      'AccessDenied',
      /^names a\.yaml in the bucket team-files, which is not there or may not be read: allow s3:GetObject/,
    ],
    [
      403,
      'InvalidAccessKeyId',
      /^cannot be read\. AWS does not accept the credentials of this process \(InvalidAccessKeyId\)/,
    ],
    [400, 'ExpiredToken', /^cannot be read\. AWS does not accept the credentials of this process \(ExpiredToken\)/],
    [301, 'PermanentRedirect', /another region than AWS_REGION: keep the file in the bot’s own region$/],
  ])('and says %s %s has that told in a sentence, without what was signed', async (status, code, sentence) => {
    answer = { status, code };

    const [said, ...others] = await mistakesWhen(check('s3://team-files/a.yaml', url()));

    expect(said).toMatch(sentence);
    expect(others).toEqual([]);
    expect(said).not.toContain(SECRET);
  });

  it('because nobody answers is told as a matter of the network', async () => {
    expect(await mistakesWhen(check('s3://team-files/a.yaml', await closedAddress()))).toEqual([
      expect.stringMatching(
        /^is in S3, which did not answer \(.*ECONNREFUSED.*\): the bot’s network needs a way to S3/,
      ),
    ]);
  });
});
