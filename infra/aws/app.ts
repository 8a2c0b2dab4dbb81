import { parseArgs } from 'node:util';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigurationError } from '../../src/config/load';
import { mlpipelineStacks } from './mlpipeline-stacks';

/**
 * Writes the CloudFormation templates, offline and without credentials. Context comes as `--context key=value` (the last
 * of a key counts) or from the CDK's own command line, which also says where to write.
 */
function main(): void {
  const app = new App({ outdir: process.env.CDK_OUTDIR ?? 'cdk.out', context: contextOf(process.argv.slice(2)) });
  // CloudFormation's own checks of the templates, and those of cdk-nag, fail the synthesis instead of warning.
  app.node.setContext('@aws-cdk/core:validateAgainstDefaultRules', true);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  mlpipelineStacks(app);
  const { directory, stacks } = app.synth();
  const lines = stacks.map(({ templateFile, stackName }) => `  ${templateFile}  stack ${stackName}\n`);
  process.stdout.write(`Wrote ${directory}\n${lines.join('')}`);
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
