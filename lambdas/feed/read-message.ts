// Reads an event from a message of a queue, by the paths of the queue's mapping.
import type { SQSRecord } from 'aws-lambda';
import { HeraldError } from '../../core/model/api/herald-error.ts';
import { licensorSchema } from '../../core/model/api/licensor.ts';
import { jsonText, parseInput } from '../../core/model/api/parse.ts';
import type { FeedSource } from '../../core/publishing/contract.ts';
import { valueAt } from '../../core/publishing/event-path.ts';

/**
 * The attribute of a refused message that keeps its event id: a message that is moved back to its queue gets
 * a new message id (SQS Developer Guide, "Dead-letter queue redrive").
 */
export const eventIdAttribute = 'HeraldEventId';

/** What `publish` takes. It checks the event; the values are as they are in the message. */
export type ReadEvent = {
  licensor: string;
  event: Record<'eventId' | 'topic' | 'eventType' | 'data', unknown>;
};

/** @throws HeraldError BAD_REQUEST for a body that is no JSON, a path without a value, or a wrong licensor */
export function readMessage({ body, ...record }: SQSRecord, source: FeedSource): ReadEvent {
  const message = parseInput(jsonText, body, 'message');
  const at = (field: 'licensor' | 'data' | 'eventType' | 'eventId', path: FeedSource['data']): unknown => {
    const value = valueAt(message, path.steps);
    if (value !== undefined) return value;
    throw new HeraldError('BAD_REQUEST', [
      { path: [field], message: `the event has nothing at ${path.text}` },
    ]);
  };
  const { topic, eventType } = source;
  return {
    licensor: parseInput(licensorSchema, at('licensor', source.licensor), 'licensor'),
    event: {
      topic,
      eventType: typeof eventType === 'string' ? eventType : at('eventType', eventType.path),
      eventId: source.eventId ? at('eventId', source.eventId) : ownId(record),
      data: at('data', source.data),
    },
  };
}

/** The event id of a message whose mapping has no path for it. */
export const ownId = ({ messageId, messageAttributes }: Omit<SQSRecord, 'body'>): string =>
  messageAttributes[eventIdAttribute]?.stringValue ?? messageId;
