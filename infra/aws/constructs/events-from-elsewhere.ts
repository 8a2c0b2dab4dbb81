import { Aws } from 'aws-cdk-lib';
import { CfnEventBusPolicy } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';

/** ARN of the bus that rules elsewhere forward to: the default one of the bot’s account and region. */
export const DEFAULT_BUS_ARN = `arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:event-bus/default`;

/**
 * Lets other accounts put events on the bot’s bus. Whoever can do that there could make an event up; the bot takes events
 * only as a hint, reads the truth in AWS, and ignores what is not from where the configuration says.
 */
export function takeEventsOf(scope: Construct, accounts: readonly string[]): void {
  for (const account of accounts) {
    new CfnEventBusPolicy(scope, `EventsOf${account}`, {
      eventBusName: 'default',
      statementId: `mlpipeline-${account}`,
      statement: {
        Effect: 'Allow',
        Principal: { AWS: `arn:${Aws.PARTITION}:iam::${account}:root` },
        Action: 'events:PutEvents',
        Resource: DEFAULT_BUS_ARN,
      },
    });
  }
}
