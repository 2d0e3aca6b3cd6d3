// The exported webhook deliverer with OAuth targets whose endpoints fail and recover, and with an auth
// profile that is rotated while deliveries are in progress.
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { AuthProfile } from '../../core/model/webhook-auth/auth-profile.ts';
import { splitWebhookAuth, webhookAuthInputSchema } from '../../core/model/webhook-auth/webhook-auth.ts';
import { eventOf } from '../support/builders/records.ts';
import { sqsRecord, taskRecord } from '../support/builders/sqs-records.ts';
import { eventItem } from '../support/builders/stored-items.ts';
import { queueUrl, tables } from '../support/handlers/environments.ts';
import { serveAnswers, status } from '../support/handlers/loopback-server.ts';
import { documentedOauth, grantInTurn } from '../support/handlers/oauth-partner.ts';
import { createWebhookDeliverer } from '../support/handlers/webhook-deliverer.ts';

let onToken = grantInTurn();
let onPost = status(200);
const partner = await serveAnswers((response, request) =>
  (request.path === '/token' ? onToken : onPost)(response, request),
);
const { deliver, register, registerProfile, keep, reset, queues, database } = createWebhookDeliverer(
  partner.origin,
);
let versions = 0;

beforeEach(() => {
  reset();
  onToken = grantInTurn();
  onPost = status(200);
  partner.received.length = 0;
  register({ auth: { type: 'authProfile', authProfileId: 'profile-1' }, secretVersion: undefined });
  const input = { type: 'oauth', ...documentedOauth, authEndpoint: `${partner.origin}/token` };
  const { auth, credentials } = splitWebhookAuth(webhookAuthInputSchema.parse(input));
  registerProfile({ auth, secretVersion: `version-${++versions}` }, credentials);
});
afterAll(() => partner[Symbol.asyncDispose]());

const rows = () => database.rows();
const paths = () => partner.received.map(({ path }) => path);
const disabled = () => database.items(tables.DELIVERIES_TABLE).filter(({ state }) => state === 'DISABLED');
const nextTask = () =>
  deliver(queues.on(queueUrl).map(({ MessageBody = '' }) => sqsRecord('next', MessageBody)));

test('a webhook that refuses the old and the new token is retried on the schedule', async () => {
  onPost = status(401);

  expect(await deliver([taskRecord()])).toEqual([]);

  expect(paths()).toEqual(['/token', '/webhooks', '/token', '/webhooks']);
  expect(rows()).toMatchObject([
    { status: 'WAITING', attemptCount: 1, attempts: [{ class: 'UNAUTHORIZED', httpStatus: 401 }] },
  ]);
  expect(queues.on(queueUrl)).toHaveLength(1);
  onPost = status(200);
  expect(await nextTask()).toEqual([]);
  expect(rows()).toMatchObject([{ status: 'DELIVERED', attemptCount: 2 }]);
});

test('a failing token endpoint is retried on the schedule, and a failure counts as an attempt', async () => {
  onToken = status(503);
  expect(await deliver([taskRecord()])).toEqual([]);
  expect(rows()).toMatchObject([{ status: 'WAITING', attempts: [{ class: 'SERVER_ERROR' }] }]);
  expect(paths()).toEqual(['/token']);
  onToken = grantInTurn();

  expect(await nextTask()).toEqual([]);
  expect(rows()).toMatchObject([{ status: 'DELIVERED', attemptCount: 2 }]);
});

test('a token endpoint that answers 410 does not disable the target', async () => {
  onToken = status(410);

  await deliver([taskRecord()]);

  expect(rows()).toMatchObject([{ status: 'WAITING', attempts: [{ class: 'CONFIG' }] }]);
  expect(disabled()).toEqual([]);
});

test('a rotation loses no delivery, and each one verifies with the old or the new secret', async () => {
  const auth = { type: 'hmac', hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' } as const;
  const secrets = [
    'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  ] as const;
  const ids = Array.from({ length: 100 }, (_, n) => `event-${n}`);
  for (const eventId of ids) database.put(tables.EVENTS_TABLE, eventItem(eventOf({ eventId })));
  const before: Partial<AuthProfile> = { auth, secretVersion: 'before' };
  registerProfile(before, { hmacSecret: secrets[0] });
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const after: Partial<AuthProfile> = {
    auth,
    secretVersion: 'after',
    previousSecrets: [
      { version: 'before', until, settings: { hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' } },
    ],
  };
  keep('profile-1', 'after', { hmacSecret: secrets[1] });
  const batch = (n: number) => deliver(ids.slice(n, n + 10).map(eventId => taskRecord({ eventId }, eventId)));

  // The profile changes while these batches are in progress.
  const first = [0, 10, 20, 30, 40].map(batch);
  registerProfile(after, { hmacSecret: secrets[1] });
  const kept = await Promise.all([...first, ...[50, 60, 70, 80, 90].map(batch)]);

  expect(kept.flat()).toEqual([]);
  expect(partner.received.map(({ headers }) => headers['webhook-id']).sort()).toEqual([...ids].sort());
  const verifyingWith = secrets.map(
    secret =>
      partner.received.filter(({ headers, body }) => {
        const all = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
        try {
          return new Webhook(secret).verify(body, all);
        } catch {
          return false;
        }
      }).length,
  );
  // The old secret signs until the overlap ends, the new one since the change.
  expect(verifyingWith[0]).toBe(100);
  expect(verifyingWith[1]).toBeGreaterThanOrEqual(50);
});
