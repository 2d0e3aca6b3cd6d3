// The request in `GET /deliveries/{eventId}/{targetId}`: what was sent, without secrets.
import { beforeEach, expect, test } from 'vitest';
import { bodyOf } from '../../../../core/model/event/notification.ts';
import type { Target } from '../../../../core/model/target/target.ts';
import { userAgent } from '../../../../core/runtime/outbound/outbound.ts';
import {
  authProfileOf,
  awsTarget,
  deliveryOf,
  destinations,
  eventOf,
  partnerSourceTarget,
  webhookTarget,
} from '../../../support/builders/records.ts';
import { authProfileItem } from '../../../support/builders/stored-items.ts';
import { deliveriesUnderTest } from '../../../support/handlers/deliveries-under-test.ts';

const function_ = deliveriesUnderTest();
const route = 'GET /{licensor}/notifications/deliveries/{eventId}/{targetId}';
const attempt = { attempt: 1, at: '2026-01-01T12:00:00.500Z', durationMs: 9, class: 'TIMEOUT', message: '-' };
const framing = { subscriptionId: 'subscription-1', format: undefined };
const read = async () => {
  const path = { eventId: 'event-1', targetId: 'target-1' };
  const { body } = await function_.call(route, { path });
  return body.request;
};

beforeEach(() => {
  function_.reset();
  function_.hasEvents(eventOf());
  function_.hasRows(deliveryOf({ attempts: [attempt] }));
});

test('a webhook: method, URL, headers and body as the deliverer makes them', async () => {
  function_.hasTargets(webhookTarget({ httpMethod: 'PUT' }));

  expect(await read()).toEqual({
    method: 'PUT',
    destination: 'https://partner.example.com/webhooks',
    headers: {
      'content-type': 'application/json',
      'user-agent': userAgent,
      'webhook-id': 'event-1',
      'webhook-timestamp': String(Date.parse('2026-01-01T12:00:00Z') / 1000),
      authorization: 'Bearer REDACTED',
    },
    body: bodyOf(eventOf(), framing, 'WEBHOOK'),
  });
});

const hmac = { hmacAlgorithm: 'HmacSHA256' as const, hmacHeader: 'X-Signature' };
test.each([
  [{ type: 'apiKey' as const, apiKeyHeader: 'X-Key' }, { 'X-Key': 'REDACTED' }],
  [{ type: 'basic' as const, username: 'user' }, { authorization: 'Basic REDACTED' }],
  [
    { type: 'hmac' as const, ...hmac },
    { 'X-Signature': 'REDACTED', 'webhook-signature': 'REDACTED' },
  ],
  [
    { type: 'bearer' as const, signature: hmac },
    { authorization: 'Bearer REDACTED', 'X-Signature': 'REDACTED', 'webhook-signature': 'REDACTED' },
  ],
])('credentials and signatures of %j are redacted', async (auth, headers) => {
  function_.hasTargets(webhookTarget({ auth }));

  expect((await read()).headers).toMatchObject(headers);
});

test('a secret parameter of the URL is redacted', async () => {
  const auth = { type: 'queryParameter' as const, queryParameterName: 'token' };
  function_.hasTargets(webhookTarget({ auth }));

  expect((await read()).destination).toBe('https://partner.example.com/webhooks?token=REDACTED');
});

test('a CloudEvent has its own content type and body', async () => {
  function_.hasTargets(webhookTarget());
  function_.hasRows(deliveryOf({ attempts: [attempt], format: 'cloudevents' }));

  const request = await read();

  expect(request.headers['content-type']).toContain('application/cloudevents+json');
  expect(JSON.parse(request.body)).toMatchObject({ specversion: '1.0', id: 'event-1' });
});

test('a target with an auth profile shows its authentication; none if the profile is gone', async () => {
  const profile = authProfileOf();
  const { authProfileId } = profile;
  function_.hasTargets(
    webhookTarget({ auth: { type: 'authProfile', authProfileId }, secretVersion: undefined }),
  );
  expect(await read()).toBeUndefined();

  function_.database.put('registry', authProfileItem(profile));
  expect(JSON.stringify((await read()).headers)).toContain('REDACTED');
});

const attributes = {
  eventId: { DataType: 'String', StringValue: 'event-1' },
  eventType: { DataType: 'String', StringValue: 'LiveStatusUpdated' },
  topic: { DataType: 'String', StringValue: 'OfferStatus' },
};
const group = { MessageGroupId: eventOf().entity, MessageDeduplicationId: 'event-1' };
const fifo = 'arn:aws:sqs:eu-west-1:222222222222:orders.fifo';
const entry = {
  DetailType: 'LiveStatusUpdated',
  Time: eventOf().time,
  Resources: ['urn:herald:event:event-1'],
};
test.each<[string, Target, object]>([
  ['SQS SendMessage', awsTarget('SQS'), { QueueUrl: expect.any(String), MessageAttributes: attributes }],
  [
    'SQS SendMessage',
    awsTarget('SQS', { destination: fifo }),
    {
      QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/222222222222/orders.fifo',
      MessageAttributes: attributes,
      ...group,
    },
  ],
  ['SNS Publish', awsTarget('SNS'), { TopicArn: destinations.SNS, MessageAttributes: attributes }],
  [
    'EventBridge PutEvents',
    awsTarget('EVENTBRIDGE'),
    { EventBusName: destinations.EVENTBRIDGE, Source: eventOf().source, ...entry },
  ],
  [
    'EventBridge PutPartnerEvents',
    partnerSourceTarget(),
    { Source: 'aws.partner/platform.example/acme/orders', ...entry },
  ],
])('an AWS target: %s with its parameters, and the body', async (call, target, parameters) => {
  function_.hasTargets({ ...target, targetId: 'target-1' });

  const request = await read();

  expect(request).toEqual({
    destination:
      target.type === 'EVENTBRIDGE_PARTNER' ? expect.stringContaining('orders') : target.destination,
    call,
    parameters,
    body: bodyOf(eventOf(), framing, target.type),
  });
});

test.each([
  ['before', '2026-01-01T12:00:00.000Z', undefined],
  ['after', '2026-01-01T12:00:01.000Z', true],
])('says whether the target was changed: %s the last attempt', async (_, updatedAt, expected) => {
  function_.hasTargets(webhookTarget({ updatedAt }));

  expect((await read()).targetChanged).toBe(expected);
});

test('there is none without an attempt, or without the target', async () => {
  expect(await read()).toBeUndefined();

  function_.hasTargets(webhookTarget());
  function_.hasRows(deliveryOf({ attemptCount: 0 }));
  expect(await read()).toBeUndefined();
});
