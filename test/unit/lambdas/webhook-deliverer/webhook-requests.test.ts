// The request to a partner's webhook, through the handler.
import { createHmac } from 'node:crypto';
import { DecryptCommand } from '@aws-sdk/client-kms';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { Credentials } from '../../../../core/model/webhook-auth/webhook-auth.ts';
import { eventOf, webhookTarget } from '../../../support/builders/records.ts';
import { taskRecord } from '../../../support/builders/sqs-records.ts';
import { eventItem, targetItem } from '../../../support/builders/stored-items.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { serveAnswers, status } from '../../../support/handlers/loopback-server.ts';
import { createWebhookDeliverer } from '../../../support/handlers/webhook-deliverer.ts';

const partner = await serveAnswers(status(200));
const { deliver, register, reset, database, queues, kms } = createWebhookDeliverer(partner.origin);

beforeEach(() => {
  reset();
  partner.received.length = 0;
});
afterAll(() => partner[Symbol.asyncDispose]());

const headersFor = async (fields: Parameters<typeof register>[0], credentials: Credentials) => {
  // A new version for each test, because the deliverer caches versions.
  register({ ...fields, secretVersion: Object.values(credentials).join() }, credentials);
  await deliver([taskRecord()]);
  return partner.received[0]?.headers ?? {};
};

test('the body is the stored payload, with all headers', async () => {
  const before = Math.floor(Date.now() / 1000);

  const headers = await headersFor({}, { bearerToken: 'token-1' });

  expect(partner.received).toMatchObject([{ method: 'POST', path: '/webhooks', body: eventOf().payload }]);
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'user-agent': expect.stringMatching(/^Herald\/\d+\.\d+\.\d+$/),
    'webhook-id': 'event-1',
    'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
    authorization: 'Bearer token-1',
  });
  expect(Number(headers['webhook-timestamp'])).toBeGreaterThanOrEqual(before);
});

test('the request has the traceparent of the event', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const tracestate = 'rojo=00f067aa0ba902b7';
  expect(await headersFor({}, { bearerToken: 'token-traced' })).not.toHaveProperty('traceparent');
  partner.received.length = 0;
  database.put(tables.EVENTS_TABLE, eventItem(eventOf({ eventId: 'event-2', traceparent, tracestate })));

  await deliver([taskRecord({ eventId: 'event-2' })]);

  expect(partner.received[0]?.headers).toMatchObject({ traceparent, tracestate });
});

test('an API key is in the header that its owner named', async () => {
  const headers = await headersFor(
    { auth: { type: 'apiKey', apiKeyHeader: 'X-My-Key' } },
    { apiKey: 'key-1' },
  );

  expect(headers['x-my-key']).toBe('key-1');
  expect(headers).not.toHaveProperty('authorization');
});

test('an HMAC target gets both signatures of the received body, and not the secret', async () => {
  const auth = { type: 'hmac', hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' } as const;

  const headers = await headersFor({ auth }, { hmacSecret: 'hmac-secret-1' });

  const [{ body, rawHeaders } = { body: '', rawHeaders: [] }] = partner.received;
  expect(headers['x-signature']).toBe(createHmac('sha256', 'hmac-secret-1').update(body).digest('hex'));
  const receiver = new Webhook(Buffer.from('hmac-secret-1'), { format: 'raw' });
  expect(
    receiver.verify(body, Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, String(v)]))),
  ).toEqual(JSON.parse(body));
  expect(JSON.stringify(rawHeaders)).not.toContain('hmac-secret-1');
});

test('an envelope names the subscription of the delivery', async () => {
  const parts = [
    '{"subscriptionId":',
    { slot: 'subscriptionId' },
    ',"data":',
    { slot: 'content' },
    '}',
  ] as const;
  const event = eventOf({ eventId: 'wrapped', envelope: { parts: [...parts], isEventBridges: false } });
  database.put(tables.EVENTS_TABLE, eventItem(event));
  register();

  await deliver([taskRecord({ eventId: 'wrapped', subscriptionId: 'subscription-7' })]);

  const [{ body, headers } = { body: '', headers: {} }] = partner.received;
  expect(body).toBe(`{"subscriptionId":"subscription-7","data":${event.payload}}`);
  expect(headers).toMatchObject({ 'content-type': 'application/json' });
});

