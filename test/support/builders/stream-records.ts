// Records of the Events table's stream, as the event source mapping passes them to a function.
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
    // The SDK and aws-lambda declare different types for the same JSON.
    NewImage: marshall(image, { removeUndefinedValues: true }) as Record<string, AttributeValue>,
    StreamViewType: 'NEW_IMAGE',
  },
});

export const eventRecord = (sequenceNumber: string, event: Event): DynamoDBRecord =>
  imageRecord(sequenceNumber, eventItem(event));
