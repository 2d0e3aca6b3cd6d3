// What the deliverer keeps of failed answers: an encrypted excerpt of the body, and no secret of the request.

import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { EncryptCommand } from '@aws-sdk/client-kms';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import type { Credentials, WebhookAuth } from '../../../../core/model/webhook-auth/webhook-auth.ts';
import { eventOf } from '../../../support/builders/records.ts';
import { taskRecord } from '../../../support/builders/sqs-records.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { type Received, serveAnswers } from '../../../support/handlers/loopback-server.ts';
import { createWebhookDeliverer } from '../../../support/handlers/webhook-deliverer.ts';

type Answer = (response: ServerResponse, request: Received) => void;
let onPost: Answer;
const partner = await serveAnswers((response, request) => onPost(response, request));
const lines: string[] = [];
vi.spyOn(console, 'warn').mockImplementation((...parts) => {
  lines.push(JSON.stringify(parts));
});
vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'WARN');
vi.stubEnv('POWERTOOLS_DEV', 'true');
const deliverer = createWebhookDeliverer(partner.origin, { DEADLINE_MS: '300' });
vi.unstubAllEnvs();
const { deliver, register, reset, database, kms } = deliverer;

beforeEach(() => {
  reset();
  lines.length = 0;
  kms.on(EncryptCommand).callsFake(({ Plaintext }) => ({ CiphertextBlob: Plaintext }));
});
afterAll(async () => {
  vi.restoreAllMocks();
  await partner[Symbol.asyncDispose]();
});

const answering =
  (code: number, body: string | Buffer, headers = {}): Answer =>
  response => {
    response.writeHead(code, headers).end(body);
  };
const kept = () =>
  database.items(tables.DELIVERIES_TABLE).filter(({ eventKey }) => String(eventKey).endsWith('#!answers'));
const texts = () => kept().map(({ ciphertext }) => Buffer.from(ciphertext as Uint8Array).toString());

async function deliverTo(answer: Answer): Promise<string[]> {
  onPost = answer;
  return deliver([taskRecord()]);
}

test('the body of a failed answer is encrypted for its delivery, beside the row', async () => {
  register();

  expect(await deliverTo(answering(503, 'queue is full'))).toEqual([]);

  const [{ input } = {}] = kms.commandCalls(EncryptCommand).map(({ args: [command] }) => command);
  expect(input).toEqual({
    KeyId: 'secrets-key',
    Plaintext: Buffer.from('queue is full'),
    EncryptionContext: { purpose: 'answer', licensor: 'acme', eventId: 'event-1', targetId: 'target-1' },
  });
  const [row] = database.rows();
  expect(kept()).toEqual([
    {
      eventKey: 'acme#event-1#!answers',
      targetId: 'target-1#000001',
      at: (row?.['attempts'] as { at: string }[] | undefined)?.[0]?.at,
      ciphertext: new Uint8Array(Buffer.from('queue is full')),
      expiresAt: expect.any(Number),
    },
  ]);
  expect(JSON.stringify(row)).not.toContain('queue is full');
});

test.each<[string, Answer]>([
  ['a success', answering(200, 'fine')],
  ['an empty body', answering(503, '')],
  ['a compressed body', answering(503, gzipSync('text'), { 'content-encoding': 'gzip' })],
  ['no answer', ({ socket }) => socket?.destroy()],
])('nothing is written or encrypted for %s', async (_, answer) => {
  register();

  await deliverTo(answer);

  expect(database.rows()).toHaveLength(1);
  expect(kms.commandCalls(EncryptCommand)).toEqual([]);
  expect(database.dynamo.commandCalls(PutCommand)).toEqual([]);
});

test('of a body that does not end before the deadline, what has arrived is kept', async () => {
  register();

  await deliverTo(response => void response.writeHead(503).write('the beginning'));

  expect(texts()).toEqual(['the beginning']);
  expect(database.rows()).toMatchObject([{ attempts: [{ class: 'SERVER_ERROR', httpStatus: 503 }] }]);
});

test('of a body that is too long, the beginning is kept', async () => {
  register();

  await deliverTo(answering(500, 'x'.repeat(100_000)));

  expect(texts()).toEqual(['x'.repeat(1024)]);
});

const signature = { hmacAlgorithm: 'HmacSHA256' as const, hmacHeader: 'X-Signature' };
const signed = { 'signature.hmacSecret': 'S3CRET-for-signing' };
test.each<[WebhookAuth, Credentials]>([
  [
    { type: 'bearer', signature },
    { bearerToken: 'S3CRET-token', ...signed },
  ],
  [
    { type: 'apiKey', apiKeyHeader: 'X-Key', signature },
    { apiKey: 'S3CRET "key"', ...signed },
  ],
  [
    { type: 'basic', username: 'me', signature },
    { password: 'S3CRET:pass', ...signed },
  ],
  [{ type: 'hmac', ...signature }, { hmacSecret: 'S3CRET-of-16-bytes' }],
  [{ type: 'queryParameter', queryParameterName: 'key' }, { queryParameterValue: 'S3CRET &é' }],
])('a receiver that repeats its request gets no secret into the excerpt: %j', async (auth, credentials) => {
  register({ auth, secretVersion: JSON.stringify(auth) }, credentials);

  await deliverTo((response, { path, headers }) => {
    const { authorization = '', ...others } = headers;
    const decoded = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString();
    response.writeHead(500).end(JSON.stringify([path, authorization, others, decoded]));
  });

  const [text = ''] = texts();
  const { headers: sent = {} } = partner.received.at(-1) ?? {};
  const secret = [sent['x-signature'], sent['webhook-signature'], sent.authorization?.split(' ')[1]];
  expect(text).toContain('REDACTED');
  expect(text).not.toContain('S3CRET');
  for (const value of secret.flatMap(one => one ?? [])) expect(text).not.toContain(value);
});

test.each<[string, () => void]>([
  ['KMS fails', () => kms.on(EncryptCommand).rejects(new Error('KMS is down'))],
  ['DynamoDB fails', () => database.dynamo.on(PutCommand).rejects(new Error('DynamoDB is down'))],
])('%s: the outcomes are recorded all the same, and the log has one line', async (_, fail) => {
  register();
  database.accept(eventOf({ eventId: 'event-2' }));
  fail();
  onPost = answering(503, 'queue is full');

  expect(await deliver([taskRecord(), taskRecord({ eventId: 'event-2' })])).toEqual([]);

  expect(database.rows()).toMatchObject([{ attemptCount: 1 }, { attemptCount: 1 }]);
  expect(lines.filter(line => line.includes('were not written'))).toHaveLength(1);
  expect(lines.join('')).not.toContain('queue is full');
});

test('neither log nor answer of a test notification has the body', async () => {
  register();
  onPost = answering(503, 'queue is full');

  const answer = await deliverer.test('target-1');

  expect(answer).toMatchObject({ outcome: { class: 'SERVER_ERROR' } });
  expect(JSON.stringify([answer, lines])).not.toContain('queue is full');
  expect(kept()).toEqual([]);
});

test('with an empty key, nothing is kept', async () => {
  const without = createWebhookDeliverer(partner.origin, { ANSWERS_KEY_ID: '' });
  without.reset();
  without.register();
  onPost = answering(503, 'queue is full');

  await without.deliver([taskRecord()]);

  expect(JSON.stringify(without.database.items(tables.DELIVERIES_TABLE))).not.toContain('!answers');
  expect(without.database.rows()).toHaveLength(1);
  expect(without.kms.commandCalls(EncryptCommand)).toEqual([]);
});
