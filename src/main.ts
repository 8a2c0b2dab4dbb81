import { startApp } from './app';
import { ConfigurationError, loadSettings } from './config/load';
import { createLog } from './log';

/** Exit codes: 1 could not start or crashed, 2 wrong configuration. */
async function main(): Promise<void> {
  const settings = loadSettings(process.env);
  if (process.argv.includes('--check')) {
    process.stdout.write(`${settings.environment.MLPIPELINE_CONFIG} is fine.\n`);
    return;
  }
  const log = createLog(settings.environment.LOG_LEVEL);
  const app = await startApp(settings, log);

  const stop = (signal: NodeJS.Signals): void => {
    log.info({ signal }, 'stopping');
    app.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  if (error instanceof ConfigurationError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
  createLog('info').fatal({ err: error }, 'could not start');
  process.exit(1);
});
