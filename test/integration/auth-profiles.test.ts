// Auth profiles in REST: credentials that several targets share. `rotation.test.ts` tests their rotation.
import { readFileSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { herald } from '../support/emulator/herald.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { arrivalOf, receivedIds, webhookUrl } from '../support/emulator/receiver.ts';
import {
  badRequest,
  expectRefusal,
  expectRefusalWithoutTrace,
  type Refusal,
} from '../support/emulator/refusal.ts';
import { containsSecret, searchableSecret, textOf } from '../support/emulator/secret-search.ts';
import { allItems, allTables, secretsOf } from '../support/emulator/tables.ts';

const time = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/);
const bearer = (bearerToken: string) => ({ type: 'bearer', bearerToken });
const onProfile = (authProfileId: string) => ({ type: 'authProfile', authProfileId });
const conflict = (says: string): Refusal => ({ status: 409, code: 'CONFLICT', says });
const unknown = (id: string): Refusal => ({
  status: 404,
  code: 'NOT_FOUND',
  says: `there is no auth profile "${id}"`,
});

let licensor: Licensor;
beforeEach(async () => {
  licensor = await Licensor.onboard();
});

const call = (method: string, path = '', body?: object, headers?: Record<string, string>) =>
  licensor.partner.call(method, `/auth-profiles${path}`, body, headers);

describe('an auth profile', () => {
  const created = {
    authProfileAliasId: 'orders',
    authConfig: {
      type: 'basic',
      username: 'herald',
      password: 'a-password',
      signature: { hmacSecret: 'a-secret-of-a-partner', hmacHeader: 'x-amzn-signature' },
    },
    allowedOrigins: ['https://your-api.example.com'],
  };
  const shown = {
    authProfileId: 'orders',
    authConfig: {
      type: 'basic',
      username: 'herald',
      signature: { hmacAlgorithm: 'HmacSHA256', hmacHeader: 'x-amzn-signature' },
    },
    allowedOrigins: ['https://your-api.example.com'],
    usedBy: [],
    createdAt: time,
    updatedAt: time,
  };

  it('is created under its alias, and shown without secrets, alone and in the list', async () => {
    const answer = await call('POST', '', created);
    expect(answer).toMatchObject({ status: 201, body: shown });
    expect(answer.body).toEqual(shown);
    const one = await call('GET', '/orders');
    expect([one.status, one.body]).toEqual([200, shown]);
    expect(one.headers.get('etag')).toBe(answer.headers.get('etag'));
    expect((await call('GET')).body).toEqual({ authProfiles: [shown] });
  });

  it('without an alias gets an id that a target can refer to', async () => {
    const authProfileId = await licensor.createProfile(bearer('a-token'));
    const targetId = await licensor.registerWebhook('hook', onProfile(authProfileId));
    expect((await call('GET', `/${authProfileId}`)).body).toMatchObject({ usedBy: [targetId] });
    expect((await licensor.partner.call('GET', `/targets/${targetId}`)).body).toMatchObject({
      auth: onProfile(authProfileId),
    });
  });

  it('is replaced whole by an update, which a stale ETag prevents', async () => {
    const first = (await call('POST', '', created)).headers.get('etag') ?? '';
    const { signature: _, ...basic } = created.authConfig;
    const change = { authConfig: basic, allowedOrigins: null };
    const answer = await call('PUT', '/orders', change, { 'if-match': first });
    const { allowedOrigins, ...replaced } = { ...shown, authConfig: { type: 'basic', username: 'herald' } };
    const warnings = [expect.stringContaining('allowedOrigins: not given')];
    expect([answer.status, answer.body]).toEqual([200, { ...replaced, warnings }]);
    expect(answer.headers.get('etag')).not.toBe(first);
    await expectRefusalWithoutTrace(
      licensor,
      () => call('PUT', '/orders', { authConfig: basic }, { 'if-match': first }),
      { status: 412, code: 'PRECONDITION_FAILED', says: 'If-Match' },
    );
  });

  it('is not updated without all of its secrets', async () => {
    await call('POST', '', created);
    const authConfig = {
      type: 'basic',
      username: 'herald',
      signature: { hmacSecret: 'a-secret-of-a-partner' },
    };
    await expectRefusalWithoutTrace(
      licensor,
      () => call('PUT', '/orders', { authConfig }),
      badRequest('authConfig.password: required'),
    );
  });

  it('is created once by a repeated request, and not by another request with the same alias', async () => {
    const post = (body: object, key: string) => call('POST', '', body, { 'idempotency-key': key });
    const first = await post(created, 'a-key');
    expect(await post(created, 'a-key')).toMatchObject({ status: 201, body: first.body as object });
    const says = 'authProfileAliasId: there is an auth profile "orders" already';
    await expectRefusalWithoutTrace(licensor, () => post(created, 'another-key'), conflict(says));
    expect(await secretsOf(licensor.name)).toHaveLength(1);
  });

  it('is deleted together with its secret', async () => {
    await call('POST', '', created);
    expect((await call('DELETE', '/orders')).status).toBe(204);
    for (const method of ['GET', 'DELETE']) expectRefusal(await call(method, '/orders'), unknown('orders'));
    expect((await call('GET')).body).toEqual({ authProfiles: [] });
    expect(await secretsOf(licensor.name)).toEqual([
      expect.objectContaining({ expiresAt: expect.any(Number) }),
    ]);
  });
});

