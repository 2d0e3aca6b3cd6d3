// Makes the AsyncAPI document of what Herald sends, from the catalogue (AsyncAPI Specification 3.0.0).

import type { Topic, TopicVersion } from '../core/catalog/topic.ts';
import { arrivingExamples } from '../core/catalog/topic-example.ts';
import { type ArrivingFormat, arrivingFormats, jsonSchemaOf } from '../core/model/event/arriving-schemas.ts';
import { contentTypeOf } from '../core/model/event/notification.ts';
import { messageAttributes, webhookHeaders } from './message-headers.ts';

/**
 * One channel per topic, with a message per event type, version and format; an operation per kind of target.
 * SQS, SNS and EventBridge have no bindings here: those of AsyncAPI name a queue or topic, and they are the
 * partner's.
 * @param version of Herald
 */
export const asyncApiOf = (topics: readonly Topic[], version: string) => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Herald notifications',
    version,
    description:
      'What Herald sends to the targets of partners: webhooks, and the SQS queues, SNS topics and EventBridge ' +
      'buses of their AWS accounts. Each event arrives at least once. Fields may be added to a version of a topic.',
    license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
  },
  defaultContentType: contentTypeOf(undefined),
  channels: Object.fromEntries(topics.map(topic => [topic.name, channelOf(topic)])),
  operations: Object.fromEntries(topics.flatMap(operationsOf)),
  components: {
    messages: Object.fromEntries(
      topics.flatMap(messagesOf).map(message => [message.name, messageOf(message)]),
    ),
    schemas: { webhookHeaders, messageAttributes },
  },
});

type Message = {
  name: string;
  topic: Topic;
  eventType: string;
  version: TopicVersion;
  format: ArrivingFormat;
};

const messagesOf = (topic: Topic): Message[] =>
  Object.keys(topic.eventTypes).flatMap(eventType =>
    topic.versions.flatMap(version =>
      arrivingFormats.map(format => ({
        name: `${eventType}.v${version.version}.${format}`,
        topic,
        eventType,
        version,
        format,
      })),
    ),
  );

const channelOf = (topic: Topic) => ({
  // The partner's target.
  address: null,
  title: topic.name,
  description: topic.description,
  messages: Object.fromEntries(
    messagesOf(topic).map(({ name }) => [name, { $ref: `#/components/messages/${name}` }]),
  ),
});

/** What each kind of target receives. Every one can choose CloudEvents. */
const targets = {
  Webhook: { formats: ['native', 'cloudevents'], summary: 'to a webhook' },
  QueueOrTopic: { formats: ['native', 'cloudevents'], summary: 'to an SQS queue or an SNS topic' },
  Bus: { formats: ['eventbridge', 'cloudevents'], summary: 'to an EventBridge bus, as `detail`' },
} as const;

const operationsOf = (topic: Topic) =>
  Object.entries(targets).map(([target, { formats, summary }]) => [
    `send${topic.name}To${target}`,
    {
      action: 'send',
      channel: { $ref: `#/channels/${topic.name}` },
      summary: `Herald sends an event of ${topic.name} ${summary}`,
      ...(target === 'Webhook' && { bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } } }),
      messages: messagesOf(topic)
        .filter(({ format }) => formats.some(one => one === format))
        .map(({ name }) => ({ $ref: `#/channels/${topic.name}/messages/${name}` })),
    },
  ]);

function messageOf({ name, topic, eventType, version: { version, deprecated, arriving }, format }: Message) {
  const { $schema: _, ...payload } = jsonSchemaOf(arriving(eventType)[format], 'draft-07');
  const { description, deprecated: typeDeprecated } = topic.eventTypes[eventType] ?? {};
  const ends = deprecated ?? typeDeprecated;
  return {
    name,
    title: `${eventType}, version ${version}, ${format}`,
    ...(description !== undefined && { summary: description }),
    contentType: contentTypeOf(format === 'cloudevents' ? format : undefined),
    payload,
    examples: arrivingExamples(topic, eventType, version, format).map(example => ({ payload: example })),
    ...(format !== 'eventbridge' && {
      bindings: {
        http: { headers: { $ref: '#/components/schemas/webhookHeaders' }, bindingVersion: '0.3.0' },
      },
      'x-sqs-sns-message-attributes': { $ref: '#/components/schemas/messageAttributes' },
    }),
    ...(format !== 'native' && {
      'x-eventbridge': { 'detail-type': topic.detailType ?? eventType, source: topic.source },
    }),
    ...(ends && { 'x-deprecated': ends }),
  };
}
