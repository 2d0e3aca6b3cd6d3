// Contracts are checked by the compiler: every `@ts-expect-error` here is an error that `tsc` must find, or `tsc` fails.
// What each test asserts at run time is that the contract itself refuses the same.
import { Duration, Stack } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import type { Route } from '../../core/runtime/http/http-api.ts';
import * as publish from '../../lambdas/publish/contract.ts';
import { LambdaFunction } from '../../lib/lambda-function.ts';
import { settingsFor } from '../../lib/settings.ts';

const props = {
  settings: settingsFor('dev', undefined),
  name: 'publish',
  contract: publish,
  timeout: Duration.seconds(1),
};
const ACCOUNT_ID = '111111111111';
const supplied = { EVENTS_TABLE: 'events', ACCOUNT_ID };
/** Lambda sets the region itself. */
const accepts = (environment: object) =>
  publish.environment.safeParse({ AWS_REGION: 'eu-west-1', ...environment }).success;
const route: Route = async () => ({ status: 200 });

test('an environment with the variables of the contract compiles', () => {
  const environment = supplied;
  const define = () => new LambdaFunction(new Stack(), 'Publish', { ...props, environment });

  expect(define).toBeDefined();
  expect(accepts(environment)).toBe(true);
});

test('a misspelt variable does not compile', () => {
  const environment = { EVENT_TABLE: 'events', ACCOUNT_ID };
  // @ts-expect-error EVENTS_TABLE is what the contract asks for
  const define = () => new LambdaFunction(new Stack(), 'Publish', { ...props, environment });

  expect(define).toBeDefined();
  expect(accepts(environment)).toBe(false);
});

test('a missing variable does not compile', () => {
  const environment = { ACCOUNT_ID };
  // @ts-expect-error EVENTS_TABLE is missing
  const define = () => new LambdaFunction(new Stack(), 'Publish', { ...props, environment });

  expect(define).toBeDefined();
  expect(accepts(environment)).toBe(false);
});

test('a variable that Lambda sets itself, and refuses from others, does not compile', () => {
  const define = () =>
    new LambdaFunction(new Stack(), 'Publish', {
      ...props,
      // @ts-expect-error AWS_REGION is reserved
      environment: { EVENTS_TABLE: 'events', ACCOUNT_ID, AWS_REGION: 'eu-west-1' },
    });

  expect(define).toBeDefined();
  expect(Object.keys(publish.environment.shape)).toContain('AWS_REGION');
});

test('a variable that the contract does not know does not compile', () => {
  const define = () =>
    new LambdaFunction(new Stack(), 'Publish', {
      ...props,
      // @ts-expect-error DEBUG is in no contract
      environment: { EVENTS_TABLE: 'events', ACCOUNT_ID, DEBUG: '1' },
    });

  expect(define).toBeDefined();
  expect(Object.keys(publish.environment.shape)).not.toContain('DEBUG');
});

test('a route key without a handler, or a handler of no route, does not compile', () => {
  // @ts-expect-error the one route of publish has no handler
  const none: Record<publish.RouteKey, Route> = {};
  const misspelt: Record<publish.RouteKey, Route> = {
    'POST /{licensor}/notifications/events': route,
    // @ts-expect-error there is no such route
    'POST /{licensor}/notifications/event': route,
  };

  expect(publish.routeKeys.filter(key => key in none)).toEqual([]);
  expect(
    Object.keys(misspelt).filter(key => !publish.routeKeys.includes(key as publish.RouteKey)),
  ).toHaveLength(1);
});