describe('an auth profile in use', () => {
  it('is deleted only when no target uses it; until then the refusal names its targets', async () => {
    const id = await licensor.createProfile(bearer('a-token'));
    const [deleted, changed] = [
      await licensor.registerWebhook('deleted', onProfile(id)),
      await licensor.registerWebhook('changed', onProfile(id)),
    ];
    const remove = () => call('DELETE', `/${id}`);
    const inUse = (...targetIds: string[]) =>
      conflict(`in use by targets ${targetIds.sort().join(', ')}: change or delete them first`);
    await expectRefusalWithoutTrace(licensor, remove, inUse(deleted, changed));
    await licensor.partner.call('DELETE', `/targets/${deleted}`);
    await expectRefusalWithoutTrace(licensor, remove, inUse(changed));
    const own = {
      type: 'WEBHOOK',
      destination: webhookUrl(licensor.path('changed')),
      auth: bearer('its-own'),
    };
    expect((await licensor.partner.call('PUT', `/targets/${changed}`, own)).status).toBe(200);
    expect((await remove()).status).toBe(204);
  });

  it('changes the credentials of ten targets with one update', async () => {
    const id = await licensor.createProfile(bearer('old-token'));
    const names = Array.from({ length: 10 }, (_, number) => `hook-${number}`);
    const targetIds = await Promise.all(names.map(name => licensor.registerWebhook(name, onProfile(id))));
    await licensor.subscribe({ LiveStatusUpdated: targetIds });

    const credentialsOf = async (eventId: string) =>
      Promise.all(
        names.map(async name => (await arrivalOf(licensor.path(name), eventId)).headers['authorization']),
      );
    const before = await licensor.publish();
    expect(await credentialsOf(before)).toEqual(Array(10).fill('Bearer old-token'));
    expect((await call('PUT', `/${id}`, { authConfig: bearer('new-token') })).status).toBe(200);
    const after = await licensor.publish();
    expect(await credentialsOf(after)).toEqual(Array(10).fill('Bearer new-token'));
    for (const name of names) expect(await receivedIds(licensor.path(name))).toEqual([before, after]);
  });

  it('can change its kind, which a test notification then uses', async () => {
    const id = await licensor.createProfile(bearer('a-token'));
    const targetId = await licensor.registerWebhook('hook', onProfile(id));
    await call('PUT', `/${id}`, { authConfig: { type: 'apiKey', apiKey: 'a-key' } });
    const { body } = await licensor.partner.call('POST', `/targets/${targetId}/test`);
    expect(body).toMatchObject({ delivered: true });
    const { headers } = await arrivalOf(licensor.path('hook'), (body as { eventId: string }).eventId);
    expect(headers).toMatchObject({ 'x-api-key': 'a-key' });
    expect(headers).not.toHaveProperty('authorization');
  });
});

