import { type RunningApp, startApp } from './app';
import { explain } from './config/explain';
import { ConfigurationError, checkSettings, loadSettings } from './config/load';
import { createLog } from './log';
import { CannotStart, preflight } from './preflight';

/** Whoever reads these can mend what they tell, and needs no stack trace for it. */
const EXPLAINED = [ConfigurationError, CannotStart];

let log = createLog('info');

/** Ends with exit code 1 where it cannot start, crashes, or finds a mistake in the configuration. */
async function main(): Promise<void> {
  if (process.argv.includes('--check')) {
    await check();
    return;
  }
  const starting = start();

  // From the beginning: people may press buttons while the first pass still compares.
  const stop = (signal: NodeJS.Signals): void => {
    log.info({ signal }, 'stopping');
    starting
      .then((app) => app.stop())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.fatal({ err: error }, 'could not stop cleanly');
          process.exit(1);
        },
      );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  await starting;
}

async function start(): Promise<RunningApp> {
  const settings = await loadSettings(process.env);
  log = createLog(settings.environment.LOG_LEVEL);
  await preflight(settings.environment, log);
  return startApp(settings, log);
}

/** Tells what the configuration means. Nothing is started, and nobody is asked but S3, where the file is there. */
async function check(): Promise<void> {
  const { address, configuration, environmentMistakes } = await checkSettings(process.env);
  const lacking =
    environmentMistakes.length > 0
      ? `\nA start would also need these variables; the AWS stack and \`npm start\` set them:\n${environmentMistakes.map((line) => `  ${line}\n`).join('')}`
      : '';
  process.stdout.write(`${explain(configuration)}\n\n${address} is fine.\n${lacking}`);
}

// What nobody caught. Node itself would write the whole error to stderr, with whatever a library has hung onto it.
process.on('uncaughtException', (error) => {
  log.fatal({ err: error }, 'crashed');
  process.exit(1);
});

main().catch((error: unknown) => {
  const isExplained = EXPLAINED.some((kind) => error instanceof kind);
  if (isExplained) process.stderr.write(`${(error as Error).message}\n`);
  // For whoever searches the log; a check is read by whoever typed it.
  if (!process.argv.includes('--check'))
    log.fatal(isExplained ? { why: (error as Error).message } : { err: error }, 'could not start');
  process.exit(1);
});
