// A call that is answered 403: each function counts it, and logs where it came from.
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { apiEvent, type Call, sourceAddress } from '../../support/builders/api-event.ts';
import { contextOf } from '../../support/builders/lambda-context.ts';
import { loadHandlers } from '../../support/simulation/loaded-handlers.ts';

const written: string[] = [];
vi.spyOn(process.stdout, 'write').mockImplementation(text => written.push(String(text)) > 0);
vi.spyOn(process.stderr, 'write').mockImplementation(text => written.push(String(text)) > 0);
const handlers = await loadHandlers({
  POWERTOOLS_LOG_LEVEL: 'INFO',
  POWERTOOLS_METRICS_NAMESPACE: 'Herald/test',
  POWERTOOLS_METRICS_DISABLED: 'false',
});
beforeEach(() => {
  written.length = 0;
});
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const { api, deliveries, graphql, publish, pull } = handlers;
const callable = Object.entries({ api, deliveries, graphql, publish, pull });
const topics = 'GET /{licensor}/notifications/topics';
const lines = (): Record<string, unknown>[] => written.map(line => JSON.parse(line));
const counted = () => lines().filter(line => 'CallsForbidden' in line);
const logged = () => lines().filter(({ message }) => message === 'request handled');

test.each(callable)('%s counts it, and its log line has the source address', async (service, handler) => {
  await handler(apiEvent(topics, { caller: { kind: 'partner', licensor: 'other' } }), contextOf());

  expect(logged()).toMatchObject([{ level: 'WARN', service, status: 403, code: 'FORBIDDEN', sourceAddress }]);
  expect(counted()).toMatchObject([{ service, CallsForbidden: 1 }]);
});

test.each<[string, Call, number]>([
  ['without a caller', { authorizer: {} }, 401],
  ['that is malformed', { path: { licensor: 'a' } }, 400],
  ['that succeeds', {}, 200],
])('a call %s is not counted', async (_, call, status) => {
  await api(apiEvent(topics, call), contextOf());

  expect(logged()).toMatchObject([{ status }]);
  expect(counted()).toEqual([]);
});

test('a call without a caller (401) is logged with its source address too, and a successful one without', async () => {
  await api(apiEvent(topics, { authorizer: {} }), contextOf());
  await api(apiEvent(topics), contextOf());

  expect(logged().map(line => line['sourceAddress'])).toEqual([sourceAddress, undefined]);
});
