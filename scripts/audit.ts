/**
 * `npm run audit -- <command>`: the record for an auditor without Slack, over the table and its anchors. Exits with 0
 * where all is well, 1 where something is broken, 2 where the question could not be understood or asked.
 */
import { type AuditCommand, CannotAsk } from './audit/command';
import { csv, list } from './audit/list';
import { report } from './audit/report';
import { retain } from './audit/retain';
import { verify } from './audit/verify';

const COMMANDS: Readonly<Record<string, AuditCommand>> = { list, csv, report, verify, retain };

const HELP = [
  'npm run audit -- <command>',
  ...Object.entries(COMMANDS).flatMap(([name, { usage, does }]) => ['', `  ${name} ${usage}`, `      ${does}`]),
  '',
  'It needs AWS_REGION, MLPIPELINE_AUDIT_TABLE and credentials where the AWS SDK finds them; docs/audit.md says what they',
  'must be allowed. On the local stack:  source .mlpipeline/local.env; npm run audit -- verify',
].join('\n');

async function main([name = '', ...args]: readonly string[]): Promise<number> {
  if (['', 'help', '--help', '-h'].includes(name)) {
    console.log(HELP);
    return name === '' ? 2 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new CannotAsk(`There is no command “${name}”.\n\n${HELP}`);
  return command.run(args, { variables: process.env, say: (line) => console.log(line) });
}

// Whoever reads with `head` has read enough; the exit code still tells what was found.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof CannotAsk ? error.message : error);
    process.exitCode = 2;
  },
);