describe('allowedOrigins', () => {
  const receiverOrigin = new URL(webhookUrl('/')).origin;
  const elsewhere = 'https://your-api.example.com';
  const targetAt = (destination: string, id: string) => ({
    type: 'WEBHOOK',
    destination,
    auth: onProfile(id),
  });

  it('prevent that a target with another origin uses the profile', async () => {
    const id = await licensor.createProfile(bearer('a-token'), { allowedOrigins: [receiverOrigin] });
    const refusal = badRequest("destination: expected one of the auth profile's allowedOrigins");
    const register = () => licensor.partner.call('POST', '/targets', targetAt(`${elsewhere}/hook`, id));
    await expectRefusalWithoutTrace(licensor, register, refusal);
    const targetId = await licensor.registerWebhook('hook', onProfile(id));
    const move = () =>
      licensor.partner.call('PUT', `/targets/${targetId}`, targetAt(`${elsewhere}/hook`, id));
    await expectRefusalWithoutTrace(licensor, move, refusal);
  });

  it('must contain the origin of each target that uses the profile', async () => {
    const id = await licensor.createProfile(bearer('a-token'));
    const targetId = await licensor.registerWebhook('hook', onProfile(id));
    const limit = (...allowedOrigins: string[]) =>
      call('PUT', `/${id}`, { authConfig: bearer('new-token'), allowedOrigins });
    const says = `would exclude the destinations of targets ${targetId}`;
    await expectRefusalWithoutTrace(licensor, () => limit(elsewhere), conflict(says));
    expect((await limit(elsewhere, receiverOrigin)).status).toBe(200);
  });
});

describe("another licensor's auth profile", () => {
  let other: Licensor;
  let id: string;
  beforeAll(async () => {
    other = await Licensor.onboard();
    id = await other.createProfile(bearer('a-token'));
  });

  it('cannot be read, changed or deleted', async () => {
    const update = { authConfig: bearer('a-token') };
    const sends: [string, object?][] = [['GET'], ['PUT', update], ['DELETE']];
    for (const [method, body] of sends) {
      const send = () => call(method, `/${id}`, body);
      await expectRefusalWithoutTrace(other, send, unknown(id));
    }
    await expectRefusalWithoutTrace(other, () => call('DELETE', `/${id}/previous-secret`), unknown(id));
    expect((await call('GET')).body).toEqual({ authProfiles: [] });
  });

  it('cannot be used by a target', async () => {
    const target = { type: 'WEBHOOK', destination: webhookUrl('/hook'), auth: onProfile(id) };
    const refusal = badRequest(`auth.authProfileId: there is no auth profile "${id}"`);
    await expectRefusalWithoutTrace(other, () => licensor.partner.call('POST', '/targets', target), refusal);
  });

  it('does not prevent the same alias', async () => {
    await other.createProfile(bearer('a-token'), { authProfileAliasId: 'shared' });
    expect(await licensor.createProfile(bearer('a-token'), { authProfileAliasId: 'shared' })).toBe('shared');
  });
});

it('no secret of an auth profile is in an answer, in a log, or unencrypted in a table', async () => {
  const secrets = Array.from({ length: 4 }, searchableSecret);
  const [password, hmacSecret, newPassword, newSecret] = secrets;
  const config = (one = '', other = '') => ({
    authConfig: { type: 'basic', username: 'herald', password: one, signature: { hmacSecret: other } },
  });
  const answers: string[] = [];
  const record = async (...sent: Parameters<typeof call>) => {
    const { body, headers } = await call(...sent);
    answers.push(JSON.stringify([body, [...headers]]));
  };
  await record('POST', '', { authProfileAliasId: 'secrets', ...config(password, hmacSecret) });
  await record('POST', '', { authProfileAliasId: 'secrets', ...config(password, hmacSecret) });
  const targetId = await licensor.registerWebhook('hook', onProfile('secrets'));
  await record('PUT', '/secrets', config(newPassword, newSecret));
  await record('PUT', '/secrets', { ...config(newPassword, newSecret), unknown: true });
  await record('POST', '', { authConfig: { type: password, password } });
  await record('GET');
  await record('GET', '/secrets');
  const { body } = await licensor.partner.call('POST', `/targets/${targetId}/test`);
  answers.push(JSON.stringify(body));
  const { eventId } = body as { eventId: string };
  const { headers } = await arrivalOf(licensor.path('hook'), eventId);
  const { authorization = '' } = headers;
  expect(authorization).toContain(Buffer.from(`herald:${newPassword}`).toString('base64'));

  const containsAny = (text: string) => secrets.some(secret => containsSecret(text, secret));
  expect(answers.filter(containsAny)).toEqual([]);
  for (const table of await allTables()) {
    expect(
      (await allItems(table)).filter(item => containsAny(textOf(item))),
      table,
    ).toEqual([]);
  }
  expect(containsAny(readFileSync(herald.emulatorLog, 'utf8'))).toBe(false);
});
