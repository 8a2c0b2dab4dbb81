import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { elsewhereStacks } from './elsewhere-stacks';
import { mlpipelineStacks } from './mlpipeline-stacks';

/** A template in the folder of the synthesis. */
export interface WrittenTemplate {
  templateFile: string;
  stackName: string;
}

/**
 * Writes all templates into a folder. Its manifest lists only those of the bot’s own place, which `cdk deploy --all`
 * deploys; the others, for accounts and regions elsewhere, are plain files beside them.
 * @throws ConfigurationError with every mistake of context or file
 * @throws Error named ValidationFailed where CloudFormation's checks or cdk-nag's refuse a template
 */
export function writeTemplates(folder: string, context: Record<string, string>): WrittenTemplate[] {
  const app = checkedApp(folder, context);
  // Before anything can be refused: what is in the folder then is of this synthesis.
  for (const name of readdirSync(folder)) if (name.endsWith('.template.json')) rmSync(join(folder, name));
  // With a manifest and reports of its own.
  const elsewhereFolder = join(folder, 'elsewhere');
  rmSync(elsewhereFolder, { recursive: true, force: true });
  const elsewhereApp = checkedApp(elsewhereFolder, context);
  mlpipelineStacks(app);
  elsewhereStacks(elsewhereApp);
  const { stacks } = app.synth();
  const { stacks: elsewhere } = elsewhereApp.synth();
  for (const { templateFile, templateFullPath } of elsewhere)
    copyFileSync(templateFullPath, join(folder, templateFile));
  return [...stacks, ...elsewhere];
}

function checkedApp(outdir: string, context: Record<string, string>): App {
  // Never by itself at the end of the process: what is refused would be written after all.
  const app = new App({ outdir, context, autoSynth: false });
  // CloudFormation's own checks of the templates, and those of cdk-nag, fail the synthesis instead of warning.
  app.node.setContext('@aws-cdk/core:validateAgainstDefaultRules', true);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
