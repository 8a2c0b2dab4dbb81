import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const DEFAULT_PORT = 4300;
const DEFAULT_CONFIGURATION = resolve(__dirname, 'mlpipeline.yaml');

export const USAGE = `Usage: npm start -- [--port N] [--state DIR] [--configuration FILE] [--reset] [--no-bot]

  --port N     port of the workspace and of everything else (default ${DEFAULT_PORT}, or PORT; 0: a free one)
  --state DIR  where it remembers everything (default .mlpipeline)
  --configuration FILE
               a configuration of your own (default infra/local/mlpipeline.yaml)
  --reset      forget everything first
  --no-bot     leave the bot to you: source DIR/local.env, then node dist/main.js
  --help       this text`;

export interface StartOptions {
  port: number;
  state: string;
  /** Absolute path of the bot's configuration. */
  configuration: string;
  reset: boolean;
  bot: boolean;
  help: boolean;
}

/** The command line cannot be understood; the message is one sentence. */
export class UsageError extends Error {}

/** @throws UsageError */
export function parseOptions(argv: readonly string[], environment: { PORT?: string | undefined }): StartOptions {
  const { port, state, configuration, reset, help, ...rest } = parse(argv);
  return {
    port: portNumber(port ?? environment.PORT ?? String(DEFAULT_PORT)),
    state: nonEmpty(state, '--state needs a folder.'),
    configuration: resolve(nonEmpty(configuration, '--configuration needs a file.')),
    reset,
    bot: !rest['no-bot'],
    help,
  };
}

function parse(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string' },
        state: { type: 'string', default: '.mlpipeline' },
        configuration: { type: 'string', default: DEFAULT_CONFIGURATION },
        reset: { type: 'boolean', default: false },
        'no-bot': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65535) {
    throw new UsageError(`The port must be a number from 0 to 65535, not '${text}'.`);
  }
  return port;
}

function nonEmpty(value: string, otherwise: string): string {
  if (value === '') throw new UsageError(otherwise);
  return value;
}
