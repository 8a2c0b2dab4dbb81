import { get } from 'node:http';

/** Milliseconds, less than a container gives its check. Where the socket is gone the bot asks Slack first, for two seconds at most. */
const TIMEOUT_MS = 4_000;

/**
 * Asks the bot of this machine how it is, at MLPIPELINE_HEALTH_PORT: ends with 0 where it is well, else with 1, and says
 * one sentence. Made for a container's health check, so it starts in no time: nothing but Node is loaded.
 */
function checkHealth(port: string | undefined): void {
  if (!port) {
    end(1, 'Set MLPIPELINE_HEALTH_PORT, for the bot and for this check: without it the bot does not tell its health.');
    return;
  }
  const request = get({ host: '127.0.0.1', port, path: '/health', timeout: TIMEOUT_MS }, (response) => {
    const parts: Buffer[] = [];
    response.on('data', (part: Buffer) => parts.push(part));
    response.on('end', () => {
      const isWell = response.statusCode === 200;
      end(
        isWell ? 0 : 1,
        isWell ? 'The bot is well.' : `The bot is not well (${response.statusCode}). ${problemsIn(parts)}`,
      );
    });
  });
  request.on('timeout', () => end(1, `The bot does not answer at port ${port}: it hangs.`));
  request.on('error', (error) => end(1, `Nobody answers at port ${port}: ${error.message}.`));
}

function problemsIn(parts: readonly Buffer[]): string {
  try {
    const { problems }: { problems: string[] } = JSON.parse(Buffer.concat(parts).toString());
    return problems.join(' ');
  } catch {
    return '';
  }
}

function end(code: number, sentence: string): void {
  process.stdout.write(`${sentence.trim()}\n`, () => process.exit(code));
}

checkHealth(process.env.MLPIPELINE_HEALTH_PORT);
