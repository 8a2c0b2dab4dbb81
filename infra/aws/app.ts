import { ConfigurationError } from '../../src/config/load';
import { contextIn } from './command-line';
import { writeTemplates } from './synthesis';

/**
 * Writes the CloudFormation templates, offline and without credentials. Context comes as `--context key=value` (the last
 * of a key counts) or from the CDK's own command line, which also says where to write.
 */
function main(): void {
  const folder = process.env.CDK_OUTDIR ?? 'cdk.out';
  const templates = writeTemplates(folder, contextIn(process.argv.slice(2)));
  const lines = templates.map(({ templateFile, stackName }) => `  ${templateFile}  stack ${stackName}\n`);
  process.stdout.write(`Wrote ${folder}\n${lines.join('')}`);
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
