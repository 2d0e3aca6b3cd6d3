// How many requests may wait for a partner's side at once: registrations and changes of AWS targets, and test
// notifications.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import type { Caller } from '../../../../core/model/api/licensor.ts';
import type { RouteKey } from '../../../../lambdas/api/operations.ts';
import { awsTarget, licensor, webhookTarget } from '../../../support/builders/records.ts';
import { createRegisteringApi, licensorItem, proven } from '../../../support/handlers/registering-api.ts';

const api = createRegisteringApi({ WAITING_REQUESTS_PER_LICENSOR: '2', WAITING_REQUESTS_IN_ALL: '3' });
const { call, functions, database } = api;
beforeEach(() => {
  api.reset();
  database.put('registry', licensorItem('third'));
  for (const owner of [licensor, 'other', 'third']) {
    api.hasTarget(awsTarget('SQS', { licensor: owner }));
    api.hasTarget(webhookTarget({ licensor: owner, targetId: 'hook' }));
  }
});

const { type, destination, auth } = awsTarget('SQS');
const body = { type, destination, auth: { assumeRoleArn: auth.assumeRoleArn } };
const sent = (route: RouteKey, path: Record<string, string>, of: string, sentBody?: object) => {
  const caller: Caller = { kind: 'partner', licensor: of };
  return call(route, { path: { licensor: of, ...path }, caller, ...(sentBody && { body: sentBody }) });
};
const requests = {
  'a registration': (of = licensor) => sent('POST /{licensor}/notifications/targets', {}, of, body),
  'a change': (of = licensor) =>
    sent('PUT /{licensor}/notifications/targets/{targetId}', { targetId: 'target-1' }, of, body),
  'a test': (of = licensor) =>
    sent('POST /{licensor}/notifications/targets/{targetId}/test', { targetId: 'hook' }, of),
};
const register = requests['a registration'];
const delivered = { outcome: { class: 'DELIVERED', message: 'answered 200' }, durationMs: 1 };
const tooMany = (message: string) => ({
  status: 429,
  headers: { 'retry-after': '10' },
  body: { error: { code: 'TOO_MANY_REQUESTS', message: expect.stringContaining(message) } },
});
const ofLicensor = tooMany('at most 2 registrations of AWS targets and test notifications at once');
const inAll = tooMany('Herald checks and tests too many targets');

/** Sends registrations that wait for the verifier. @returns ends them all */
async function waiting(...owners: string[]): Promise<() => Promise<number[]>> {
  const before = functions.asked('verifier').length;
  const answer = functions.hangs('verifier', proven);
  const answers = owners.map(owner => register(owner));
  await expect.poll(() => functions.asked('verifier').length - before).toBe(owners.length);
  functions.answers('verifier', proven);
  functions.answers('webhook-deliverer', delivered);
  return async () => {
    answer();
    return (await Promise.all(answers)).map(({ status }) => status);
  };
}

test.each(Object.entries(requests))(
  '%s beside two that wait is a 429 with Retry-After, and starts no function',
  async (_, send) => {
    const end = await waiting(licensor, licensor);

    expect(await send()).toMatchObject(ofLicensor);
    expect(functions.requests()).toHaveLength(2);
    expect((await send('other')).status).toBeLessThan(300);

    expect(await end()).toEqual([201, 201]);
    expect((await send()).status).toBeLessThan(300);
  },
);

test.each(Object.entries(requests))(
  '%s of a licensor that has none is a 429 while three of others wait',
  async (_, send) => {
    const end = await waiting(licensor, licensor, 'other');

    expect(await send('third')).toMatchObject(inAll);

    await end();
    expect((await send('third')).status).toBeLessThan(300);
  },
);

test.each([
  ['is refused', () => functions.answers('verifier', { ...refused })],
  ['fails', () => functions.fails('verifier')],
])('a registration that %s ends its lease', async (_, happen) => {
  happen();

  for (let times = 0; times < 3; times++) expect((await register()).status).not.toBe(429);
});
const refused = { verdict: 'REFUSED', step: 'QUEUE_MISSING', path: ['destination'], message: 'no queue' };

test('a test that is refused because the last one was too recent ends its lease', async () => {
  functions.answers('webhook-deliverer', delivered);
  await requests['a test']();

  for (let times = 0; times < 3; times++)
    expect(await requests['a test']()).toMatchObject(tooMany('10 s per target'));
});

test.each([
  ['25 s ago still counts, because the function may still run', 5000, 429],
  ['30 s ago counts no longer', 0, 201],
])('a lease that a dead function took %s', async (_, leftMs, status) => {
  const until = Date.now() + leftMs;
  const [lease_a, lease_b] = [
    { licensor, until },
    { licensor, until },
  ];
  const key = { eventKey: '#!leases', targetId: 'waiting-requests' };
  database.put('deliveries', { ...key, version: 7, lease_a, lease_b });

  expect((await register()).status).toBe(status);
});

test('a request is answered although its lease cannot be ended; the lease expires', async () => {
  const failure = Object.assign(new Error('no'), { name: 'InternalServerError' });
  database.dynamo.on(UpdateCommand, { UpdateExpression: 'REMOVE #lease' }).rejects(failure);

  expect([(await register()).status, (await register()).status]).toEqual([201, 201]);
  expect(await register()).toMatchObject(ofLicensor);
});

test('requests that do not wait for a partner need no lease', async () => {
  const end = await waiting(licensor, licensor);
  const hook = {
    type: 'WEBHOOK',
    destination: 'https://your-api.example.com/',
    auth: { type: 'bearer', bearerToken: 't' },
  };

  const post = await sent('POST /{licensor}/notifications/targets', {}, licensor, hook);
  expect(post.status).toBe(201);
  await end();
});
