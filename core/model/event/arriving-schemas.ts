// The schemas of what arrives, by format: what `bodyOf` (notification.ts) makes of an event, as zod schemas.
import * as z from 'zod';
import { eventIdSchema } from './event.ts';
import { timestampSchema } from './timestamp.ts';

/** `native`: a webhook, SQS or SNS target; `eventbridge`: the `detail` on a bus without `format`. */
export const arrivingFormats = ['native', 'cloudevents', 'eventbridge'] as const;
export type ArrivingFormat = (typeof arrivingFormats)[number];

/** The schemas of the slots of an envelope. */
export type SlotSchemas = { content: z.ZodType; subscriptionId: z.ZodType };

export type ContentParts = {
  eventType: string;
  source: string;
  content: z.ZodType;
  /** Puts the content's schema into that of the envelope. */
  envelope: ((slots: SlotSchemas) => z.ZodType) | undefined;
  isEventBridges: boolean;
};

/**
 * The schemas of one event type. They accept unknown fields, because new fields may be added to a version.
 */
export function arrivingSchemas({
  eventType,
  source,
  content,
  envelope,
  isEventBridges,
}: ContentParts): Record<ArrivingFormat, z.ZodType> {
  const subscriptionId = z.string().nullable().describe('The subscription; null in an event that is pulled');
  const native = envelope ? envelope({ content, subscriptionId }) : content;
  return {
    native,
    cloudevents: cloudEventSchema(eventType, source, content),
    eventbridge: isEventBridges ? content : native,
  };
}

const cloudEventSchema = (eventType: string, source: string, content: z.ZodType) =>
  z.object({
    specversion: z.literal('1.0'),
    id: eventIdSchema.describe('The event id'),
    source: z.literal(source),
    type: z.literal(eventType),
    subject: z.string().describe('The thing that the event is about'),
    time: timestampSchema.describe('When it happened'),
    datacontenttype: z.literal('application/json'),
    data: content,
  });

/**
 * JSON cannot express `z.custom`, so such a part says by `.meta({…})` what it accepts; otherwise it is left
 * open (test/unit/core/catalog/arriving-schemas.test.ts refuses that).
 * @param target of the JSON Schema: 2020-12, or the draft that AsyncAPI 3.0 builds on
 */
export const jsonSchemaOf = (
  schema: z.ZodType,
  target: 'draft-2020-12' | 'draft-07' = 'draft-2020-12',
): z.core.JSONSchema.BaseSchema =>
  z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    target,
    // The pattern of a time only repeats its format, and is long.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    },
  });
