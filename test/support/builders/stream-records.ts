// Records of the Events table's stream, as the event source mapping passes them to a function.
import type { AttributeValue as SdkValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import type { Event } from '../../../core/model/event/event.ts';
import { eventItem } from './stored-items.ts';

export const imageRecord = (sequenceNumber: string, image: object): DynamoDBRecord => ({
  eventID: `record-${sequenceNumber}`,
  eventName: 'INSERT',
  eventSource: 'aws:dynamodb',
  dynamodb: {
    SequenceNumber: sequenceNumber,
    NewImage: withBase64(marshall(image, { removeUndefinedValues: true })),
    StreamViewType: 'NEW_IMAGE',
  },
});

/** A record is JSON, so a binary attribute is base64 in it. */
const withBase64 = (image: Record<string, SdkValue>): Record<string, AttributeValue> =>
  Object.fromEntries(
    Object.entries(image).map(([name, { B, ...value }]) => [
      name,
      // The SDK and aws-lambda declare different types for the same JSON.
      (B ? { B: Buffer.from(B).toString('base64') } : value) as AttributeValue,
    ]),
  );

export const eventRecord = (sequenceNumber: string, event: Event): DynamoDBRecord =>
  imageRecord(sequenceNumber, eventItem(event));
