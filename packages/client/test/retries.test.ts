// Which calls are repeated after which failures, and what the caller gets in the end.
import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { HeraldError } from '../src/index.ts';
import {
  clientOf,
  json,
  killed,
  killedInBody,
  never,
  type Reply,
  refusal,
  serve,
  testSurroundings,
} from './loopback-api.ts';

const targets = '/{licensor}/notifications/targets';
const resend = '/{licensor}/notifications/deliveries/{eventId}/{targetId}/resend';
const delivery = { params: { path: { eventId: 'e1', targetId: 't1' } } };
const webhook = {
  body: { type: 'WEBHOOK', destination: 'https://a.example.com/', auth: { type: 'hmac' } },
} as const;
const page = json(200, { targets: [] });

describe('a GET', () => {
  test.each([
    ['an answer 500', refusal(500, 'INTERNAL_ERROR')],
    ['an answer 503', refusal(503, 'UNAVAILABLE')],
    ['an answer 504 that is not JSON', json(504, 'Gateway Timeout')],
    ['a killed connection', killed],
    ['a connection that ends within the body', killedInBody],
  ])('is repeated after %s', async (_, failure) => {
    const api = await serve(failure, page);
    const { data } = await clientOf(api, testSurroundings()).GET(targets);

    expect(data).toEqual({ targets: [] });
    expect(api.received.map(({ method, url }) => [method, url.pathname])).toEqual([
      ['GET', '/v1/acme/notifications/targets'],
      ['GET', '/v1/acme/notifications/targets'],
    ]);
  });

  test('is repeated if there is no answer in time', async () => {
    const api = await serve(never, page);
    const herald = clientOf(api, testSurroundings(), { timeoutMs: 50 });

    expect((await herald.GET(targets)).data).toEqual({ targets: [] });
  });

  test('waits twice as long each time, and fails with the last answer', async () => {
    const api = await serve(refusal(503, 'UNAVAILABLE'));
    const surroundings = testSurroundings();
    const failure = await clientOf(api, surroundings)
      .GET(targets)
      .catch(error => error);

    expect(surroundings.waits).toEqual([250, 500, 1000, 2000]);
    expect(api.received).toHaveLength(5);
    expect(failure).toBeInstanceOf(HeraldError);
    expect(failure).toMatchObject({
      status: 503,
      code: 'UNAVAILABLE',
      message: 'it is UNAVAILABLE',
      requestId: 'request-1',
      isTransient: true,
    });
  });

  test.each([400, 401, 403, 404, 409, 412])('is not repeated after %i', async status => {
    const api = await serve(refusal(status, 'REFUSED'), page);
    const failure = await clientOf(api, testSurroundings())
      .GET(targets)
      .catch(error => error);

    expect(failure).toMatchObject({ status, code: 'REFUSED', isTransient: false });
    expect(api.received).toHaveLength(1);
  });

  test('does not follow redirects, which could take the access key elsewhere', async () => {
    const api = await serve(json(302, {}, { location: '/elsewhere' }), page);
    const failure = await clientOf(api, testSurroundings())
      .GET(targets)
      .catch(error => error);

    expect(failure).toMatchObject({ status: 302, code: 'NOT_AN_API' });
  });

  test('tells before each wait why, and for how long', async () => {
    const api = await serve(killed, page);
    const retries: unknown[] = [];
    await clientOf(api, testSurroundings(), { onRetry: retry => retries.push(retry) }).GET(targets);

    expect(retries).toEqual([
      { error: expect.objectContaining({ code: 'NO_ANSWER' }), tries: 1, waitMs: 250 },
    ]);
  });
});

