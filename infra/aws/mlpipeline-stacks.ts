import type { App } from 'aws-cdk-lib';
import { readSettings } from './settings';
import { BotStack } from './stacks/bot-stack';
import { DataStack } from './stacks/data-stack';

/**
 * Both stacks, for the configuration and context given. What must outlive the bot is in the data stack.
 * @throws ConfigurationError with every mistake of context or file
 */
export function mlpipelineStacks(app: App): { data: DataStack; bot: BotStack } {
  const settings = readSettings((key) => app.node.tryGetContext(key));
  // Exports of one stack imported by the other: nobody can remove a table that the bot still uses.
  app.node.setContext('@aws-cdk/core:defaultCrossStackReferences', 'strong');
  // CloudFormation's own checks of the templates fail the synthesis instead of warning.
  app.node.setContext('@aws-cdk/core:validateAgainstDefaultRules', true);
  const data = new DataStack(app, 'mlpipeline-data', settings);
  const bot = new BotStack(app, 'mlpipeline-bot', { ...settings, data });
  return { data, bot };
}
