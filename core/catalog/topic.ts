// What a topic's file states: its event types, what the platform publishes and what the partners receive.
import * as z from 'zod';
import type { Event } from '../model/event/event.ts';
import { envelopePartsOf, type Slots } from './envelope.ts';

/** RFC 3339, as CloudEvents and EventBridge want it: with seconds, which ISO 8601 may leave out, and an offset. */
export const timestampSchema = z.iso
  .datetime({ offset: true, error: 'expected a time like 2024-01-01T00:00:00.000Z' })
  .refine(text => /T\d\d:\d\d:\d\d/.test(text), 'expected a time like 2024-01-01T00:00:00.000Z');

/** Where Herald runs: its AWS account and region. */
export type Installation = { account: string; region: string };

/** What of an event its topic's file may use besides its data; `acceptedAt` is ISO 8601 in UTC, with milliseconds. */
export type Acceptance = Installation & { eventId: string; eventType: string; acceptedAt: string };

/** The same with the event's time, ISO 8601. */
export type RenderContext = Acceptance & { time: string };

/** Names of the fields of `data` that are text. */
type TextField<Data> = { [K in keyof Data]-?: Data[K] extends string | undefined ? K : never }[keyof Data] &
  string;

export type TopicDefinition<Data extends z.ZodObject> = {
  name: string;
  description: string;
  /** `Source` of the EventBridge entry, `source` of a CloudEvent; never begins with "aws.", and is a URI reference. */
  source: string;
  /** Who publishes its events; the platform, if not given. */
  publishedBy?: 'herald';
  /** Event type → when it happens. At most ten, so that a change of a subscription fits one transaction. */
  eventTypes: Record<string, string>;
  /** `detail-type` on EventBridge; the event type, if not given. */
  detailType?: string;
  /** What the platform puts into an event's `data`. */
  data: Data;
  /** What the event is about: the message group of FIFO queues and topics, `subject` of a CloudEvent. */
  entity: (data: z.output<Data>) => string;
  /** The time of the event if `data` gives one, ISO 8601; see `timestampSchema`. */
  time?: (data: z.output<Data>) => string | undefined;
  /** Fields of `data` that a subscription may be narrowed by. */
  filterFields: readonly TextField<z.output<Data>>[];
  /** What partners receive: the content, without the envelope if there is one. */
  payload: (data: z.output<Data>, context: RenderContext) => object;
  /** The topic's own wrapping of the content; without it partners receive the content alone. */
  envelope?: {
    /** EventBridge itself makes this envelope, so a bus is given the content alone. */
    isEventBridges: boolean;
    wrap: (context: RenderContext & Slots, data: z.output<Data>) => object;
  };
};

/** What an event's topic makes of it: stored with the event, it never changes again. */
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
  /** Checks `data` and renders what partners receive. The event's time is that of its acceptance unless `data` gives one. */
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
    render(sent, acceptance) {
      const parsed = definition.data.safeParse(sent, { reportInput: true });
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

/** The fields that are there, by name. */
const valuesOf = (data: object, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(data).filter(([name]) => names.includes(name)));
