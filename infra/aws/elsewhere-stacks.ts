import type { App } from 'aws-cdk-lib';
import { placesElsewhere, rolesElsewhere } from './permissions/placement';
import { readSettings } from './settings';
import { ElsewhereStack } from './stacks/elsewhere-stack';
import { tagged } from './tagged';

/**
 * One stack for each account and region beyond the bot's own, for the configuration and context given. Their app is
 * another than the bot's: whoever owns the place deploys them, with parameters that only the bot's stacks can tell.
 * @throws ConfigurationError with every mistake of context or file
 */
export function elsewhereStacks(app: App): ElsewhereStack[] {
  const { configuration, context } = readSettings(app.node.getAllContext());
  tagged(app, context.name);
  return placesElsewhere(configuration, context).map(
    (place) =>
      new ElsewhereStack(app, `${context.name}-elsewhere-${place.account ?? 'own'}-${place.region}`, {
        ...{ place, sources: context, bot: context },
        rolesElsewhere: rolesElsewhere(configuration),
      }),
  );
}
