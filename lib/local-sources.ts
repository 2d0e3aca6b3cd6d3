// A bus and a queue of the platform for the local stage, so that its tests publish from both
// (docs/publishing.md, "From EventBridge or SQS").
import { Duration, type Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Herald } from './herald.ts';

/** The name of both. */
const name = 'platform-events';

export function addLocalSources(stack: Stack, herald: Herald): void {
  const deliveries = { topic: 'Orders', eventType: 'DELIVERY_COMPLETED' };
  herald.publishFrom(new EventBus(stack, 'PlatformBus', { eventBusName: name }), {
    ...deliveries,
    id: 'Bus',
    eventPattern: { source: ['orders'] },
    licensor: '$.detail.partner',
    data: '$.detail.delivery',
  });
  const visibilityTimeout = Duration.minutes(4);
  herald.publishFrom(new Queue(stack, 'PlatformQueue', { queueName: name, visibilityTimeout }), {
    ...deliveries,
    id: 'Queue',
    licensor: '$.partner',
    data: '$.delivery',
    eventId: '$.id',
  });
}
