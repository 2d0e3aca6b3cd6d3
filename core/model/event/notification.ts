// The notification that a partner receives: an event's content, in the topic's envelope or as a CloudEvent.
// It is made only from stored values, so that every attempt sends the same bytes.
import * as z from 'zod';
import type { TargetType } from '../target/target.ts';
import type { Event } from './event.ts';
import { firstVersion } from './topic-version.ts';

/** The formats that a subscription can choose instead of the topic's own format. */
export const formatSchema = z.enum(['cloudevents']);
export type Format = z.output<typeof formatSchema>;

/**
 * The parts of a delivery that shape its body: the subscription, and the format and version that it has.
 * Without `topicVersion`: `firstVersion`.
 */
export type Framing = {
  subscriptionId: string | undefined;
  format: Format | undefined;
  topicVersion?: string | undefined;
};

/**
 * The text that a target gets: the body of a webhook, an SQS or SNS message, or the `detail` of an
 * EventBridge entry. `arrivingSchemas` describes it. An event that does not have the version, because it was
 * accepted before there was one or after it ended, is sent in the newest version of its time.
 * @param framing `subscriptionId` is undefined in a pulled event
 */
export function bodyOf(event: Event, framing: Framing, type: TargetType | 'PULL'): string {
  const { subscriptionId, format, topicVersion = firstVersion } = framing;
  const { envelope, payload } = event.earlier?.[topicVersion] ?? event;
  if (format === 'cloudevents') return cloudEventOf(event, payload);
  if (!envelope || (envelope.isEventBridges && isBus(type))) return payload;
  const slots = { content: payload, subscriptionId: JSON.stringify(subscriptionId ?? null) };
  return envelope.parts.map(part => (typeof part === 'string' ? part : slots[part.slot])).join('');
}

export const contentTypeOf = (format: Format | undefined): string =>
  format === 'cloudevents' ? 'application/cloudevents+json; charset=UTF-8' : 'application/json';

const isBus = (type: TargetType | 'PULL'): boolean =>
  type === 'EVENTBRIDGE' || type === 'EVENTBRIDGE_PARTNER';

/**
 * CloudEvents 1.0, JSON event format, structured mode; `data` is the content without the topic's envelope.
 */
function cloudEventOf({ eventId, source, eventType, entity, time }: Event, payload: string): string {
  const attributes = {
    specversion: '1.0',
    id: eventId,
    source,
    type: eventType,
    subject: entity,
    time,
    datacontenttype: 'application/json',
  };
  return `${JSON.stringify(attributes).slice(0, -1)},"data":${payload}}`;
}
