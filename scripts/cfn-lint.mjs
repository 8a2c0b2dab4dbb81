import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Holds the templates that `npm run synth` wrote against CloudFormation's own rules, where cfn-lint is installed. */
const folder = process.env.CDK_OUTDIR ?? 'cdk.out';
/** W3005: the CDK names dependencies that follow from references as well; harmless. */
const IGNORED = ['W3005'];

const templates = readdirSync(folder)
  .filter((name) => name.endsWith('.template.json'))
  .map((name) => join(folder, name));
const { error, status } = spawnSync('cfn-lint', ['--ignore-checks', ...IGNORED, '--', ...templates], {
  stdio: 'inherit',
});
if (error)
  console.log('cfn-lint is not installed (pip install cfn-lint): the templates were not held against its rules.');
else if (status === 0) console.log(`cfn-lint has nothing to say about ${templates.length} templates.`);
process.exitCode = error ? 0 : status;