test('a subscription with format cloudevents gets a signed CloudEvent with its content type', async () => {
  const auth = { type: 'hmac', hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' } as const;
  register({ auth, secretVersion: 'cloudevents' }, { hmacSecret: 'hmac-secret' });

  await deliver([taskRecord({ format: 'cloudevents' })]);

  const [{ body, headers } = { body: '', headers: {} }] = partner.received;
  expect(JSON.parse(body)).toMatchObject({ specversion: '1.0', id: 'event-1', type: 'LiveStatusUpdated' });
  expect(headers).toMatchObject({
    'content-type': 'application/cloudevents+json; charset=UTF-8',
    'x-signature': createHmac('sha256', 'hmac-secret').update(body).digest('hex'),
  });
});

test('the method is that of the target', async () => {
  await headersFor({ httpMethod: 'PUT' }, { bearerToken: 'token-put' });

  expect(partner.received.map(({ method }) => method)).toEqual(['PUT']);
});

test('a secret is decrypted with the context of licensor, owner, version and origin', async () => {
  await headersFor({}, { bearerToken: 'token-2' });

  expect(kms.commandCalls(DecryptCommand).map(call => call.args[0].input.EncryptionContext)).toEqual([
    { licensor: 'acme', ownerId: 'target-1', version: 'token-2', origins: partner.origin },
  ]);
});

test('a target whose destination was moved does not get a secret that is decrypted already', async () => {
  const secretVersion = 'movable';
  register({ secretVersion });
  await deliver([taskRecord()]);
  expect(partner.received).toHaveLength(1);
  database.put(tables.EVENTS_TABLE, eventItem(eventOf({ eventId: 'a' })));
  const moved = webhookTarget({ secretVersion, destination: 'https://elsewhere.example.com/' });
  database.put(tables.REGISTRY_TABLE, targetItem(moved));
  kms.on(DecryptCommand).rejects(new Error('InvalidCiphertextException'));

  expect(await deliver([taskRecord({ eventId: 'a' }, 'kept')])).toEqual(['kept']);

  const contexts = kms.commandCalls(DecryptCommand).map(call => call.args[0].input.EncryptionContext);
  expect(contexts.map(context => context?.['origins'])).toEqual([
    partner.origin,
    'https://elsewhere.example.com',
  ]);
});

test('a version of a secret is read once for concurrent and later deliveries', async () => {
  register({ secretVersion: 'shared' });
  for (const eventId of ['a', 'b', 'c']) database.put(tables.EVENTS_TABLE, eventItem(eventOf({ eventId })));

  await deliver([taskRecord({ eventId: 'a' }, '1'), taskRecord({ eventId: 'b' }, '2')]);
  await deliver([taskRecord({ eventId: 'c' }, '3')]);

  expect(partner.received).toHaveLength(3);
  expect(kms.commandCalls(DecryptCommand)).toHaveLength(1);
  expect(database.dynamo.commandCalls(GetCommand)).toHaveLength(1);
});

test('a batch of ten deliveries makes one read and one write', async () => {
  const ids = Array.from({ length: 10 }, (_, index) => `batch-${index}`);
  for (const targetId of ids) register({ targetId });

  const kept = await deliver(ids.map(targetId => taskRecord({ targetId }, targetId)));

  expect(kept).toEqual([]);
  expect(partner.received).toHaveLength(10);
  expect(database.count()).toEqual({ reads: 1, writes: 1 });
  expect(queues.calls()).toEqual([]);
  expect(database.rows().map(item => item['status'])).toEqual(Array(10).fill('DELIVERED'));
});

test('if KMS fails, the message stays, nothing is sent and no attempt is recorded', async () => {
  kms.on(DecryptCommand).rejects(new Error('KMS is out of order'));
  register({ secretVersion: 'unreadable' });

  expect(await deliver([taskRecord()])).toEqual(['message-1']);
  expect(partner.received).toEqual([]);
  expect(database.rows()).toEqual([]);
});

test('a missing secret is a failure inside Herald, and no attempt is recorded', async () => {
  database.put(tables.REGISTRY_TABLE, targetItem(webhookTarget({ secretVersion: 'lost' })));

  expect(await deliver([taskRecord()])).toEqual(['message-1']);
  expect(database.rows()).toEqual([]);
});
