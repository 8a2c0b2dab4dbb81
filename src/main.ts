import { startApp } from './app';
import { explain } from './config/explain';
import { ConfigurationError, checkSettings, loadSettings } from './config/load';
import { createLog } from './log';

/** Ends with exit code 1 where it cannot start, crashes, or finds a mistake in the configuration. */
async function main(): Promise<void> {
  if (process.argv.includes('--check')) {
    check();
    return;
  }
  const settings = loadSettings(process.env);
  const log = createLog(settings.environment.LOG_LEVEL);
  const starting = startApp(settings, log);

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

/** Tells what the configuration file means. Nothing is started and nobody is asked. */
function check(): void {
  const { address, configuration, environmentMistakes } = checkSettings(process.env);
  const lacking =
    environmentMistakes.length > 0
      ? `\nA start would also need:\n${environmentMistakes.map((line) => `  ${line}\n`).join('')}`
      : '';
  process.stdout.write(`${explain(configuration)}\n${lacking}\n${address} is fine.\n`);
}

main().catch((error: unknown) => {
  if (error instanceof ConfigurationError) process.stderr.write(`${error.message}\n`);
  else createLog('info').fatal({ err: error }, 'could not start');
  process.exit(1);
});
