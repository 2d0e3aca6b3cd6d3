// How often a token is fetched: once per instance and lifetime, and again if the webhook rejects it.
import type { ServerResponse } from 'node:http';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { deadlineIn } from '../../../../core/runtime/outbound/deadline.ts';
import type { OutboundAnswer, OutboundRequest } from '../../../../core/runtime/outbound/outbound.ts';
import { createAccessTokens } from '../../../../lambdas/webhook-deliverer/access-token.ts';
import { json, status } from '../../../support/handlers/loopback-server.ts';
import { grant, grantInTurn, serveOauthPartner } from '../../../support/handlers/oauth-partner.ts';

const partner = await serveOauthPartner();
let now = Date.parse('2026-01-01T00:00:00.000Z');
const clock = () => now;
const minute = 60_000;
beforeEach(() => partner.reset());
afterAll(() => partner.close());

const fetches = () => partner.tokenRequests().length;
const ids = (count: number) => Array.from({ length: count }, (_, n) => `event-${n}`);
const tokensSent = () => partner.posts().map(({ headers }) => headers.authorization);

test('1,000 deliveries with one profile fetch one token per instance and lifetime', async () => {
  partner.onToken(grantInTurn({ expires_in: 3600 }));
  const deliver = partner.createInstance({ clock });

  // Ten at a time, like a batch.
  for (let batch = 0; batch < 50; batch++) await Promise.all(ids(10).map(id => deliver(id)));
  expect(fetches()).toBe(1);
  now += 59 * minute;
  for (let batch = 0; batch < 50; batch++) await Promise.all(ids(10).map(id => deliver(id)));

  expect(fetches()).toBe(2);
  expect(tokensSent()).toEqual([...Array(500).fill('Bearer token-1'), ...Array(500).fill('Bearer token-2')]);
  await partner.createInstance({ clock })();
  expect(fetches()).toBe(3);
});

test.each([
  ['3600', 59 * minute],
  [600, 9 * minute],
  [10, 9000],
  [0.5, 450],
  [1e9, 24 * 60 * minute - minute],
  ...[0, -1, 'soon', '', '-5', '0x10', null, true, [600], {}, undefined].map(bad => [bad, 4.5 * minute]),
])('a token whose expires_in is %j is used for %i ms', async (expiresIn, lifeMs) => {
  partner.onToken(grant({ expires_in: expiresIn }));
  const deliver = partner.createInstance({ clock });

  await deliver();
  now += Number(lifeMs) - 1;
  await deliver();
  expect(fetches()).toBe(1);
  now += 1;
  await deliver();

  expect(fetches()).toBe(2);
});

test('an infinite expires_in is limited', async () => {
  partner.onToken(response => {
    response.end('{"access_token":"t","token_type":"bearer","expires_in":1e999}');
  });
  const deliver = partner.createInstance({ clock });

  await deliver();
  now += 5 * minute;
  await deliver();

  expect(fetches()).toBe(2);
});

test('a new version of the secrets fetches a new token at once', async () => {
  const deliver = partner.createInstance({ clock });

  await deliver('event-1', 'version-1');
  await deliver('event-2', 'version-2');
  await deliver('event-3', 'version-2');

  expect(fetches()).toBe(2);
});

const grantBody = (token: string) => JSON.stringify({ access_token: token, expires_in: 60 });

test('other settings with the same secrets fetch a new token at once', async () => {
  const { client, outbound } = partner.oauthClient();
  const accessTokens = createAccessTokens(outbound, 60_000, Date.now);
  const changed = { ...client, auth: { ...client.auth, clientId: 'another' } };

  for (const each of [client, changed, client, changed]) await accessTokens(each, deadlineIn(60_000));

  expect(fetches()).toBe(2);
});

/** A webhook that accepts only one token. */
const takesOnly = (token: string) =>
  partner.onPost((response, { headers }) => {
    status(headers.authorization === `Bearer ${token}` ? 200 : 401)(response);
  });

test('a token that the webhook rejects is replaced once, and the notification is sent again', async () => {
  partner.onToken(grantInTurn());
  takesOnly('token-2');

  expect(await partner.createInstance()()).toMatchObject({ class: 'DELIVERED' });

  const [first, second] = partner.posts();
  expect(tokensSent()).toEqual(['Bearer token-1', 'Bearer token-2']);
  expect(second?.body).toBe(first?.body);
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  expect(fetches()).toBe(2);
});

test.each([
  'Bearer error="invalid_token"',
  'Bearer realm="a, b", error="invalid_token", error_description="The token has expired"',
  'bearer ERROR = "invalid_token"',
  'Bearer error=invalid_token',
  'Basic realm="x", Bearer scope="a",error="invalid_token"',
])('a 403 with WWW-Authenticate: %s fetches a new token once', async authenticate => {
  partner.onToken(grantInTurn());
  const refuse = status(403, { 'www-authenticate': authenticate });
  partner.onPost((response, { headers }) =>
    (headers.authorization === 'Bearer token-1' ? refuse : status(200))(response),
  );

  expect(await partner.createInstance()()).toMatchObject({ class: 'DELIVERED' });
  expect(tokensSent()).toEqual(['Bearer token-1', 'Bearer token-2']);

  partner.reset();
  partner.onPost(refuse);
  expect(await partner.createInstance()()).toMatchObject({ class: 'CONFIG', httpStatus: 403 });
  expect([partner.posts().length, fetches()]).toEqual([2, 2]);
});

