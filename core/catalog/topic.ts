// The definition of a topic (docs/adding-a-topic.md): its event types, the platform's `data` and the
// partners' payload.
import * as z from 'zod';
import type { Event } from '../model/event/event.ts';
import { envelopePartsOf, type Slots } from './envelope.ts';

/** RFC 3339, which CloudEvents and EventBridge require: unlike ISO 8601, seconds and offset are mandatory. */
export const timestampSchema = z.iso
  .datetime({ offset: true, error: 'expected a time like 2024-01-01T00:00:00.000Z' })
  .refine(text => /T\d\d:\d\d:\d\d/.test(text), 'expected a time like 2024-01-01T00:00:00.000Z');

/** Where Herald runs: its AWS account and region. */
export type Installation = { account: string; region: string };

/** The event's facts besides `data`. `acceptedAt` is ISO 8601 in UTC, with milliseconds. */
export type Acceptance = Installation & { eventId: string; eventType: string; acceptedAt: string };

/** The same, with the event's time (ISO 8601). */
export type RenderContext = Acceptance & { time: string };

/** The names of the text fields of `data`. */
type TextField<Data> = { [K in keyof Data]-?: Data[K] extends string | undefined ? K : never }[keyof Data] &
  string;

export type TopicDefinition<Data extends z.ZodObject> = {
  name: string;
  description: string;
  /**
   * `Source` of the EventBridge entry and `source` of the CloudEvent: a URI reference that does not begin
   * with "aws.".
   */
  source: string;
  /** Who publishes the events; the platform by default. */
  publishedBy?: 'herald';
  /**
   * Event types and when they happen. At most ten, so that a change of a subscription fits into one
   * transaction.
   */
  eventTypes: Record<string, string>;
  /** `detail-type` on EventBridge; the event type by default. */
  detailType?: string;
  /** The schema of the `data` that the platform publishes. */
  data: Data;
  /**
   * The thing that the event is about: message group of FIFO queues and topics, `subject` of the CloudEvent.
   */
  entity: (data: z.output<Data>) => string;
  /** The time of the event if `data` has one; see `timestampSchema`. */
  time?: (data: z.output<Data>) => string | undefined;
  /** The fields of `data` that subscriptions and pulls can filter by. */
  filterFields: readonly TextField<z.output<Data>>[];
  /** The content that partners receive, without the envelope. */
  payload: (data: z.output<Data>, context: RenderContext) => object;
  /** Wraps the content. Without it partners receive the content alone. */
  envelope?: {
    /** True if EventBridge itself adds this envelope: a bus then gets the content alone. */
    isEventBridges: boolean;
    wrap: (context: RenderContext & Slots, data: z.output<Data>) => object;
  };
};

/** The rendered parts of an event. They are stored with it and never change. */
export type Rendered = Pick<
  Event,
  'source' | 'entity' | 'time' | 'detailType' | 'fields' | 'payload' | 'envelope'
>;

export type Topic = {
  name: string;
  description: string;
  source: string;
  publishedBy: 'platform' | 'herald';
  eventTypes: Record<string, string>;
  filterFields: readonly string[];
  /** The JSON Schema (2020-12) of `data`. */
  schema: () => unknown;
  /**
   * Parses `data` and renders the payload. The event's time is the time of acceptance unless `data` has one.
   */
  render: (
    data: unknown,
    acceptance: Acceptance,
  ) => { rendered: Rendered } | { issues: readonly z.core.$ZodIssue[] };
};

export function defineTopic<Data extends z.ZodObject>(definition: TopicDefinition<Data>): Topic {
  const { name, description, source, eventTypes, detailType, filterFields, envelope } = definition;
  return {
    name,
    description,
    source,
    publishedBy: definition.publishedBy ?? 'platform',
    eventTypes,
    filterFields,
    schema: () => z.toJSONSchema(definition.data, { io: 'input' }),
    render(input, acceptance) {
      const parsed = definition.data.safeParse(input, { reportInput: true });
      if (!parsed.success) return { issues: parsed.error.issues };
      const { data } = parsed;
      const context = { ...acceptance, time: definition.time?.(data) ?? acceptance.acceptedAt };
      const rendered: Rendered = {
        source,
        entity: definition.entity(data),
        time: context.time,
        detailType,
        fields: valuesOf(data, filterFields),
        payload: JSON.stringify(definition.payload(data, context)),
        envelope: envelope && {
          isEventBridges: envelope.isEventBridges,
          parts: envelopePartsOf(slots => envelope.wrap({ ...context, ...slots }, data)),
        },
      };
      return { rendered };
    },
  };
}

const valuesOf = (data: object, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(data).filter(([name]) => names.includes(name)));
