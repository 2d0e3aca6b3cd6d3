// Rotation of signing secrets while events are delivered: no event is lost, and during the overlap each
// request verifies with the old and with the new secret.
import { createHmac, randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Received } from '../../local/partner/inbox.ts';
import { eventOf, Licensor } from '../support/emulator/licensor.ts';
import { received, webhookUrl } from '../support/emulator/receiver.ts';
import { expectRefusal } from '../support/emulator/refusal.ts';
import { secretsOf } from '../support/emulator/tables.ts';
import { eventually } from '../support/emulator/wait.ts';

const published = z.object({
  failedCount: z.literal(0),
  results: z.array(z.object({ eventId: z.string() })),
});
/** The number of notifications to wait for before, during and after the overlap. */
const atLeast = 10;
const newSecret = () => randomBytes(24).toString('base64url');
const noRotation = { status: 404, code: 'NOT_FOUND', says: 'no rotation is under way' };

/** @returns whether the library of Standard Webhooks verifies the request with one secret */
function verifies({ body, headers }: Received, secret: string): boolean {
  try {
    new Webhook(secret, { format: 'raw' }).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

const named = ({ body, headers }: Received, secret: string): boolean =>
  headers['x-signature'] === createHmac('sha256', secret).update(body).digest('hex');

/**
 * Publishes batch after batch while `work` runs.
 * @returns the ids, and the time at which each batch was sent
 */
async function publishDuring(licensor: Licensor, work: () => Promise<void>) {
  const batches: { at: number; ids: string[] }[] = [];
  let isDone = false;
  const publishing = (async () => {
    while (!isDone && batches.length < 200) {
      const at = Date.now();
      const events = Array.from({ length: 5 }, () => eventOf());
      const { results } = await licensor.platform.post('/events', { events }, published);
      batches.push({ at, ids: results.map(({ eventId }) => eventId) });
    }
  })();
  try {
    await work();
  } finally {
    isDone = true;
    await publishing;
  }
  return batches;
}

/** A resource with a signing secret: its path, and the body of an update with another secret. */
type Owner = { path: string; update: (hmacSecret: string) => object };

const owners: [string, (licensor: Licensor, hmacSecret: string) => Promise<Owner>][] = [
  [
    'an auth profile',
    async (licensor, hmacSecret) => {
      const authConfig = (secret: string) => ({ authConfig: { type: 'hmac', hmacSecret: secret } });
      const id = await licensor.createProfile(authConfig(hmacSecret).authConfig);
      const targetId = await licensor.registerWebhook('hook', { type: 'authProfile', authProfileId: id });
      await licensor.subscribe({ LiveStatusUpdated: [targetId] });
      return { path: `/auth-profiles/${id}`, update: authConfig };
    },
  ],
  [
    'a target with its own secret',
    async (licensor, hmacSecret) => {
      const webhook = (secret: string) => ({
        type: 'WEBHOOK',
        destination: webhookUrl(licensor.path('hook')),
        auth: { type: 'hmac', hmacSecret: secret },
      });
      const targetId = await licensor.register(webhook(hmacSecret));
      await licensor.subscribe({ LiveStatusUpdated: [targetId] });
      return { path: `/targets/${targetId}`, update: webhook };
    },
  ],
  [
    'a target with a bearer token and a signature',
    async (licensor, hmacSecret) => {
      const webhook = (secret: string) => ({
        type: 'WEBHOOK',
        destination: webhookUrl(licensor.path('hook')),
        auth: { type: 'bearer', bearerToken: 'a-token', signature: { hmacSecret: secret } },
      });
      const targetId = await licensor.register(webhook(hmacSecret));
      await licensor.subscribe({ LiveStatusUpdated: [targetId] });
      return { path: `/targets/${targetId}`, update: webhook };
    },
  ],
];

describe.each(owners)('the signing secret of %s', (_, create) => {
  it('is rotated without losing an event; each request verifies with the old or the new one', async () => {
    const licensor = await Licensor.onboard();
    const [before, after] = [newSecret(), newSecret()];
    const { path, update } = await create(licensor, before);
    const requests = () => received(licensor.path('hook'));
    const signedBy = (what: string, isWanted: (request: Received) => boolean) =>
      eventually(`notifications signed by ${what}`, requests, all => all.filter(isWanted).length >= atLeast);
    let rotatedAt = 0;
    let endedAt = 0;

    const batches = await publishDuring(licensor, async () => {
      await signedBy('the old secret', () => true);
      const answer = await licensor.partner.call('PUT', path, update(after));
      rotatedAt = Date.now();
      expect(answer).toMatchObject({ status: 200, body: { previousSecretUntil: expect.any(String) } });
      await signedBy('both', request => verifies(request, before) && verifies(request, after));
      endedAt = Date.now();
      expect((await licensor.partner.call('DELETE', `${path}/previous-secret`)).status).toBe(204);
      await signedBy('the new secret alone', request => !verifies(request, before));
    });

    const ids = batches.flatMap(batch => batch.ids);
    const arrived = await eventually('every event', requests, all => {
      const found = new Set(all.map(({ headers }) => headers['webhook-id']));
      return ids.every(id => found.has(id));
    });
    const ofBatches = (isWanted: (batch: { at: number }) => boolean) => {
      const wanted = new Set(batches.filter(isWanted).flatMap(batch => batch.ids));
      return arrived.filter(({ headers }) => wanted.has(headers['webhook-id'] ?? ''));
    };
    expect(arrived.filter(each => !verifies(each, before) && !verifies(each, after))).toEqual([]);
    expect(arrived.filter(each => !named(each, before) && !named(each, after))).toEqual([]);
    // A receiver may switch to the new secret at any time during the overlap.
    const untilEnd = arrived.filter(({ receivedAt }) => Date.parse(receivedAt) < endedAt);
    const sinceRotation = ofBatches(({ at }) => at > rotatedAt);
    expect(untilEnd.filter(each => !verifies(each, before) || !named(each, before))).toEqual([]);
    expect(sinceRotation.filter(each => !verifies(each, after))).toEqual([]);
    expect(untilEnd.length).toBeGreaterThanOrEqual(2 * atLeast);
    expect(sinceRotation.length).toBeGreaterThanOrEqual(atLeast);
    expect(arrived.filter(each => !verifies(each, before) && !named(each, after))).toEqual([]);
  });
});

describe.each(owners)('the overlap of a rotation of %s', (_, create) => {
  it('is shown until it is ended, and the replaced secret expires', async () => {
    const licensor = await Licensor.onboard();
    const { path, update } = await create(licensor, newSecret());
    const start = Date.now();
    await licensor.partner.call('PUT', path, { ...update(newSecret()), secretOverlapSeconds: 600 });
    const { previousSecretUntil } = (await licensor.partner.call('GET', path)).body as Record<string, string>;
    const until = Date.parse(previousSecretUntil ?? '');
    expect(until).toBeGreaterThanOrEqual(start + 600_000);
    expect(until).toBeLessThanOrEqual(Date.now() + 600_000);
    const expiring = (await secretsOf(licensor.name)).filter(item => 'expiresAt' in item);
    expect(expiring).toHaveLength(1);
    expect(Number(expiring[0]?.['expiresAt'])).toBeGreaterThan(until / 1000);

    const end = () => licensor.partner.call('DELETE', `${path}/previous-secret`);
    expect((await end()).status).toBe(204);
    expect((await licensor.partner.call('GET', path)).body).not.toHaveProperty('previousSecretUntil');
    expectRefusal(await end(), noRotation);
  });

  it('does not exist if secretOverlapSeconds is 0', async () => {
    const licensor = await Licensor.onboard();
    const { path, update } = await create(licensor, newSecret());
    const body = { ...update(newSecret()), secretOverlapSeconds: 0 };
    const answer = await licensor.partner.call('PUT', path, body);
    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty('previousSecretUntil');
    expectRefusal(await licensor.partner.call('DELETE', `${path}/previous-secret`), noRotation);
  });
});
