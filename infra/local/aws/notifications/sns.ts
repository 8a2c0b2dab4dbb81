import { randomUUID } from 'node:crypto';
import type { Notification } from '../ports';

export interface Publication {
  topicArn: string;
  subject?: string;
  message: Notification;
  at: Date;
}

/**
 * A message of a topic as a queue that is subscribed to it receives it without raw delivery: the message is JSON in a text
 * (Amazon SNS Developer Guide, Parsing message formats). The signature is none.
 */
export function snsEnvelope({ topicArn, subject, message, at }: Publication): Notification {
  const [, , , region] = topicArn.split(':');
  const sns = `https://sns.${region}.amazonaws.com`;
  return {
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: topicArn,
    ...(subject !== undefined && { Subject: subject }),
    Message: JSON.stringify(message),
    Timestamp: at.toISOString(),
    SignatureVersion: '1',
    Signature: Buffer.from('not signed by the local stack').toString('base64'),
    SigningCertURL: `${sns}/SimpleNotificationService-local.pem`,
    UnsubscribeURL: `${sns}/?Action=Unsubscribe&SubscriptionArn=${topicArn}:${randomUUID()}`,
  };
}
