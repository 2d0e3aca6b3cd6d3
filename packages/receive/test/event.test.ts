// The ways in which a notification arrives, rendered by Herald's own code, become one form of event.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { viewsOfTopics } from '../../../core/catalog/topic-view.ts';
import type { ExampleCatalogue } from '../src/catalogue.ts';
import {
  fromEventBridge,
  fromSns,
  fromSqs,
  fromWebhook,
  type HeraldEvent,
  NotificationError,
} from '../src/event.ts';
import { catalogueText } from '../write-catalogue.ts';

const id = '01JD0000000000000000000000';
const all = viewsOfTopics().flatMap(({ eventTypes }) =>
  eventTypes.map(({ eventType, versions: [newest] }) => ({ eventType, newest: Object(newest) })),
);

test.each(all)('$eventType by webhook', ({ newest }) => {
  const [example] = newest.native.examples;
  const headers = { 'webhook-id': id, 'content-type': 'application/json', traceparent: '00-1-2-01' };

  expect(fromWebhook(headers, JSON.stringify(example))).toEqual({
    id,
    type: typeOf(example),
    form: 'native',
    data: example,
    traceparent: '00-1-2-01',
  });
});
const typeOf = (example: Record<string, unknown>) =>
  example['eventType'] ?? example['eventDescriptor'] ?? example['detail-type'];

test.each(all)('$eventType as a CloudEvent, by webhook, queue, topic and bus', ({ eventType, newest }) => {
  const [example] = newest.cloudevents.examples;
  const text = JSON.stringify(example);
  const expected = { id: example.id, type: eventType, form: 'cloudevents', data: example.data };
  const attributes = { eventId: { stringValue: example.id }, eventType: { stringValue: eventType } };

  const headers = { 'Content-Type': 'application/cloudevents+json; charset=UTF-8' };
  expect(fromWebhook(headers, new TextEncoder().encode(text))).toEqual(expected);
  expect(fromSqs({ body: text, messageAttributes: attributes })).toEqual(expected);
  expect(fromSns({ Message: text, MessageAttributes: { eventId: { Value: example.id } } })).toEqual(expected);
  expect(fromEventBridge({ 'detail-type': eventType, detail: example })).toEqual(expected);
});

test.each(all)('$eventType in a queue, from the SDK and from Lambda', ({ eventType, newest }) => {
  const [example] = newest.native.examples;
  const text = JSON.stringify(example);
  const expected = { id, type: eventType, form: 'native', data: example };

  expect(
    fromSqs({
      body: text,
      messageAttributes: { eventId: { stringValue: id }, eventType: { stringValue: eventType } },
    }),
  ).toEqual(expected);
  expect(
    fromSqs({
      Body: text,
      MessageAttributes: { eventId: { StringValue: id }, eventType: { StringValue: eventType } },
    }),
  ).toEqual(expected);
});

test.each(all)('$eventType on a bus, and in a queue behind it', ({ newest }) => {
  const [example] = newest.eventbridge.examples;
  const event = {
    'detail-type': newest.eventbridge.detailType,
    resources: [`urn:herald:event:${id}`],
    detail: example,
  };
  const expected = { id, type: newest.eventbridge.detailType, form: 'eventbridge', data: example };

  expect(fromEventBridge(event)).toEqual(expected);
  expect(fromSqs({ body: JSON.stringify(event) })).toEqual(expected);
});

test('a message of a topic in a queue', () => {
  const Message = '{"eventType":"LiveStatusUpdated"}';
  const MessageAttributes = { eventId: { Value: id }, eventType: { Value: 'LiveStatusUpdated' } };
  const body = JSON.stringify({ Type: 'Notification', Message, MessageAttributes });

  expect(fromSqs({ body })).toMatchObject({ id, type: 'LiveStatusUpdated', form: 'native' });
});

test.each([
  ['no JSON', () => fromWebhook({ 'webhook-id': id }, 'hello'), 'the body is not JSON'],
  ['no id', () => fromWebhook({}, '{"eventType":"A"}'), 'it has no event id'],
  ['no type', () => fromWebhook({ 'webhook-id': id }, '{}'), 'it does not name its event type'],
  ['null', () => fromWebhook({ 'webhook-id': id }, 'null'), 'it does not name its event type'],
  ['a foreign message', () => fromSqs({ body: '{"a":1}' }), 'the message has no attribute eventId'],
  ['an empty message', () => fromSqs({}), 'the body is not JSON'],
  ['a foreign event', () => fromEventBridge({ 'detail-type': 'A', detail: {} }), 'it has no event id'],
])('%s is refused', (_, parse, message) => {
  expect(parse).toThrow(NotificationError);
  expect(parse).toThrow(message);
});

test('the types of the catalogue are those of the topics', () => {
  const file = readFileSync(join(import.meta.dirname, '../src/catalogue.ts'), 'utf8');

  expect(file).toBe(catalogueText());
});

test('the type of an event decides the type of its data', () => {
  const event: HeraldEvent<ExampleCatalogue> = fromWebhook<ExampleCatalogue>(
    { 'webhook-id': id },
    '{"eventType":"LiveStatusUpdated","alid":"listing-1"}',
  );

  // Without the narrowing, `alid` does not compile.
  const alid = event.type === 'LiveStatusUpdated' && event.form === 'native' ? event.data.alid : '';
  expect(alid).toBe('listing-1');
});
