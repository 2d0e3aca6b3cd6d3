// A topic, made from its definition.
import type * as z from 'zod';
import { type ArrivingFormat, arrivingSchemas } from '../model/event/arriving-schemas.ts';
import type { Event } from '../model/event/event.ts';
import { type Deprecation, firstVersion } from '../model/event/topic-version.ts';
import { envelopePartsOf } from './envelope.ts';
import type {
  Acceptance,
  ContentSchema,
  EarlierVersion,
  EventType,
  TopicDefinition,
} from './topic-definition.ts';

/** The rendered parts of an event. They are stored with it and never change. */
export type Rendered = Pick<
  Event,
  'source' | 'entity' | 'time' | 'detailType' | 'fields' | 'payload' | 'envelope' | 'earlier'
>;

export type TopicVersion = {
  version: string;
  deprecated: Deprecation | undefined;
  /** The schemas of what arrives. */
  arriving: (eventType: string) => Record<ArrivingFormat, z.ZodType>;
};

export type Topic = {
  name: string;
  description: string;
  source: string;
  publishedBy: 'platform' | 'herald';
  eventTypes: Readonly<Record<string, EventType>>;
  detailType: string | undefined;
  filterFields: readonly string[];
  /** The schema of `data`. */
  data: z.ZodType;
  /** The newest first. */
  versions: readonly [TopicVersion, ...TopicVersion[]];
  /**
   * Parses `data` and renders the payload. The event's time is the time of acceptance unless `data` has one.
   */
  render: (
    data: unknown,
    acceptance: Acceptance,
  ) => { rendered: Rendered } | { issues: readonly z.core.$ZodIssue[] };
};

export function defineTopic<
  Data extends z.ZodObject,
  Content extends z.ZodObject,
  Earlier extends Record<string, z.ZodObject> = Record<never, z.ZodObject>,
>(definition: TopicDefinition<Data, Content, Earlier>): Topic {
  const {
    name,
    description,
    source,
    eventTypes,
    detailType,
    filterFields,
    version = firstVersion,
  } = definition;
  const earlier: [string, EarlierVersion<Data, Content, z.ZodObject>][] = Object.entries(
    definition.earlier ?? {},
  );
  const arrivingIn =
    (content: ContentSchema<z.ZodObject>, envelope = definition.envelope) =>
    (eventType: string) =>
      arrivingSchemas({
        eventType,
        source,
        content: content(eventType),
        envelope: envelope && (slots => envelope.schema(slots, eventType)),
        isEventBridges: envelope?.isEventBridges ?? false,
      });
  return {
    name,
    description,
    source,
    publishedBy: definition.publishedBy ?? 'platform',
    eventTypes,
    detailType,
    filterFields,
    data: definition.data,
    versions: [
      { version, deprecated: undefined, arriving: arrivingIn(definition.content) },
      ...earlier
        .map(([name, { deprecated, content, envelope }]) => ({
          version: name,
          deprecated,
          arriving: arrivingIn(content, envelope),
        }))
        .sort((a, b) => Number(b.version) - Number(a.version)),
    ],
    render(input, acceptance) {
      const parsed = definition.data.safeParse(input, { reportInput: true });
      if (!parsed.success) return { issues: parsed.error.issues };
      const { data } = parsed;
      const context = { ...acceptance, time: definition.time?.(data) ?? acceptance.acceptedAt };
      const partsOf = (content: object, envelope = definition.envelope) => ({
        payload: JSON.stringify(content),
        envelope: envelope && {
          isEventBridges: envelope.isEventBridges,
          parts: envelopePartsOf(slots => envelope.wrap({ ...context, ...slots }, data)),
        },
      });
      const newest = definition.payload(data, context);
      const rendered: Rendered = {
        source,
        entity: definition.entity(data),
        time: context.time,
        detailType,
        fields: valuesOf(data, filterFields),
        ...partsOf(newest),
        ...(earlier.length > 0 && {
          earlier: Object.fromEntries(
            earlier.map(([version, { downgrade, envelope }]) => [
              version,
              partsOf(downgrade(newest, context), envelope),
            ]),
          ),
        }),
      };
      return { rendered };
    },
  };
}

const valuesOf = (data: object, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(data).filter(([name]) => names.includes(name)));
