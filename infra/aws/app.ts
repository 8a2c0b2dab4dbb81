import { parseArgs } from 'node:util';
import { ConfigurationError } from '../../src/config/load';
import { writeTemplates } from './synthesis';

/**
 * Writes the CloudFormation templates, offline and without credentials. Context comes as `--context key=value` (the last
 * of a key counts) or from the CDK's own command line, which also says where to write.
 */
function main(): void {
  const folder = process.env.CDK_OUTDIR ?? 'cdk.out';
  const templates = writeTemplates(folder, contextOf(process.argv.slice(2)));
  const lines = templates.map(({ templateFile, stackName }) => `  ${templateFile}  stack ${stackName}\n`);
  process.stdout.write(`Wrote ${folder}\n${lines.join('')}`);
}

function contextOf(args: string[]): Record<string, string> {
  const { values } = parseArgs({ args, options: { context: { type: 'string', short: 'c', multiple: true } } });
  const pairs = (values.context ?? []).map((pair): [string, string] => {
    const [key = '', ...value] = pair.split('=');
    if (!key || value.length === 0) throw new ConfigurationError('--context', [`${pair}: must be key=value`]);
    return [key, value.join('=')];
  });
  return Object.fromEntries(pairs);
}

/** The CDK has printed what its own checks and those of cdk-nag found. */
const isRefusedByChecks = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'ValidationFailed';

try {
  main();
} catch (error) {
  if (!(error instanceof ConfigurationError || isRefusedByChecks(error))) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