describe('Retry-After', () => {
  test.each([
    ['seconds', '3', 3_250],
    ['a date', 'Sat, 31 Jan 2026 12:00:07 GMT', 7_250],
    ['a date in the past', 'Sat, 31 Jan 2026 11:00:00 GMT', 250],
    ['neither', 'soon', 250],
  ])('of a 429 as %s is obeyed', async (_, header, waitMs) => {
    const api = await serve(refusal(429, 'TOO_MANY_REQUESTS', { 'retry-after': header }), page);
    const surroundings = testSurroundings();
    await clientOf(api, surroundings).GET(targets);

    expect(surroundings.waits).toEqual([waitMs]);
  });

  test('that is longer than the caller wants to wait ends the call', async () => {
    const api = await serve(refusal(429, 'TOO_MANY_REQUESTS', { 'retry-after': '21' }), page);
    const failure = await clientOf(api, testSurroundings())
      .GET(targets)
      .catch(error => error);

    expect(failure).toMatchObject({ status: 429, retryAfterMs: 21_000 });
    expect(api.received).toHaveLength(1);
  });
});

describe('a POST that creates a resource', () => {
  test.each([
    ['is killed before the API has seen it', killed],
    ['is answered 503', refusal(503, 'UNAVAILABLE')],
  ])('has one Idempotency-Key and one body for all tries if it %s', async (_, failure) => {
    const api = await serve(failure, json(201, { targetId: 't1' }));
    const { data } = await clientOf(api, testSurroundings()).POST(targets, webhook);
    const [first, second] = api.received;

    expect(data).toEqual({ targetId: 't1' });
    expect(first?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
    expect(second?.body).toBe(first?.body);
    expect(JSON.parse(first?.body ?? '')).toEqual(webhook.body);
  });

  test('has another key than the next call, and keeps a key of the caller', async () => {
    const api = await serve(json(201, {}));
    const herald = clientOf(api, testSurroundings());
    await herald.POST(targets, webhook);
    await herald.POST(targets, webhook);
    await herald.POST(targets, { ...webhook, params: { header: { 'Idempotency-Key': 'mine' } } });
    const keys = api.received.map(({ headers }) => headers['idempotency-key']);

    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toBe('mine');
  });
});

describe('a POST that would do its work twice', () => {
  test.each([
    ['a killed connection', killed, 'NO_ANSWER'],
    ['an answer 503', refusal(503, 'UNAVAILABLE'), 'UNAVAILABLE'],
  ])('is not repeated after %s', async (_, failure, code) => {
    const api = await serve(failure, json(202, {}));
    const answer = await clientOf(api, testSurroundings())
      .POST(resend, delivery)
      .catch(error => error);

    expect(answer).toMatchObject({ code });
    expect(api.received).toHaveLength(1);
    expect(api.received[0]?.headers['idempotency-key']).toBeUndefined();
  });

  test('is repeated after a 429, which says that nothing was done', async () => {
    const api = await serve(
      refusal(429, 'TOO_MANY_REQUESTS', { 'retry-after': '1' }),
      json(202, { status: 'WAITING' }),
    );
    const { data } = await clientOf(api, testSurroundings()).POST(resend, delivery);

    expect(data).toEqual({ status: 'WAITING' });
  });
});

test('a DELETE gives no data', async () => {
  const api = await serve(response => void response.writeHead(204).end());
  const path = { targetId: 't1' };
  const { data, response } = await clientOf(api, testSurroundings()).DELETE(`${targets}/{targetId}`, {
    params: { path },
  });

  expect([data, response.status]).toEqual([undefined, 204]);
});

test('calls work where Request has no `body`, as in Firefox', async () => {
  vi.spyOn(Request.prototype, 'body', 'get').mockReturnValue(undefined as never);
  onTestFinished(() => void vi.restoreAllMocks());
  const api = await serve(page, json(201, {}));
  const herald = clientOf(api, testSurroundings());
  await herald.GET(targets);
  await herald.POST(targets, webhook);

  expect(api.received.map(({ body }) => body)).toEqual(['', JSON.stringify(webhook.body)]);
});

test('a signal of the caller ends a call that waits for an answer, and its reason is thrown', async () => {
  const ended = new AbortController();
  const api = await serve(() => ended.abort(new Error('enough')));
  const call = clientOf(api, testSurroundings()).GET(targets, { signal: ended.signal });

  await expect(call).rejects.toThrow('enough');
  expect(api.received).toHaveLength(1);
});

test('a call can be for another licensor, whose name is escaped', async () => {
  const api = await serve(page);
  await clientOf(api, testSurroundings()).GET(targets, { params: { path: { licensor: 'a/b' } } });

  expect(api.received[0]?.url.pathname).toBe('/v1/a%2Fb/notifications/targets');
});

test('a call without a licensor says so, and sends nothing', async () => {
  const api = await serve(page);
  const herald = clientOf(api, testSurroundings(), { licensor: undefined });

  await expect(herald.GET(targets)).rejects.toThrow('licensor: give one');
  expect(api.received).toHaveLength(0);
});

test.each(['http://herald.example.com/v1', 'ftp://herald.example.com', 'herald.example.com'])(
  'the address %s is refused',
  url => {
    expect(() => clientOf({ url }, testSurroundings(), { url })).toThrow(TypeError);
  },
);

test('neither the client nor an error shows the access key', async () => {
  const api = await serve(killed);
  const herald = clientOf(api, testSurroundings(), { retry: { tries: 1 } });
  const failure = await herald.GET(targets).catch(error => error);

  expect(api.received[0]?.headers.authorization).toBe('Bearer hk_test_secret');
  expect(inspect([herald, failure], { depth: 20, showHidden: true })).not.toContain('hk_test_secret');
});

describe('a 2xx answer that is not of Herald', () => {
  const raw =
    (status: number, body: string): Reply =>
    response =>
      void response.writeHead(status, { 'content-type': 'text/html' }).end(body);

  test.each([
    ['a page', '<!doctype html><title>Log in</title>'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"ok"'],
  ])('fails at once if it is %s', async (_, body) => {
    const api = await serve(raw(200, body));
    const failure = await clientOf(api, testSurroundings())
      .GET(targets)
      .catch(error => error);

    expect(failure).toMatchObject({
      name: 'HeraldError',
      status: 200,
      code: 'NOT_AN_API',
      message:
        'the answer has status 200 and no JSON of Herald: check the address of the API, which ends in /v1',
    });
    expect(api.received).toHaveLength(1);
  });

  test.each([
    ['nothing', ''],
    ['another object', '{"targets":{}}'],
  ])('is not an empty list if it has %s', async (_, body) => {
    const herald = clientOf(await serve(raw(200, body)), testSurroundings());

    await expect(herald.targets().next()).rejects.toMatchObject({
      code: 'NOT_AN_API',
      message: expect.stringContaining('no list "targets"'),
    });
  });

  test.each(['', '{}', '{"events":[]}', '{"events":{},"after":"a"}'])(
    'is no page of events: %s',
    async body => {
      const herald = clientOf(await serve(raw(200, body)), testSurroundings());

      await expect(herald.eventPages().next()).rejects.toMatchObject({ code: 'NOT_AN_API' });
    },
  );

  test('may be empty if the API says so', async () => {
    const herald = clientOf(await serve(raw(204, '')), testSurroundings());

    await herald.DELETE('/{licensor}/notifications/targets/{targetId}', {
      params: { path: { targetId: 't' } },
    });
  });
});

test('the message of a connection that fails is one line', async () => {
  const cause = new Error('wrong version number:\nssl3_record.c:350:\n');
  const failure = await clientOf({ url: 'http://127.0.0.1:1' }, testSurroundings(), {
    fetch: () => Promise.reject(new TypeError('fetch failed', { cause })),
  })
    .GET(targets)
    .catch(error => error);

  expect(failure.message).toBe('no answer: fetch failed: wrong version number: ssl3_record.c:350:');
});
