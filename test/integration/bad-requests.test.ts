// Requests that are refused on every route: invalid body, path, method, query parameter or header.
import { beforeAll, describe, it } from 'vitest';
import { Licensor } from '../support/emulator/licensor.ts';
import { request } from '../support/emulator/raw-request.ts';
import { badRequest, expectRefusalWithoutTrace, type Refusal } from '../support/emulator/refusal.ts';

const webhook = {
  type: 'WEBHOOK',
  destination: 'https://your-api.example.com/webhooks',
  auth: { type: 'bearer', bearerToken: 'your-token' },
};
const noSuchPath: Refusal = {
  status: 404,
  code: 'NOT_FOUND',
  says: 'there is no such path, or not with this method',
};
const notFound = (says: string): Refusal => ({ status: 404, code: 'NOT_FOUND', says });

let licensor: Licensor;
beforeAll(async () => {
  licensor = await Licensor.onboard();
  await licensor.subscribe({ LiveStatusUpdated: [await licensor.registerWebhook('hook')] });
});

const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  licensor.partner.call(method, path, body, headers);

describe('a body is refused that', () => {
  const send = (method: string, path: string, body?: string) =>
    request(method, `/${licensor.name}/notifications${path}`, {
      authorization: `Bearer ${licensor.partnerKey}`,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body }),
    });

  it.each([
    ['is not JSON', 'type=WEBHOOK'],
    ['is JSON cut short', JSON.stringify(webhook).slice(0, -1)],
    ['is empty', ''],
    ['is missing', undefined],
  ])('%s', async (_, body) => {
    for (const path of ['/targets', '/subscriptions']) {
      await expectRefusalWithoutTrace(
        licensor,
        () => send('POST', path, body),
        badRequest('body: expected JSON'),
      );
    }
  });
});

describe('a path or method is refused with the error envelope:', () => {
  it.each([
    ['an unknown path', 'GET', '/nothing'],
    ['an unknown path below a known one', 'GET', '/targets/a/b'],
    ['a method of no route', 'PATCH', '/targets'],
    ['a method of another route', 'DELETE', '/targets'],
    ['deleting events', 'DELETE', '/events'],
  ])('%s', async (_, method, path) => {
    await expectRefusalWithoutTrace(licensor, () => call(method, path), noSuchPath);
  });

  it('a path outside the API', async () => {
    await expectRefusalWithoutTrace(licensor, () => request('GET', '/'), noSuchPath);
  });

  it.each([
    ['an unknown target', 'PUT', '/targets/unknown', webhook, 'there is no target "unknown"'],
    ['an unknown target', 'DELETE', '/targets/unknown', undefined, 'there is no target "unknown"'],
    [
      'an unknown subscription',
      'DELETE',
      '/subscriptions/unknown',
      undefined,
      'there is no subscription "unknown"',
    ],
  ])('%s, with %s', async (_, method, path, body, says) => {
    await expectRefusalWithoutTrace(licensor, () => call(method, path, body), notFound(says));
  });
});

describe('a query parameter is refused:', () => {
  const limits = ['limit=0', 'limit=101', 'limit=-1', 'limit=1.5', 'limit=ten', 'limit='];

  it.each(limits)('%s', async query => {
    for (const path of ['/targets', '/subscriptions']) {
      const refusal = badRequest('limit: expected a number from 1 to 100');
      await expectRefusalWithoutTrace(licensor, () => call('GET', `${path}?${query}`), refusal);
    }
  });

  it.each([
    ['an invalid nextToken', '/targets?nextToken=abc', 'nextToken: expected the token of the previous page'],
    ['an empty nextToken', '/targets?nextToken=', 'nextToken: expected at least 1'],
    ['an unknown parameter', '/targets?status=ACTIVE', 'query: unknown field "status"'],
    ['an unknown parameter of subscriptions', '/subscriptions?targetId=x', 'query: unknown field "targetId"'],
    ['an empty targetId', '/targets?targetId=', 'targetId: expected at least 1'],
    ['a limit for a single target', '/targets?targetId=x&limit=5', 'query: unknown field "limit"'],
  ])('%s', async (_, path, says) => {
    await expectRefusalWithoutTrace(licensor, () => call('GET', path), badRequest(says));
  });
});

describe('an Idempotency-Key is refused that', () => {
  it.each([
    ['is empty', ''],
    ['has a space', 'a b'],
    ['has 256 characters', 'x'.repeat(256)],
  ])('%s', async (_, key) => {
    const send = () => call('POST', '/targets', webhook, { 'idempotency-key': key });
    const refusal = badRequest('Idempotency-Key: expected 1 to 255 visible ASCII characters');
    await expectRefusalWithoutTrace(licensor, send, refusal);
  });
});
