import { type App, CfnParameter, DefaultStackSynthesizer, type IStackSynthesizer, Stack } from 'aws-cdk-lib';
import type { IRuleTarget } from 'aws-cdk-lib/aws-events';
import { ArnPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { answersByOthers } from '../constructs/answers-by-others';
import { permit } from '../constructs/bot-permissions';
import { eventPatterns, rulesFor } from '../constructs/event-rules';
import { gatewayPermissions, type Sources } from '../permissions/gateway-permissions';
import type { BotPlace, Elsewhere, RoleElsewhere } from '../permissions/placement';

interface ElsewhereStackProps {
  place: Elsewhere;
  sources: Sources;
  bot: BotPlace;
  /** ARNs of all roles that the configuration names, here and in other places. */
  rolesElsewhere: readonly string[];
}

/**
 * For another account or region that pipelines are in: the role that the bot assumes, and the rules that forward events
 * to the bot. It refers to no other stack, so that whoever owns the account can deploy the template by itself.
 */
export class ElsewhereStack extends Stack {
  constructor(app: App, id: string, { place, sources, bot, rolesElsewhere }: ElsewhereStackProps) {
    super(app, id, {
      description: `mlpipeline: what the bot needs in ${place.account ?? 'its own account'}, ${place.region}`,
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer,
    });
    for (const [index, role] of place.roles.entries()) this.roleOf(`Role${index + 1}`, role, sources, bot);

    const pipelines = Object.keys(place.watched.pipelines);
    // Matched once more on the bot’s own bus, where somebody is told.
    const answers = pipelines.length > 0 ? answersByOthers(pipelines, [this.botRoleArn, ...rolesElsewhere]) : [];
    const patterns = [...eventPatterns(place.watched), ...answers];
    if (patterns.length === 0) return;
    const target = this.botBus();
    rulesFor(this, patterns, () => target);
  }

  private get botRoleArn(): string {
    const known = this.node.tryFindChild('BotRoleArn') as CfnParameter | undefined;
    const parameter =
      known ??
      new CfnParameter(this, 'BotRoleArn', {
        description: 'ARN of the role of the bot’s task, an output of its stack',
        allowedPattern: '^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$',
      });
    return parameter.valueAsString;
  }

  private roleOf(id: string, { roleArn, externalIds, configured }: RoleElsewhere, sources: Sources, bot: BotPlace) {
    const [, path = '/', name = ''] = /:role(\/(?:.*\/)?)(.*)$/.exec(roleArn) ?? [];
    const trusted = new ArnPrincipal(this.botRoleArn);
    const role = new Role(this, id, {
      roleName: name,
      path,
      description: 'What the mlpipeline bot may do here',
      assumedBy:
        externalIds.length > 0 ? trusted.withConditions({ StringEquals: { 'sts:ExternalId': externalIds } }) : trusted,
    });
    permit(role, gatewayPermissions(configured, sources, bot.region));
  }

  private botBus(): IRuleTarget {
    const arn = new CfnParameter(this, 'BotBusArn', {
      description: 'ARN of the default event bus where the bot is, an output of its data stack',
      allowedPattern: '^arn:aws[a-z-]*:events:[a-z0-9-]+:[0-9]{12}:event-bus/default$',
    }).valueAsString;
    const role = new Role(this, 'Forward', {
      assumedBy: new ServicePrincipal('events.amazonaws.com'),
      description: 'Forwards events to the mlpipeline bot',
    });
    role.addToPolicy(new PolicyStatement({ sid: 'Forward', actions: ['events:PutEvents'], resources: [arn] }));
    return { bind: () => ({ arn, role }) };
  }
}
