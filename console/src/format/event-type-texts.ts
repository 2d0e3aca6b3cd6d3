// The catalogue of topics, as lists of event types.
import type { components } from '../../../packages/client/src/schema.generated.ts';

export type Topic = components['schemas']['Topic'];
export type EventType = Topic['eventTypes'][number];
export type Version = EventType['versions'][number];
type Deprecated = NonNullable<EventType['deprecated']>;

/** An event type with its topic. */
export type CatalogueEntry = { topic: Topic; eventType: EventType };

export const entriesOf = (topics: readonly Topic[]): CatalogueEntry[] =>
  topics.flatMap(topic => topic.eventTypes.map(eventType => ({ topic, eventType })));

export const formats = ['native', 'cloudevents', 'eventbridge'] as const;
export type Format = (typeof formats)[number];

export const formatTexts: Record<Format, { name: string; description: string }> = {
  native: { name: "The topic's own", description: 'What a webhook, SQS or SNS target receives' },
  cloudevents: {
    name: 'CloudEvents',
    description: 'What every target receives whose subscription has the format cloudevents',
  },
  eventbridge: { name: 'EventBridge', description: 'What an EventBridge target receives' },
};

/** @returns e.g. `Deprecated since 2026-01-31, promised until 2026-07-31. Use OrderShipped instead.` */
export const deprecationText = ({ since, until, use }: Deprecated): string =>
  `Deprecated since ${since}, promised until ${until}. Use ${use} instead.`;

/** @returns whether name or description of the event type or its topic have all words of the search */
export function isFound({ topic, eventType }: CatalogueEntry, search: string): boolean {
  const text = [topic.topic, topic.description, eventType.eventType, eventType.description]
    .join(' ')
    .toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word));
}
