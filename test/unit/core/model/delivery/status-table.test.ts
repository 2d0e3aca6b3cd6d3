import { expect, test } from 'vitest';
import { outcomeOfStatus } from '../../../../../core/model/delivery/outcome.ts';

const now = Date.parse('2026-01-01T00:00:00.000Z');
const classOf = (status: number) => outcomeOfStatus(status, undefined, now).class;
const waitAfter = (retryAfter: string, status: number) =>
  outcomeOfStatus(status, retryAfter, now).retryAfterMs;

test.each([
  ['every 2xx is DELIVERED', [200, 201, 202, 204, 299], 'DELIVERED'],
  ['410 is GONE', [410], 'GONE'],
  ['401 is UNAUTHORIZED', [401], 'UNAUTHORIZED'],
  ['429 is THROTTLED', [429], 'THROTTLED'],
  ['408 is TIMEOUT', [408], 'TIMEOUT'],
  ['425 and every 5xx are SERVER_ERROR', [425, 500, 502, 503, 504, 599], 'SERVER_ERROR'],
  ['a redirect is CONFIG', [300, 301, 302, 303, 304, 307, 308], 'CONFIG'],
  ['400, 413 and 422 are MESSAGE_REJECTED', [400, 413, 422], 'MESSAGE_REJECTED'],
  ['every other 4xx is CONFIG', [402, 403, 404, 405, 409, 411, 415, 451], 'CONFIG'],
] as const)('%s', (_, statuses, expected) => {
  expect(statuses.map(classOf)).toEqual(statuses.map(() => expected));
});

test('the message names the status and says that redirects are not followed', () => {
  const outcome = outcomeOfStatus(308, undefined, now);

  expect(outcome.httpStatus).toBe(308);
  expect(outcome.message).toContain('308');
  expect(outcome.message).toContain('not followed');
});

test.each([408, 425, 429, 500, 503])('Retry-After of a %i sets the wait', status => {
  expect(waitAfter('45.5', status)).toBe(45_500);
});

test('Retry-After of a 200 is ignored', () => {
  expect(waitAfter('120', 200)).toBeUndefined();
});
