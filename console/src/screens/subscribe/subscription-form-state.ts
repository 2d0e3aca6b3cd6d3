// The form of a subscription, and the request that it means.
import type { SubscriptionRequest } from '../../api/subscriptions.ts';
import type { Topic } from '../../format/event-type-texts.ts';

export type SubscriptionForm = {
  topic: Topic | undefined;
  eventTypes: readonly string[];
  format: 'native' | 'cloudevents';
  /** What the reader has typed for each filter field: values with commas between them */
  filter: Readonly<Record<string, string>>;
};

/** What keeps the form from being sent, by field. */
export type SubscriptionErrors = Partial<Record<'targetId' | 'topic' | 'eventTypes', string>>;

/**
 * @returns a form with the topic, and with those of `eventTypes` that the topic has: all without `eventTypes`
 */
export function formFor(topic: Topic | undefined, eventTypes?: readonly string[]): SubscriptionForm {
  // A deprecated event type is not chosen by itself.
  const offered = topic?.eventTypes.filter(one => eventTypes?.includes(one.eventType) ?? !one.deprecated);
  return {
    topic,
    eventTypes: (offered ?? []).map(({ eventType }) => eventType),
    format: 'native',
    filter: {},
  };
}

/** @returns the request, or what is wrong with the form */
export function requestOf(
  { topic, eventTypes, format, filter }: SubscriptionForm,
  targetId: string | undefined,
): { request: SubscriptionRequest; errors?: never } | { request?: never; errors: SubscriptionErrors } {
  const errors: SubscriptionErrors = {
    ...(targetId === undefined && { targetId: 'Choose the target that gets the notifications' }),
    ...(topic === undefined && { topic: 'Choose a topic' }),
    ...(topic !== undefined && eventTypes.length === 0 && { eventTypes: 'Choose at least one event type' }),
  };
  if (targetId === undefined || topic === undefined || eventTypes.length === 0) return { errors };
  const values = Object.entries(filter)
    .map(([field, text]) => [field, valuesIn(text)] as const)
    .filter(([field, found]) => topic.filterFields.includes(field) && found.length > 0);
  return {
    request: {
      topic: topic.topic,
      eventTargetMapping: Object.fromEntries(eventTypes.map(eventType => [eventType, [targetId]])),
      ...(format === 'cloudevents' && { format }),
      ...(values.length > 0 && { filter: Object.fromEntries(values) }),
    },
  };
}

/** @param text e.g. `US, CA`. @returns each value once, without spaces around it */
const valuesIn = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map(value => value.trim())
      .filter(Boolean),
  ),
];
