// Keeps the events that the catalogue refuses, with the reason. The body is the message as it was, so that it
// can be moved back to its queue when the cause is removed (docs/runbook.md, "RefusedEventsNotEmpty").
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { FeedSource } from '../../core/publishing/contract.ts';
import { sendMessages } from '../../core/runtime/aws/queue.ts';
import type { Log } from '../../core/runtime/telemetry/log.ts';
import { eventIdAttribute, ownId } from './read-message.ts';

export type Refused = { record: SQSRecord; source: FeedSource; code: string; message: string };

/** Long enough for three fields, and far below the size of a message. */
const maxReason = 1000;

/** @returns the messages that the queue of refused events has not accepted */
export async function sendRefused(
  refused: readonly Refused[],
  { sqs, log }: { sqs: SQSClient; log: Log },
): Promise<SQSRecord[]> {
  // One by one: messages of the largest size do not fit into a batch together.
  const sent = await Promise.all(
    refused.map(({ source, ...one }) =>
      sendMessages({ sqs, url: source.refused, log }, [{ source, ...one }], refusedMessage),
    ),
  );
  return sent.flat().flatMap(({ item: { record, source, code }, sent: isSent }) => {
    log.warn('event refused', { messageId: record.messageId, queue: source.queue, code, kept: isSent });
    return isSent ? [] : [record];
  });
}

const refusedMessage = ({ record, source, code, message }: Refused) => ({
  body: record.body,
  attributes: {
    code,
    reason: attributeText(message),
    source: source.queue,
    ...(!source.eventId && { [eventIdAttribute]: ownId(record) }),
  },
});

/** SQS refuses control characters in attributes (SQS API Reference, SendMessage). */
const attributeText = (text: string): string =>
  [...text.slice(0, maxReason).toWellFormed()].map(char => (isAllowed(char) ? char : '?')).join('');

function isAllowed(char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  return ['\t', '\n', '\r'].includes(char) || (code >= 0x20 && code !== 0xfffe && code !== 0xffff);
}
