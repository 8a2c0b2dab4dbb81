import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildBot } from '../../infra/local/bot-process';

const TOKEN = 'xoxb-of-the-crash';

/** As soon as the bot listens for signals, something fails that nobody catches. */
const failing = (how: string) => `data:text/javascript,
  process.on('newListener', (name) => {
    if (name !== 'SIGTERM') return;
    const error = Object.assign(new Error('a slip'), { request: { headers: { authorization: 'Bearer ${TOKEN}' } } });
    setImmediate(() => { ${how} });
  });`;

describe('a bot in which something fails that nobody catches', () => {
  let silent: Server;

  beforeAll(async () => {
    await buildBot();
    silent = createServer(() => undefined);
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  });
  afterAll(() => {
    silent.closeAllConnections();
    silent.close();
  });

  it.each(['throw error', 'Promise.reject(error)'])(
    'ends, and tells it without what hung onto it (%s)',
    async (how) => {
      const { port } = silent.address() as AddressInfo;
      const env = {
        ...{
          PATH: process.env.PATH,
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: 'test',
          AWS_SECRET_ACCESS_KEY: 'test',
        },
        ...{ SLACK_BOT_TOKEN: TOKEN, SLACK_APP_TOKEN: 'xapp-1', MLPIPELINE_QUEUE_URL: 'http://127.0.0.1/queue' },
        ...{ MLPIPELINE_STATE_TABLE: 'state', MLPIPELINE_AUDIT_TABLE: 'audit' },
        // It waits for its configuration.
        ...{ MLPIPELINE_CONFIG: 's3://bucket/mlpipeline.yaml', AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}` },
      };

      const { code, said } = await new Promise<{ code: number | null; said: string }>((resolve) => {
        const bot = execFile(
          process.execPath,
          ['--import', failing(how), 'dist/main.js'],
          { env },
          (_, stdout, stderr) => resolve({ code: bot.exitCode, said: stdout + stderr }),
        );
      });

      expect(code).toBe(1);
      expect(said).toContain('"msg":"crashed"');
      expect(said).toContain('a slip');
      expect(said).not.toContain(TOKEN);
    },
  );
});
