// From records of the Events table's stream to the events that were accepted.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { type Event, eventSchema } from '../../core/model/event/event.ts';

/** An event and the stream's sequence number of its record. */
export type Accepted = { event: Event; sequenceNumber: string; record: DynamoDBRecord };

/** @returns the events, and the records that cannot be understood, whole */
export function acceptedOf(records: readonly DynamoDBRecord[]): {
  accepted: Accepted[];
  poison: DynamoDBRecord[];
} {
  const accepted: Accepted[] = [];
  const poison: DynamoDBRecord[] = [];
  for (const record of records) {
    const event = parse(record);
    const sequenceNumber = record.dynamodb?.SequenceNumber;
    if (event && sequenceNumber) accepted.push({ event, sequenceNumber, record });
    else poison.push(record);
  }
  return { accepted, poison };
}

function parse(record: DynamoDBRecord): Event | undefined {
  try {
    const image = record.dynamodb?.NewImage as Record<string, AttributeValue> | undefined;
    return image && eventSchema.parse(unmarshall(image));
  } catch {
    return undefined;
  }
}
