import type { App, Environment } from 'aws-cdk-lib';
import { connectedSource, NO_PIPELINE } from './ml-pipeline-context';
import { readSettings } from './settings';
import { BotStack } from './stacks/bot-stack';
import { DataStack } from './stacks/data-stack';
import { MlPipelineStack } from './stacks/ml-pipeline-stack';
import { tagged } from './tagged';

export interface MlpipelineStacks {
  data: DataStack;
  bot: BotStack;
  /** Undefined with `pipeline=none`. */
  mlPipeline: MlPipelineStack | undefined;
}

/**
 * The stacks of the bot's own account and region, for the configuration and context given. What must outlive the bot is
 * in the data stack; the ML pipeline's stack stands alone.
 * @throws ConfigurationError with every mistake of context or file
 */
export function mlpipelineStacks(app: App): MlpipelineStacks {
  const settings = readSettings(app.node.getAllContext());
  const { context } = settings;
  const { name, account, region, pipeline } = context;
  // Exports of one stack imported by the other: nobody can remove a table that the bot still uses.
  app.node.setContext('@aws-cdk/core:defaultCrossStackReferences', 'strong');
  tagged(app, name);

  const env: Environment = { ...(account && { account }), ...(region && { region }) };
  const data = new DataStack(app, `${name}-data`, { env, ...settings });
  const bot = new BotStack(app, `${name}-bot`, { env, ...settings, data });
  const source = connectedSource(context);
  const mlPipeline =
    pipeline === NO_PIPELINE ? undefined : new MlPipelineStack(app, `${name}-${pipeline}`, { env, pipeline, source });
  return { data, bot, mlPipeline };
}
