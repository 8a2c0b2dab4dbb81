import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Pulse } from '../src/aws/queue-intake';
import { checkHealth, type Health, type HealthServer, type Phase, serveHealth } from '../src/health';
import type { SlackSocket } from '../src/slack/socket-watch';
import { Clock } from './support/fakes/clock';

const MINUTE_MS = 60_000;

/** The bot's health check as a container runs it. */
function healthCheck(port: number | undefined): Promise<{ code: number; said: string }> {
  const env = { PATH: process.env.PATH, ...(port !== undefined && { MLPIPELINE_HEALTH_PORT: String(port) }) };
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', 'src/health-check.ts'], { env }, (error, stdout) =>
      resolve({ code: Number(error?.code ?? 0), said: stdout }),
    );
  });
}

describe('the health of the process', () => {
  let clock: Clock;
  let pulses: Pulse[];
  let goneSince: Date | undefined;
  let slackAnswers: boolean;
  let asked: number;
  let phase: Phase;
  let server: HealthServer;

  beforeEach(async () => {
    clock = new Clock();
    pulses = [1, 2, 3].map(() => ({ at: clock.now(), isWorking: false }));
    goneSince = undefined;
    slackAnswers = true;
    asked = 0;
    phase = 'up';
    const startedAt = clock.now();
    const deps = {
      pulses: () => pulses,
      socket: (): SlackSocket => (goneSince ? { goneSince } : 'connected'),
      async slackAnswers() {
        asked += 1;
        return slackAnswers;
      },
      now: clock.now,
    };
    server = await serveHealth(0, () => checkHealth(deps, phase, startedAt));
  });

  afterEach(() => server.close());

  async function health(): Promise<{ status: number; body: Health }> {
    const response = await fetch(`http://127.0.0.1:${server.port}/health`);
    return { status: response.status, body: (await response.json()) as Health };
  }

  const silentFor = (milliseconds: number, isWorking: boolean) => {
    pulses[1] = { at: new Date(clock.now().getTime() - milliseconds), isWorking };
  };

  it('is told with all that is known', async () => {
    clock.advance(30_000);

    expect(await health()).toEqual({
      status: 200,
      body: {
        isWell: true,
        phase: 'up',
        problems: [],
        upForSeconds: 30,
        consumers: Array.from({ length: 3 }, () => ({ silentForSeconds: 30, isWorking: false })),
        slackSocket: 'connected',
      },
    });
  });

  it('is bad where a consumer neither works nor asks the queue', async () => {
    silentFor(3 * MINUTE_MS, false);

    expect(await health()).toMatchObject({ status: 503, body: { problems: [expect.stringContaining('stuck')] } });
  });

  it('is good while a consumer works, as long as work may take, and bad when it is never given up', async () => {
    silentFor(10 * MINUTE_MS, true);
    const working = await health();
    silentFor(12 * MINUTE_MS, true);
    const hanging = await health();

    expect([working.status, hanging.status]).toEqual([200, 503]);
  });

  it('is good for as long as the socket may take to come back, and Slack is not asked', async () => {
    goneSince = clock.now();
    clock.advance(MINUTE_MS);

    expect(await health()).toMatchObject({ status: 200, body: { slackSocket: { goneForSeconds: 60 } } });
    expect(asked).toBe(0);
  });

  it('is bad where Slack answers and the socket does not come back', async () => {
    goneSince = new Date(clock.now().getTime() - 6 * MINUTE_MS);

    expect(await health()).toMatchObject({ status: 503, body: { problems: [expect.stringContaining('no socket')] } });
  });

  it('is good where Slack is down for everybody: a new start would mend nothing', async () => {
    goneSince = new Date(clock.now().getTime() - 6 * MINUTE_MS);
    slackAnswers = false;

    expect(await health()).toMatchObject({ status: 200, body: { problems: [expect.stringContaining('not answer')] } });
  });

  it.each(['starting', 'stopping'] as const)('is good while the process is %s, whatever it waits for', async (now) => {
    phase = now;
    silentFor(20 * MINUTE_MS, true);
    goneSince = new Date(clock.now().getTime() - 6 * MINUTE_MS);

    expect(await health()).toMatchObject({ status: 200, body: { phase: now } });
  });

  it('is all that is told there', async () => {
    const answers = await Promise.all([
      fetch(`http://127.0.0.1:${server.port}/`),
      fetch(`http://127.0.0.1:${server.port}/health`, { method: 'POST' }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  });

  describe('the health check', () => {
    it('ends with 0 where the bot is well, and says so', async () => {
      expect(await healthCheck(server.port)).toEqual({ code: 0, said: 'The bot is well.\n' });
    });

    it('ends with 1 where it is not, and says why', async () => {
      silentFor(3 * MINUTE_MS, false);

      expect(await healthCheck(server.port)).toEqual({
        code: 1,
        said: 'The bot is not well (503). The intake is stuck: a consumer neither works nor asks the queue.\n',
      });
    });

    it('ends with 1 where nobody answers', async () => {
      const port = await freePort();

      expect(await healthCheck(port)).toEqual({
        code: 1,
        said: expect.stringContaining(`Nobody answers at port ${port}`),
      });
    });

    it('ends with 1 where it is not told the port', async () => {
      expect(await healthCheck(undefined)).toEqual({
        code: 1,
        said: expect.stringContaining('Set MLPIPELINE_HEALTH_PORT'),
      });
    });
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