test.each([
  [403, undefined],
  [403, 'Bearer realm="a"'],
  [403, 'Bearer error="insufficient_scope", scope="write"'],
  [403, 'Bearer error="invalid_token_type"'],
  [403, 'Bearer error=invalid_tokens'],
  [403, 'Bearer my_error="invalid_token"'],
  [403, 'Bearer error_description="invalid_token"'],
  [400, 'Bearer error="invalid_token"'],
  [503, 'Bearer error="invalid_token"'],
])('a %i with WWW-Authenticate: %s fetches no new token', async (code, authenticate) => {
  partner.onPost(status(code, authenticate === undefined ? {} : { 'www-authenticate': authenticate }));

  expect(await partner.createInstance()()).toMatchObject({ httpStatus: code });
  expect([partner.posts().length, fetches()]).toEqual([1, 1]);
});

test('if the webhook rejects the new token too, the outcome is UNAUTHORIZED', async () => {
  partner.onToken(grantInTurn());
  takesOnly('none');

  expect(await partner.createInstance()()).toEqual({
    class: 'UNAUTHORIZED',
    message: 'answered 401',
    httpStatus: 401,
  });
  expect(partner.posts()).toHaveLength(2);
  expect(fetches()).toBe(2);
});

test.each(['token-2', 'token-1'])(
  'ten concurrent rejections make one refresh, even if it returns %s',
  async token => {
    partner.onToken(grantInTurn());
    const deliver = partner.createInstance();
    await deliver('warm-up');
    partner.onToken(grant({ access_token: token }));
    const refused = new Set<unknown>();
    partner.onPost((response, { headers }) => {
      const isFirst = !refused.has(headers['webhook-id']);
      refused.add(headers['webhook-id']);
      status(isFirst ? 401 : 200)(response);
    });

    const outcomes = await Promise.all(ids(10).map(id => deliver(id)));

    expect(outcomes.map(outcome => outcome.class)).toEqual(Array(10).fill('DELIVERED'));
    expect(fetches()).toBe(2);
  },
);

test('a failed refresh is the outcome, and the webhook is not called again', async () => {
  const deliver = partner.createInstance();
  await deliver();
  partner.onPost(status(401));
  partner.onToken(status(503, { 'retry-after': '30' }));

  expect(await deliver()).toEqual({
    class: 'SERVER_ERROR',
    message: 'token endpoint: answered 503',
    retryAfterMs: 30_000,
  });
  expect(partner.posts()).toHaveLength(2);
});

test('a failure is not cached: the next delivery fetches again', async () => {
  const deliver = partner.createInstance();
  partner.onToken(json({ error: 'temporarily_unavailable' }, 503));
  const failed = await Promise.all(ids(5).map(id => deliver(id)));
  expect(failed.map(outcome => outcome.class)).toEqual(Array(5).fill('SERVER_ERROR'));
  expect(fetches()).toBe(1);
  partner.onToken(grant());

  expect(await deliver()).toMatchObject({ class: 'DELIVERED' });
  expect(fetches()).toBe(2);
});

test('one deadline covers all requests of an attempt', async () => {
  const requests: OutboundRequest[] = [];
  const answers = [grantBody('a'), '', grantBody('b'), ''];
  const outbound = async (request: OutboundRequest): Promise<OutboundAnswer> => {
    requests.push(request);
    const body = Buffer.from(answers[requests.length - 1] ?? '');
    return { kind: 'answered', status: requests.length === 2 ? 401 : 200, retryAfter: undefined, body };
  };

  expect(await partner.createInstance({ outbound })()).toMatchObject({ class: 'DELIVERED' });

  const posts = requests.filter(({ url }) => url.endsWith('/hook'));
  expect(posts).toHaveLength(2);
  expect(posts[1]?.deadline).toBe(posts[0]?.deadline);
});

test('a caller whose deadline passes stops waiting, and the fetch continues for the others', async () => {
  const held = Promise.withResolvers<ServerResponse>();
  partner.onToken(response => held.resolve(response));
  const { client, outbound } = partner.oauthClient();
  const accessTokens = createAccessTokens(outbound, 60_000, Date.now);

  const hurried = accessTokens(client, deadlineIn(50));
  const patient = accessTokens(client, deadlineIn(60_000));

  expect(await hurried).toEqual({
    outcome: { class: 'TIMEOUT', message: 'token endpoint: no answer within 0.05 s' },
  });
  json({ access_token: 'late', expires_in: 3600 })(await held.promise);
  expect(await patient).toMatchObject({ token: 'late' });
  expect(fetches()).toBe(1);
});

test('a fetch without waiting callers ends at its own deadline', async () => {
  partner.onToken(() => {});
  const deliver = partner.createInstance({ deadlineMs: 500 });
  expect(await deliver()).toEqual({ class: 'TIMEOUT', message: 'token endpoint: no answer within 0.5 s' });
  partner.onToken(grant());

  // Until then another delivery may still share the fetch.
  while ((await deliver()).class !== 'DELIVERED') expect(fetches()).toBeLessThanOrEqual(2);
  expect(fetches()).toBe(2);
});
