// What a topic's file states: its event types, what the platform publishes and what the partners receive.
import * as z from 'zod';

export type TopicDefinition<Data extends z.ZodType> = {
  name: string;
  description: string;
  /** `Source` of the EventBridge entry; never begins with "aws." */
  source: string;
  /** Event type → when it happens. At most ten, so that a change of a subscription fits one transaction. */
  eventTypes: Record<string, string>;
  /** What the platform puts into an event's `data`. */
  data: Data;
  /** What the event is about: the message group of FIFO queues and topics. */
  entity: (data: z.output<Data>) => string;
  /** The time of the event if `data` gives one, ISO 8601. */
  time?: (data: z.output<Data>) => string | undefined;
  /** Fields of `data` that a subscription may be narrowed by. */
  filterFields: readonly (keyof z.output<Data> & string)[];
  /** What partners receive. */
  payload: (data: z.output<Data>, context: { eventType: string; time: string }) => Record<string, unknown>;
};

/** An event's content, rendered: what is stored with it and never changes again. */
export type Rendered = { source: string; entity: string; time: string; payload: string };

export type Topic = {
  name: string;
  description: string;
  source: string;
  eventTypes: Record<string, string>;
  filterFields: readonly string[];
  /** The JSON Schema (2020-12) of `data`. */
  schema: () => unknown;
  /**
   * Checks `data` and renders the payload.
   * @param acceptedAt ISO 8601; the event's time unless `data` gives one
   */
  render: (
    data: unknown,
    context: { eventType: string; acceptedAt: string },
  ) => { rendered: Rendered } | { issues: readonly z.core.$ZodIssue[] };
};

export function defineTopic<Data extends z.ZodType>(definition: TopicDefinition<Data>): Topic {
  const { name, description, source, eventTypes, filterFields } = definition;
  return {
    name,
    description,
    source,
    eventTypes,
    filterFields,
    schema: () => z.toJSONSchema(definition.data, { io: 'input' }),
    render(data, { eventType, acceptedAt }) {
      const parsed = definition.data.safeParse(data, { reportInput: true });
      if (!parsed.success) return { issues: parsed.error.issues };
      const time = definition.time?.(parsed.data) ?? acceptedAt;
      const payload = JSON.stringify(definition.payload(parsed.data, { eventType, time }));
      return { rendered: { source, entity: definition.entity(parsed.data), time, payload } };
    },
  };
}
