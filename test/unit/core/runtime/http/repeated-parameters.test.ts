// A parameter of a query that is given more than once is refused: API Gateway's own map has only the last
// value.
import { expect, test } from 'vitest';
import { operatorRequestOf, requestOf } from '../../../../../core/runtime/http/api-request.ts';
import { apiEvent } from '../../../../support/builders/api-event.ts';

const eventWith = (parameters: Record<string, string[]>) => ({
  ...apiEvent('GET /{licensor}/notifications/deliveries'),
  queryStringParameters: Object.fromEntries(
    Object.entries(parameters).map(([name, values]) => [name, values.at(-1)]),
  ),
  multiValueQueryStringParameters: parameters,
});
const requests = {
  'of a licensor': (event: ReturnType<typeof eventWith>) => requestOf(event, 1_000).query,
  'of an operator': (event: ReturnType<typeof eventWith>) => operatorRequestOf(event).query,
};

test.each(Object.entries(requests))('a request %s may give each parameter once', (_, queryOf) => {
  expect(queryOf(eventWith({ status: ['FAILED'], limit: ['5'] }))).toEqual({ status: 'FAILED', limit: '5' });
});

test.each(Object.entries(requests))('a request %s with a repeated parameter is refused', (_, queryOf) => {
  const event = eventWith({ status: ['FAILED', 'PARKED'], limit: ['5'], since: ['a', 'a'] });

  expect(() => queryOf(event)).toThrow(
    expect.objectContaining({
      code: 'BAD_REQUEST',
      message: 'status: expected this parameter once; since: expected this parameter once',
    }),
  );
});
