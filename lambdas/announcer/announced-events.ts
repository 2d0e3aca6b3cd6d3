// Parses the records of the Events table's stream that are events of topic TargetHealth.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type * as z from 'zod';
import { targetHealth, targetHealthContentSchema } from '../../core/catalog/target-health.ts';
import { eventOfItem } from '../../core/store/events/event-item.ts';

export type AnnouncedEvent = {
  /** The event's id. The id in `content` is that of an exhausted delivery. */
  id: string;
  licensor: string;
  /** ISO 8601 */
  acceptedAt: string;
  content: z.output<typeof targetHealthContentSchema>;
};

/**
 * @returns undefined if the record is no new event of topic TargetHealth; the mapping filters those out
 * @throws Error if the event cannot be read
 */
export function announcedEventOf({ eventName, dynamodb }: DynamoDBRecord): AnnouncedEvent | undefined {
  const { NewImage } = dynamodb ?? {};
  if (eventName !== 'INSERT' || NewImage?.['topic']?.S !== targetHealth.name) return undefined;
  // biome-ignore lint/nursery/noUnsafeTypeAssertion: both types describe the same JSON, Lambda's more loosely
  const event = eventOfItem(unmarshall(NewImage as Record<string, AttributeValue>));
  const { eventId: id, licensor, acceptedAt, payload } = event;
  return { id, licensor, acceptedAt, content: targetHealthContentSchema.parse(JSON.parse(payload)) };
}
