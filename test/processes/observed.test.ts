import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { buildBot } from '../../infra/local/bot-process';
import { METRICS } from '../../src/metric-names';
import { ended, type LocalStack, startBot, startEmptyStack } from '../support/local-stack';
import { BUILD_LIMIT_MS } from '../support/releases-channel';

jest.setTimeout(3 * BUILD_LIMIT_MS);

const TICK_TYPE = 'mlpipeline/mlpipeline tick';

type Line = Record<string, unknown> & { msg?: string };

/** One bot as an operator starts it, and all it says. */
describe('a bot, seen from outside', () => {
  let stack: LocalStack;
  let environment: Record<string, string>;
  let bot: ReturnType<typeof startBot>;
  const lines: Line[] = [];
  let onLine: () => void = () => undefined;

  beforeAll(async () => {
    [stack] = await Promise.all([startEmptyStack(), buildBot()]);
    environment = {
      ...stack.environment,
      MLPIPELINE_HEALTH_PORT: String(await freePort()),
    };
    bot = startBot({ ...environment, LOG_LEVEL: 'debug' });
    if (!bot.process.stdout) throw new Error('no output');
    createInterface({ input: bot.process.stdout }).on('line', (line) => {
      lines.push(JSON.parse(line));
      onLine();
    });
    await bot.up;
  });

  afterAll(async () => {
    await ended(bot.process);
    await stack.remove();
  });

  const untilSaid = (holds: (line: Line) => boolean) =>
    new Promise<void>((resolve) => {
      onLine = () => lines.some(holds) && resolve();
      onLine();
    });

  it('tells its health to whoever asks on its own machine', async () => {
    const answer = await fetch(`http://127.0.0.1:${environment.MLPIPELINE_HEALTH_PORT}/health`);

    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ isWell: true, phase: 'up', problems: [], slackSocket: 'connected' });
    expect(await healthCheck(environment)).toEqual({ code: 0, said: 'The bot is well.\n' });
  });

  it('gives all log lines of one message its id, and at its end tells what it has counted', async () => {
    await stack.tick();
    await untilSaid(({ msg, type }) => msg === 'event handled' && type === TICK_TYPE);

    await ended(bot.process);

    const handled = lines.filter(({ msg }) => msg === 'event handled');
    expect(handled.map(({ correlationId }) => correlationId)).toEqual(handled.map(({ messageId }) => messageId));
    const told = lines.filter((line) => '_aws' in line);
    const sum = (name: string) => told.reduce((total, line) => total + Number(line[name] ?? 0), 0);
    // The schedule of the stack may have sent one, too.
    expect(sum('Ticks')).toBe(handled.filter(({ type }) => type === TICK_TYPE).length);
    expect(sum('EventsReceived')).toBe(handled.length);
    expect(told).toContainEqual(expect.objectContaining({ service: 'mlpipeline', OpenApprovals: 0, CardsBehind: 0 }));
    for (const { _aws } of told) {
      const [{ Metrics }] = (_aws as { CloudWatchMetrics: [{ Metrics: { Name: string }[] }] }).CloudWatchMetrics;
      expect(Object.keys(METRICS)).toEqual(expect.arrayContaining(Metrics.map(({ Name }) => Name)));
    }
  });

  it('is missed by its health check once it has ended', async () => {
    expect((await healthCheck(environment)).code).toBe(1);
  });
});

function healthCheck(environment: Record<string, string>): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['dist/health-check.js'], { env: environment }, (error, stdout) =>
      resolve({ code: Number(error?.code ?? 0), said: stdout }),
    );
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
