import { type App, type Environment, Tags } from 'aws-cdk-lib';
import { connectedSource } from './ml-pipeline-context';
import { placesElsewhere, rolesElsewhere } from './permissions/placement';
import { readSettings } from './settings';
import { BotStack } from './stacks/bot-stack';
import { DataStack } from './stacks/data-stack';
import { ElsewhereStack } from './stacks/elsewhere-stack';
import { MlPipelineStack } from './stacks/ml-pipeline-stack';

export interface MlpipelineStacks {
  data: DataStack;
  bot: BotStack;
  mlPipeline: MlPipelineStack;
  elsewhere: ElsewhereStack[];
}

/**
 * All stacks, for the configuration and context given. What must outlive the bot is in the data stack; the ML pipeline's
 * stack stands alone; there is one more for each account and region beyond the bot's own.
 * @throws ConfigurationError with every mistake of context or file
 */
export function mlpipelineStacks(app: App): MlpipelineStacks {
  const settings = readSettings(app.node.getAllContext());
  const { configuration, context } = settings;
  const { name, account, region, pipeline } = context;
  // Exports of one stack imported by the other: nobody can remove a table that the bot still uses.
  app.node.setContext('@aws-cdk/core:defaultCrossStackReferences', 'strong');
  // By this tag the bill tells what it costs.
  Tags.of(app).add('application', name, {
    // Tags of dashboards are so new that not every checker of templates knows them, and dashboards cost nothing.
    excludeResourceTypes: ['AWS::CloudWatch::Dashboard'],
  });

  const env: Environment = { ...(account && { account }), ...(region && { region }) };
  const data = new DataStack(app, `${name}-data`, { env, ...settings });
  const bot = new BotStack(app, `${name}-bot`, { env, ...settings, data });
  const source = connectedSource(context);
  const mlPipeline = new MlPipelineStack(app, `${name}-${pipeline}`, { env, pipeline, source });
  const elsewhere = placesElsewhere(configuration, context).map(
    (place) =>
      new ElsewhereStack(app, `${name}-elsewhere-${place.account ?? 'own'}-${place.region}`, {
        ...{ place, sources: context, bot: context },
        rolesElsewhere: rolesElsewhere(configuration),
      }),
  );
  return { data, bot, mlPipeline, elsewhere };
}
