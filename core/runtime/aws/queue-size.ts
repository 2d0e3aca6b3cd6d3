// How many messages a queue has.
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';

const names = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** @returns the messages of a queue, those in work and delayed ones included; SQS counts approximately */
export async function sizeOf(sqs: SQSClient, url: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] }),
  );
  return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}
