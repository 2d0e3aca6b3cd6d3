// What a partner receives of an event: its content, in the topic's own envelope or as a CloudEvent. Made from what was stored with the
// event, so that every attempt sends the same bytes.
import * as z from 'zod';
import type { TargetType } from '../target/target.ts';
import type { Event } from './event.ts';

/** What a subscription may ask for instead of the topic's own format. */
export const formatSchema = z.enum(['cloudevents']);
export type Format = z.output<typeof formatSchema>;

/** What of a delivery shapes its body: the subscription that it is made for, and that one's format. */
export type Framing = { subscriptionId: string | undefined; format: Format | undefined };

/**
 * The text that a target gets: the body of a webhook, an SQS or SNS message, or the `detail` of an EventBridge entry.
 * @param framing `subscriptionId` is undefined when no subscription is concerned, as in an event that is pulled
 */
export function bodyOf(event: Event, { subscriptionId, format }: Framing, type: TargetType | 'PULL'): string {
  if (format === 'cloudevents') return cloudEventOf(event);
  const { envelope, payload } = event;
  if (!envelope || (envelope.isEventBridges && isBus(type))) return payload;
  const slots = { content: payload, subscriptionId: JSON.stringify(subscriptionId ?? null) };
  return envelope.parts.map(part => (typeof part === 'string' ? part : slots[part.slot])).join('');
}

export const contentTypeOf = (format: Format | undefined): string =>
  format === 'cloudevents' ? 'application/cloudevents+json; charset=UTF-8' : 'application/json';

const isBus = (type: TargetType | 'PULL'): boolean =>
  type === 'EVENTBRIDGE' || type === 'EVENTBRIDGE_PARTNER';

/** CloudEvents 1.0, JSON event format, structured mode; `data` is the content without the topic's envelope. */
function cloudEventOf({ eventId, source, eventType, entity, time, payload }: Event): string {
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
