// The compiler checks the contracts: `tsc` fails if a line marked `@ts-expect-error` compiles. At run time
// each test asserts that the contract refuses the same input.
import { Duration, Stack } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import type { RoutesOf } from '../../core/runtime/http/http-api.ts';
import * as publish from '../../lambdas/publish/contract.ts';
import { operations } from '../../lambdas/publish/operations.ts';
import { LambdaFunction } from '../../lib/lambda-function.ts';
import { settingsFor } from '../../lib/settings.ts';

const props = {
  settings: settingsFor('dev', undefined),
  name: 'publish',
  contract: publish,
  timeout: Duration.seconds(1),
};
const ACCOUNT_ID = '111111111111';
const supplied = {
  EVENTS_TABLE: 'events',
  EVENT_PAGES_TABLE: 'event-pages',
  REGISTRY_TABLE: 'registry',
  UNKNOWN_LICENSORS: 'accept',
  ACCOUNT_ID,
};
/** Lambda adds the region. */
const accepts = (environment: object) =>
  publish.environment.safeParse({ AWS_REGION: 'eu-west-1', ...environment }).success;
const route = async () => ({ status: 202 as const, body: { failedCount: 0, results: [] } });

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

test('a reserved variable, which Lambda sets itself, does not compile', () => {
  const define = () =>
    new LambdaFunction(new Stack(), 'Publish', {
      ...props,
      // @ts-expect-error AWS_REGION is reserved
      environment: { ...supplied, AWS_REGION: 'eu-west-1' },
    });

  expect(define).toBeDefined();
  expect(Object.keys(publish.environment.shape)).toContain('AWS_REGION');
});

test('a variable that is not in the contract does not compile', () => {
  const define = () =>
    new LambdaFunction(new Stack(), 'Publish', {
      ...props,
      // @ts-expect-error DEBUG is in no contract
      environment: { EVENTS_TABLE: 'events', EVENT_PAGES_TABLE: 'event-pages', ACCOUNT_ID, DEBUG: '1' },
    });

  expect(define).toBeDefined();
  expect(Object.keys(publish.environment.shape)).not.toContain('DEBUG');
});

test('a route without a handler, or a handler without a route, does not compile', () => {
  // @ts-expect-error the only route of publish has no handler
  const none: RoutesOf<typeof operations> = {};
  const misspelt: RoutesOf<typeof operations> = {
    'POST /{licensor}/notifications/events': route,
    // @ts-expect-error there is no such route
    'POST /{licensor}/notifications/event': route,
  };

  const routeKeys = Object.keys(operations);
  expect(routeKeys.filter(key => key in none)).toEqual([]);
  expect(Object.keys(misspelt).filter(key => !routeKeys.includes(key))).toHaveLength(1);
});
