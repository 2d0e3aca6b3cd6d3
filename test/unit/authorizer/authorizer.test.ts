import { createHash } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { tokenKey } from '../../../lambdas/store/registry-key.ts';
import { apiArn, authorizerEvent } from '../../support/authorizer-event.ts';
import { stubEnvironment, tables } from '../../support/handler-under-test.ts';
import { allows } from '../../support/invoke-policy.ts';
import { mockTables } from '../../support/memory-tables.ts';

const database = mockTables();
stubEnvironment('authorizer');
const { handler } = await import('../../../lambdas/authorizer/handler.ts');

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');
const give = (token: string, to: object) =>
  database.put(tables.REGISTRY_TABLE, { ...tokenKey(hashOf(token)), ...to });
const ask = (authorization: string, request = 'GET/acme/notifications/targets') =>
  handler(authorizerEvent(request, { Authorization: authorization }));

beforeEach(() => {
  database.reset();
  give('partner-token', { kind: 'partner', tokenFor: 'acme' });
  give('platform-token', { kind: 'platform' });
});

/** Which of these requests of the API the token's policy allows. */
async function allowed(token: string, requests: string[]): Promise<string[]> {
  const policy = await ask(`Bearer ${token}`);
  return requests.filter(request => allows(policy, `${apiArn}/v1/${request}`));
}

const ownRequests = [
  'GET/acme/notifications/targets',
  'POST/acme/notifications/targets',
  'PUT/acme/notifications/targets/t1',
  'DELETE/acme/notifications/subscriptions/s1',
];
const others = [
  'GET/other/notifications/targets',
  'DELETE/other/notifications/targets/t1',
  'GET/other/notifications/targets/acme/notifications',
  'GET/acme2/notifications/targets',
  'GET/xacme/notifications/targets',
];
const publishing = ['POST/acme/notifications/events', 'POST/other/notifications/events'];

test('a partner may do everything under its own licensor but publish, and nothing under another', async () => {
  expect(await allowed('partner-token', [...ownRequests, ...others, ...publishing])).toEqual(ownRequests);
});

test('the platform may publish for anybody, and nothing else', async () => {
  expect(await allowed('platform-token', [...ownRequests, ...others, ...publishing])).toEqual(publishing);
});

test('neither may do anything in another API or at another stage', async () => {
  const elsewhere = [...ownRequests, ...publishing].flatMap(request => [
    `${apiArn}/v2/${request}`,
    `${apiArn}4/v1/${request}`,
  ]);

  for (const token of ['partner-token', 'platform-token']) {
    const policy = await ask(`Bearer ${token}`);
    expect(elsewhere.filter(resource => allows(policy, resource))).toEqual([]);
  }
});

test('the function behind is told who calls', async () => {
  expect(await ask('Bearer partner-token')).toMatchObject({
    principalId: 'acme',
    context: { kind: 'partner', licensor: 'acme' },
  });
  expect(await ask('Bearer platform-token')).toMatchObject({
    principalId: 'platform',
    context: { kind: 'platform' },
  });
});

test.each(['partner-token', 'platform-token'])(
  'what is cached for the %s does not depend on the request that came first',
  async token => {
    const first = await ask(`Bearer ${token}`, 'GET/acme/notifications/targets');

    expect(await ask(`Bearer ${token}`, 'DELETE/other/notifications/targets/t1')).toEqual(first);
  },
);

test.each([
  ['an unknown token', 'Bearer unknown'],
  ['no token', 'Bearer '],
  ['another scheme', 'Basic partner-token'],
  ['a token with something behind it', 'Bearer partner-token x'],
  ['the hash of a token', `Bearer ${hashOf('partner-token')}`],
  ['an empty header', ''],
])('%s is Unauthorized, which API Gateway turns into a 401', async (_, authorization) => {
  await expect(ask(authorization)).rejects.toThrow(/^Unauthorized$/);
});

test('no header at all is Unauthorized', async () => {
  await expect(handler(authorizerEvent('GET/acme/notifications/targets', {}))).rejects.toThrow(
    /^Unauthorized$/,
  );
});

test('the header and the scheme may be written in any case', async () => {
  const event = authorizerEvent('GET/acme/notifications/targets', { authorization: 'bearer partner-token' });

  expect(await handler(event)).toMatchObject({ principalId: 'acme' });
});
