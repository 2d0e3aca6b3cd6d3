// How many messages a queue has.
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';

const attributes = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** @returns the messages of a queue, those in work and delayed ones included; SQS counts approximately */
export async function queueSize(sqs: SQSClient, url: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...attributes] }),
  );
  return attributes.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}

/** The queues of an installation. */
export type QueueName = 'quarantine' | 'deadDeliveries' | 'webhook' | 'slowWebhook' | 'aws' | 'slowAws';

/** @returns how many messages each queue has. @param urls of the queues */
export async function queueSizes(
  sqs: SQSClient,
  urls: Readonly<Record<QueueName, string>>,
): Promise<Record<QueueName, number>> {
  const [quarantine, deadDeliveries, webhook, slowWebhook, aws, slowAws] = await Promise.all([
    queueSize(sqs, urls.quarantine),
    queueSize(sqs, urls.deadDeliveries),
    queueSize(sqs, urls.webhook),
    queueSize(sqs, urls.slowWebhook),
    queueSize(sqs, urls.aws),
    queueSize(sqs, urls.slowAws),
  ]);
  return { quarantine, deadDeliveries, webhook, slowWebhook, aws, slowAws };
}
