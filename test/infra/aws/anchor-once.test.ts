import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { handler } from '../../../infra/aws/lambda/anchor-audit';

/** The S3 of the other tests knows no conditional writes; this one answers as Amazon S3 does (API Reference, PutObject). */
async function fullBucket() {
  const asked: IncomingHttpHeaders[] = [];
  const server = createServer(({ headers }, response) => {
    asked.push(headers);
    const body = '<?xml version="1.0"?><Error><Code>PreconditionFailed</Code><Message>There is one.</Message></Error>';
    response.writeHead(412, { 'content-type': 'application/xml' }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
  return { asked, endpoint: `http://127.0.0.1:${port}`, close };
}

describe('an anchor of a record that was deleted and put anew', () => {
  it('does not take the place of the one that is there, and is no failure: a batch that comes again is the same', async () => {
    const bucket = await fullBucket();
    Object.assign(process.env, {
      ...{ ANCHOR_BUCKET: 'anchors', AWS_ENDPOINT_URL_S3: bucket.endpoint, AWS_REGION: 'us-east-1' },
      ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
    });
    const NewImage = { chain: { S: 'workspace' }, sequence: { N: '1' }, hash: { S: 'f'.repeat(64) } };
    const Keys = { pk: { S: 'workspace' }, sk: { S: '000000000001' } };

    await handler({ Records: [{ eventName: 'INSERT', dynamodb: { Keys, NewImage } }] });
    await bucket.close();

    expect(bucket.asked).toMatchObject([{ 'if-none-match': '*' }]);
  });
});
