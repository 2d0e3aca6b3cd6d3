// What the file of a topic says (docs/adding-a-topic.md): its event types, the platform's `data`, and what
// partners receive, in each version.
import type * as z from 'zod';
import type { SlotSchemas } from '../model/event/arriving-schemas.ts';
import type { Deprecation } from '../model/event/topic-version.ts';
import type { Slots } from './envelope.ts';

/** Where Herald runs: its AWS account and region. */
export type Installation = { account: string; region: string };

/** The event's facts besides `data`. `acceptedAt` is ISO 8601 in UTC, with milliseconds. */
export type Acceptance = Installation & { eventId: string; eventType: string; acceptedAt: string };

/** The same, with the event's time (ISO 8601). */
export type RenderContext = Acceptance & { time: string };

/** The names of the text fields of `data`. */
type TextField<Data> = { [K in keyof Data]-?: Data[K] extends string | undefined ? K : never }[keyof Data] &
  string;

/**
 * Makes the schema of what partners receive, without the envelope, for one event type. A function, so that
 * code which only renders events makes no schemas.
 */
export type ContentSchema<Content extends z.ZodObject> = (eventType: string) => Content;

type EnvelopeDefinition<Data extends z.ZodObject> = {
  /** True if EventBridge itself adds this envelope: a bus then gets the content alone. */
  isEventBridges: boolean;
  /** The schema of what `wrap` returns, with the given schemas where the slots are. */
  schema: (slots: SlotSchemas, eventType: string) => z.ZodObject;
  wrap: (context: RenderContext & Slots, data: z.output<Data>) => object;
};

/** An earlier version of the content, for the subscriptions that pin it. */
export type EarlierVersion<
  Data extends z.ZodObject,
  Newest extends z.ZodObject,
  Content extends z.ZodObject,
> = {
  deprecated?: Deprecation;
  content: ContentSchema<Content>;
  /** Makes this version's content of that of the newest version. */
  downgrade: (newest: z.input<Newest>, context: RenderContext) => z.input<Content>;
  /** The topic's own by default. */
  envelope?: EnvelopeDefinition<Data>;
};

export type TopicDefinition<
  Data extends z.ZodObject,
  Content extends z.ZodObject,
  Earlier extends Record<string, z.ZodObject> = Record<never, z.ZodObject>,
> = {
  name: string;
  description: string;
  /**
   * `Source` of the EventBridge entry and `source` of the CloudEvent: a URI reference that does not begin
   * with "aws.".
   */
  source: string;
  /** Who publishes the events; the platform by default. */
  publishedBy?: 'herald';
  /** By name. At most ten, so that a change of a subscription fits into one transaction. */
  eventTypes: Record<string, EventType<z.input<Data>>>;
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
  /** The newest version of the content; '1' by default. */
  version?: string;
  content: ContentSchema<Content>;
  /** The content that partners receive, without the envelope. */
  payload: (data: z.output<Data>, context: RenderContext) => z.input<Content>;
  /** Wraps the content. Without it partners receive the content alone. */
  envelope?: EnvelopeDefinition<Data>;
  /** The earlier versions, by version. */
  earlier?: { [Version in keyof Earlier]: EarlierVersion<Data, Content, Earlier[Version]> };
};

export type EventType<Data = unknown> = {
  /** When it happens. */
  description: string;
  /** `data` as it is published. What arrives is shown by them, so give the optional fields too. */
  examples: readonly [Data, ...Data[]];
  deprecated?: Deprecation;
};
