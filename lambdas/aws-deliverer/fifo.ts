// FIFO queues and topics: events about one entity stay in a group, and an event counts once.
import { createHash } from 'node:crypto';
import type { Event } from '../../core/model/event/event.ts';

/** SQS SendMessage, `MessageGroupId`: up to 128 alphanumeric and punctuation characters. */
const groupId = /^[!-~]{1,128}$/;

/** The group and deduplication id for a FIFO destination; nothing for others. */
export function fifoOf(arn: string, { entity, eventId }: Event) {
  if (!arn.endsWith('.fifo')) return {};
  const group = groupId.test(entity) ? entity : createHash('sha256').update(entity).digest('hex');
  return { MessageGroupId: group, MessageDeduplicationId: eventId };
}
