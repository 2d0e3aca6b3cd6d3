// Tokens of the client credentials grant: kept, renewed early, and asked for once at a time.
import { expect, test } from 'vitest';
import {
  clientOf,
  json,
  killed,
  type Received,
  type Reply,
  refusal,
  serve,
  testSurroundings,
} from './loopback-api.ts';

const targets = '/{licensor}/notifications/targets';
const page = json(200, { targets: [] });
const token = (value: string, life: object = { expires_in: 3_600 }): Reply =>
  json(200, { access_token: value, token_type: 'Bearer', ...life });
const bearers = (received: Received[]) => received.map(({ headers }) => headers.authorization);

async function serveBoth(tokens: Reply[], answers: Reply[] = [page], options = {}) {
  const [issuer, api] = [await serve(...tokens), await serve(...answers)];
  const surroundings = testSurroundings();
  const oauth = {
    tokenUrl: `${issuer.url}/token`,
    clientId: 'id:1',
    clientSecret: 'a secret/+',
    scope: 'read write',
  };
  return { issuer, api, surroundings, herald: clientOf(api, surroundings, { oauth, ...options }) };
}

test('the token is asked for by a form, with id and secret encoded in HTTP Basic', async () => {
  const { issuer, api, herald } = await serveBoth([token('t1')]);
  await herald.GET(targets);
  const [request] = issuer.received;
  const basic = Buffer.from(
    request?.headers.authorization?.slice('Basic '.length) ?? '',
    'base64',
  ).toString();

  expect(basic).toBe('id%3A1:a+secret%2F%2B');
  expect(request?.headers['content-type']).toMatch('application/x-www-form-urlencoded');
  expect(request?.body).toBe('grant_type=client_credentials&scope=read+write');
  expect(bearers(api.received)).toEqual(['Bearer t1']);
});

test('ten calls at once ask for one token, and later calls keep it', async () => {
  const { issuer, api, herald } = await serveBoth([token('t1')]);
  await Promise.all(Array.from({ length: 10 }, () => herald.GET(targets)));
  await herald.GET(targets);

  expect(issuer.received).toHaveLength(1);
  expect(api.received).toHaveLength(11);
});

test.each([
  ['a minute before its end', { expires_in: 3_600 }, 3_539, 3_541],
  ['at three quarters of a short life', { expires_in: 100 }, 74, 76],
  ['after four minutes if its end is unknown', {}, 239, 241],
])('a token is renewed %s', async (_, life, kept, renewed) => {
  const { api, surroundings, herald } = await serveBoth([token('t1', life), token('t2')]);
  await herald.GET(targets);
  surroundings.pass(kept * 1_000);
  await herald.GET(targets);
  surroundings.pass((renewed - kept) * 1_000);
  await herald.GET(targets);

  expect(bearers(api.received)).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t2']);
});

test('a token that cannot be renewed early is used until its end', async () => {
  const down = refusal(503, 'UNAVAILABLE');
  const { api, surroundings, herald } = await serveBoth([token('t1'), down], [page], { retry: { tries: 1 } });
  await herald.GET(targets);
  surroundings.pass(3_580_000);
  await herald.GET(targets);
  surroundings.pass(20_000);
  const failure = await herald.GET(targets).catch(error => error);

  expect(bearers(api.received)).toEqual(['Bearer t1', 'Bearer t1']);
  expect(failure).toMatchObject({ status: 503, message: expect.stringMatching(/^token endpoint: /) });
});

test('a token that the API refuses is replaced once, for a POST that may not be repeated too', async () => {
  const refused = refusal(401, 'UNAUTHORIZED');
  const { api, issuer, herald } = await serveBoth(
    [token('t1'), token('t2')],
    [refused, json(202, {}), refused],
  );
  const path = { eventId: 'e1', targetId: 't1' };
  await herald.POST('/{licensor}/notifications/deliveries/{eventId}/{targetId}/resend', { params: { path } });
  expect(bearers(api.received)).toEqual(['Bearer t1', 'Bearer t2']);

  await expect(herald.GET(targets)).rejects.toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
  expect(api.received).toHaveLength(4);
  expect(issuer.received).toHaveLength(3);
});

test('the error of a token endpoint has its own code, and is not repeated', async () => {
  const invalid = json(401, { error: 'invalid_client', error_description: 'unknown client' });
  const { api, issuer, herald } = await serveBoth([invalid]);

  await expect(herald.GET(targets)).rejects.toMatchObject({
    status: 401,
    code: 'invalid_client',
    message: 'token endpoint: unknown client',
  });
  expect([issuer.received.length, api.received.length]).toEqual([1, 0]);
});

test('a failing token endpoint is asked again', async () => {
  const busy = refusal(429, 'SLOW_DOWN', { 'retry-after': '2' });
  const { api, surroundings, herald } = await serveBoth([killed, busy, token('t1')]);
  await herald.GET(targets);

  expect(surroundings.waits).toEqual([250, 2_250]);
  expect(bearers(api.received)).toEqual(['Bearer t1']);
});

test('a token endpoint that answers something else is named', async () => {
  const { herald } = await serveBoth([json(200, { token: 't1' })]);

  await expect(herald.GET(targets)).rejects.toMatchObject({ code: 'NOT_A_TOKEN' });
});

test('a token endpoint without encryption is refused', () => {
  const oauth = { tokenUrl: 'http://auth.example.com/token', clientId: 'a', clientSecret: 'b' };

  expect(() => clientOf({ url: 'http://127.0.0.1' }, testSurroundings(), { oauth })).toThrow(
    'oauth.tokenUrl',
  );
});
