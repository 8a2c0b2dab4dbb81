import { Aws, CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** ARN of the bus that rules elsewhere forward to: the default one of the bot’s account and region. */
export const DEFAULT_BUS_ARN = `arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:event-bus/default`;

/**
 * Lets other accounts put events on the bot’s bus. Whoever can do that there could make an event up; the bot takes events
 * only as a hint, reads the truth in AWS, and ignores what is not from where the configuration says.
 */
export function takeEventsOf(scope: Construct, accounts: readonly string[]): void {
  for (const account of accounts) {
    // By its type: the CDK's class for it warns of a property that is deprecated and not set.
    new CfnResource(scope, `EventsOf${account}`, {
      type: 'AWS::Events::EventBusPolicy',
      properties: {
        EventBusName: 'default',
        StatementId: `mlpipeline-${account}`,
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: `arn:${Aws.PARTITION}:iam::${account}:root` },
          Action: 'events:PutEvents',
          Resource: DEFAULT_BUS_ARN,
        },
      },
    });
  }
}
