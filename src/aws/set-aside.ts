import { GetQueueAttributesCommand, type Message, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';

const redrivePolicy = z.object({ deadLetterTargetArn: z.string() });

/** Characters: a reason is a sentence, and counts towards the size of its message. */
const LONGEST_REASON = 500;

/**
 * Puts a message that nobody will ever be able to handle into the queue's dead-letter queue at once, with the reason as
 * its attribute `reason`, and in `messageId` the id that it had, which the log knows it by. Which queue that is, the queue itself knows: nobody has to configure it a second time.
 */
export async function setAside(
  { client, queueUrl }: { client: SQSClient; queueUrl: string },
  { MessageId: messageId, Body: body = '' }: Message,
  reason: string,
): Promise<void> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['RedrivePolicy'] }),
  );
  if (!Attributes?.RedrivePolicy) throw new Error('the queue has no redrive policy that names a dead-letter queue');
  const { deadLetterTargetArn } = redrivePolicy.parse(JSON.parse(Attributes.RedrivePolicy));
  await client.send(
    new SendMessageCommand({
      QueueUrl: besides(queueUrl, deadLetterTargetArn),
      MessageBody: body,
      MessageAttributes: {
        reason: { DataType: 'String', StringValue: reason.slice(0, LONGEST_REASON) },
        ...(messageId && { messageId: { DataType: 'String', StringValue: messageId } }),
      },
    }),
  );
}

/** A dead-letter queue is in the region and account of its queue (Amazon SQS Developer Guide), so only their names differ. */
function besides(queueUrl: string, arn: string): string {
  return new URL(arn.slice(arn.lastIndexOf(':') + 1), queueUrl).href;
}
