// FIFO queues and topics: all events of an entity are in one message group, and duplicates of an event are
// dropped.
import { createHash } from 'node:crypto';
import type { Event } from '../../core/model/event/event.ts';

/** SQS SendMessage, `MessageGroupId`: up to 128 alphanumeric and punctuation characters. */
const groupId = /^[!-~]{1,128}$/;

/** The message group and deduplication id for a FIFO destination; empty for any other destination. */
export function fifoOf(arn: string, { entity, eventId }: Event) {
  if (!arn.endsWith('.fifo')) return {};
  const group = groupId.test(entity) ? entity : createHash('sha256').update(entity).digest('hex');
  return { MessageGroupId: group, MessageDeduplicationId: eventId };
}
