// SQS messages as the event source mapping passes them to a function.
import type { SQSRecord } from 'aws-lambda';
import type { DeliveryTask } from '../../../core/model/delivery/delivery-task.ts';
import { taskOf } from './records.ts';

/** @param sentAt milliseconds since the epoch */
export const sqsRecord = (messageId: string, body: string, sentAt = Date.now()): SQSRecord => ({
  messageId,
  body,
  receiptHandle: `receipt-${messageId}`,
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: String(sentAt),
    SenderId: 'herald',
    ApproximateFirstReceiveTimestamp: String(sentAt),
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-west-1:111111111111:channel',
  awsRegion: 'eu-west-1',
});

export const taskRecord = (fields: Partial<DeliveryTask> = {}, messageId = 'message-1'): SQSRecord =>
  sqsRecord(messageId, JSON.stringify(taskOf(fields)));
