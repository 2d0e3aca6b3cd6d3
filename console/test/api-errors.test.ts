import { expect, test } from 'vitest';
import { HeraldError } from '../../packages/client/src/herald-error.ts';
import { asHeraldError, errorOf } from '../src/api/api-error.ts';

const answer = (status: number, headers: Record<string, string> = {}) =>
  new Response(null, { status, headers });

test("an error has the API's own code and message, the request id and the time to wait", () => {
  const body = { error: { code: 'TOO_MANY_REQUESTS', message: 'wait a moment' } };

  expect(errorOf(body, answer(429, { 'x-amzn-requestid': 'r-1', 'retry-after': '3' }))).toMatchObject({
    status: 429,
    code: 'TOO_MANY_REQUESTS',
    message: 'wait a moment',
    requestId: 'r-1',
    retryAfterMs: 3_000,
  });
});

test.each([undefined, null, 'text', {}, { error: null }, { error: { code: 7 } }])(
  'an answer %o that is not of the API still has words',
  body => {
    expect(errorOf(body, answer(502)).message).toBe('the answer has status 502 and no message of Herald');
  },
);

test('a failure of fetch is an error without status', () => {
  expect(asHeraldError(new TypeError('Failed to fetch'))).toMatchObject({ status: 0, code: 'NO_ANSWER' });
});

test('an error of the API stays what it is', () => {
  const error = new HeraldError({ status: 404, code: 'NOT_FOUND', message: 'no such target' });

  expect(asHeraldError(error)).toBe(error);
});
