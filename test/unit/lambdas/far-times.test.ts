// The first and the last times that a query may have: no event and no change is so old, or so far ahead.
import { expect, test } from 'vitest';
import type { Operation, Operations } from '../../../core/model/api/operation.ts';
import { operationsOf, routeKeysOf } from '../../../lib/api/operations.ts';
import { deliveriesUnderTest } from '../../support/handlers/deliveries-under-test.ts';
import { createGraphql } from '../../support/handlers/graphql-under-test.ts';
import { pullUnderTest } from '../../support/handlers/pull-under-test.ts';

const [pull, deliveries, { rest }] = [pullUnderTest(), deliveriesUnderTest(), createGraphql()];
const times = ['0000-01-01T00:00:00+23:59', '0040-04-30T06:17:52Z', '9999-12-31T23:59:59-23:59'];
const path = { targetId: 'target-1' };

const parametersOf = (operation: Operation | undefined) =>
  ['since', 'until'].filter(name => Object.hasOwn(operation?.query?.shape ?? {}, name));
const withTimes = <O extends Operations>(operations: O) =>
  routeKeysOf(operations).flatMap(route =>
    parametersOf(operations[route]).flatMap(name => times.map(time => ({ route, query: { [name]: time } }))),
  );

const answers = [200, 400, 404];

test.each(withTimes(operationsOf.api))('$route $query', async ({ route, query }) => {
  expect(answers).toContain((await rest(route, { path, query })).status);
});

test.each(withTimes(operationsOf.deliveries))('$route $query', async ({ route, query }) => {
  expect(answers).toContain((await deliveries.call(route, { path, query })).status);
});

test.each(withTimes(operationsOf.pull))('$route $query', async ({ route, query }) => {
  expect(answers).toContain((await pull.call(route, { query })).status);
});
