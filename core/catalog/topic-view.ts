// The catalogue in the form of `GET /topics`. Only the functions that show it import this file.
import * as z from 'zod';
import { type ArrivingFormat, jsonSchemaOf } from '../model/event/arriving-schemas.ts';
import { contentTypeOf } from '../model/event/notification.ts';
import { deprecationSchema } from '../model/event/topic-version.ts';
import { topics } from './catalog.ts';
import type { Topic, TopicVersion } from './topic.ts';
import { arrivingExamples } from './topic-example.ts';

const jsonSchema = z.record(z.string(), z.unknown()).describe('A JSON Schema (2020-12)');
const arrivingViewSchema = z.strictObject({
  // Not "schema": linters of OpenAPI take an object with that name and "examples" for a media type.
  jsonSchema,
  examples: z.array(z.unknown()),
});
const eventTypeVersionSchema = z.strictObject({
  version: z.string(),
  deprecated: deprecationSchema.optional(),
  native: arrivingViewSchema
    .extend({ contentType: z.string() })
    .describe('What a webhook, SQS or SNS target receives'),
  cloudevents: arrivingViewSchema
    .extend({ contentType: z.string() })
    .describe('What every target receives with `"format": "cloudevents"`'),
  eventbridge: arrivingViewSchema
    .extend({
      detailType: z.string(),
      source: z.string().describe('At a partner event source, it is the name of that source'),
    })
    .describe('The `detail` on an EventBridge bus'),
});
export const topicViewSchema = z
  .strictObject({
    topic: z.string(),
    description: z.string(),
    publishedBy: z.enum(['platform', 'herald']),
    version: z.string().describe('The newest version, which a new subscription gets'),
    eventTypes: z.array(
      z.strictObject({
        eventType: z.string(),
        description: z.string(),
        deprecated: deprecationSchema.optional(),
        dataExamples: z.array(z.unknown()).describe('Examples of the `data` that the platform publishes'),
        versions: z.array(eventTypeVersionSchema).describe('What arrives, the newest version first'),
      }),
    ),
    inputSchema: jsonSchema.describe(
      'The `data` that the platform publishes; `filterFields` are fields of it',
    ),
    filterFields: z.array(z.string()),
  })
  .meta({ id: 'Topic' });
export const topicsSchema = z.strictObject({ topics: z.array(topicViewSchema) }).meta({ id: 'Topics' });
export type TopicView = z.output<typeof topicViewSchema>;

let views: TopicView[] | undefined;

/** The topics in the form of `GET /topics`. They are made once, when they are first asked for. */
export function viewsOfTopics(): TopicView[] {
  views ??= topics.map(viewOfTopic);
  return views;
}

export function viewOfTopic(topic: Topic): TopicView {
  const { name, description, publishedBy, versions, eventTypes, filterFields } = topic;
  return {
    topic: name,
    description,
    publishedBy,
    version: versions[0].version,
    eventTypes: Object.entries(eventTypes).map(
      ([eventType, { description: when, deprecated, examples }]) => ({
        eventType,
        description: when,
        ...(deprecated && { deprecated }),
        dataExamples: [...examples],
        versions: versions.map(version => viewOfVersion(topic, eventType, version)),
      }),
    ),
    inputSchema: jsonSchemaOf(topic.data),
    filterFields: [...filterFields],
  };
}

function viewOfVersion(topic: Topic, eventType: string, { version, deprecated, arriving }: TopicVersion) {
  const schemas = arriving(eventType);
  const arrives = (format: ArrivingFormat) => ({
    jsonSchema: jsonSchemaOf(schemas[format]),
    examples: arrivingExamples(topic, eventType, version, format),
  });
  return {
    version,
    ...(deprecated && { deprecated }),
    native: { contentType: contentTypeOf(undefined), ...arrives('native') },
    cloudevents: { contentType: contentTypeOf('cloudevents'), ...arrives('cloudevents') },
    eventbridge: {
      detailType: topic.detailType ?? eventType,
      source: topic.source,
      ...arrives('eventbridge'),
    },
  };
}
