// Parses the records of the Events table's stream.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { reasonOf } from '../../core/model/api/parse.ts';
import type { EventKey } from '../../core/model/event/event.ts';
import type { PackedEvent } from '../../core/model/event/packed-event.ts';
import { packedEventOf } from '../../core/store/events/event-item.ts';

/** An event, packed, and its record. */
export type AcceptedEvent = { event: EventKey & PackedEvent; record: DynamoDBRecord };
/** A record that must go to quarantine. */
export type UnreadableRecord = { record: DynamoDBRecord; reason: string };

/** @returns the events, and the records that do not contain a valid event */
export function acceptedEventsOf(records: readonly DynamoDBRecord[]): {
  accepted: AcceptedEvent[];
  unreadable: UnreadableRecord[];
} {
  const accepted: AcceptedEvent[] = [];
  const unreadable: UnreadableRecord[] = [];
  for (const record of records) {
    try {
      accepted.push({ event: parse(record), record });
    } catch (error) {
      unreadable.push({ record, reason: `invalid event record: ${reasonOf(error)}` });
    }
  }
  return { accepted, unreadable };
}

function parse({ dynamodb }: DynamoDBRecord): EventKey & PackedEvent {
  if (!dynamodb?.NewImage) throw new Error('the record has no new image');
  // biome-ignore lint/nursery/noUnsafeTypeAssertion: both types describe the same JSON, Lambda's more loosely
  const { key, packed } = packedEventOf(unmarshall(dynamodb.NewImage as Record<string, AttributeValue>));
  return { ...key, ...packed };
}
