// The routes of the API, and the errors that API Gateway answers itself.
import { expect, test } from 'vitest';
import * as z from 'zod';
import { statusOf } from '../../core/model/api/herald-error.ts';
import type { Operations } from '../../core/model/api/operation.ts';
import { allOperations, operationsOf, routeKeysOf } from '../../lib/api/operations.ts';
import { functionsOf, idIn } from '../support/template/functions.ts';
import { resourcesOf, templateOfStage } from '../support/template/template.ts';

const keyOf = (routeKey: string) => routeKeysOf(allOperations).find(key => key === routeKey) ?? 'GET /';
const prod = templateOfStage('prod');
const [[authorizerId] = ['']] = resourcesOf(prod, 'AWS::ApiGateway::Authorizer');
const functions = functionsOf(prod);

/** The path of an API Gateway resource: its own part after those of its parents. */
function pathOf(id: string): string {
  const properties = prod.Resources[id]?.Properties;
  if (properties?.['PathPart'] === undefined) return '';
  return `${pathOf(idIn(properties['ParentId']))}/${properties['PathPart']}`;
}

const methods = resourcesOf(prod, 'AWS::ApiGateway::Method').map(([, { Properties }]) => ({
  routeKey: `${Properties['HttpMethod']} ${pathOf(idIn(Properties['ResourceId']))}`,
  properties: Properties,
  handler: functions.find(({ alias }) => JSON.stringify(Properties['Integration']).includes(`"${alias}"`))
    ?.name,
}));

test('the routes are exactly those of the contracts, each with its function', () => {
  const expected = Object.entries(operationsOf).flatMap(([name, operations]) =>
    routeKeysOf<Operations>(operations).map(routeKey => [routeKey, name]),
  );

  expect(methods.map(({ routeKey, handler }) => [routeKey, handler]).sort()).toEqual(expected.sort());
});

test('every route has the authorizer, except those of the reference and the exchange of a code', () => {
  const isPublic = ({ routeKey }: { routeKey: string }) => allOperations[keyOf(routeKey)]?.scope === 'none';
  const [open, closed] = [methods.filter(isPublic), methods.filter(method => !isPublic(method))];

  expect(open.map(({ routeKey }) => routeKey).sort()).toEqual(
    [...routeKeysOf(operationsOf.reference), 'POST /portal-sessions', 'POST /sign-ins'].sort(),
  );
  expect(open.filter(({ properties }) => properties['AuthorizationType'] !== 'NONE')).toEqual([]);
  expect(closed.map(({ properties }) => idIn(properties['AuthorizerId']))).toEqual(
    closed.map(() => authorizerId),
  );
});

test('the routes that anyone may call have a rate of their own', () => {
  const [stage] = resourcesOf(prod, 'AWS::ApiGateway::Stage');
  const settings = JSON.stringify(stage?.[1].Properties['MethodSettings']);

  for (const path of ['openapi.json', 'reference', 'reference~1redoc.js']) {
    expect(settings).toContain(`"ResourcePath":"/~1${path}"`);
  }
});

test("the authorizer's answers are cached per Authorization header", () => {
  expect(prod.Resources[authorizerId]?.Properties).toMatchObject({
    Type: 'REQUEST',
    IdentitySource: 'method.request.header.Authorization',
    AuthorizerResultTtlInSeconds: 300,
  });
});

test('the errors of API Gateway have the form of all other errors', () => {
  const answers = resourcesOf(prod, 'AWS::ApiGateway::GatewayResponse').map(
    ([, { Properties }]) => Properties,
  );
  for (const answer of answers) {
    const templates = z.object({ 'application/json': z.string() }).parse(answer['ResponseTemplates']);
    expect(JSON.parse(templates['application/json'])).toEqual({
      error: { code: expect.toBeOneOf(Object.keys(statusOf)), message: expect.stringMatching(/./) },
    });
  }

  const types = answers.map(answer => answer['ResponseType']);
  expect(types).toEqual(expect.arrayContaining(['DEFAULT_4XX', 'DEFAULT_5XX']));
  expect(new Set(types).size).toBe(types.length);
});

test.each([
  ['MISSING_AUTHENTICATION_TOKEN', 404, 'NOT_FOUND'],
  ['UNAUTHORIZED', 401, 'UNAUTHORIZED'],
  ['ACCESS_DENIED', 403, 'FORBIDDEN'],
  ['THROTTLED', 429, 'TOO_MANY_REQUESTS'],
  ['DEFAULT_5XX', undefined, 'INTERNAL_ERROR'],
])('%s has status %s and code %s', (type, status, code) => {
  const [[, found] = []] = resourcesOf(prod, 'AWS::ApiGateway::GatewayResponse').filter(
    ([, { Properties }]) => Properties['ResponseType'] === type,
  );

  expect(found?.Properties['StatusCode']).toBe(status === undefined ? undefined : String(status));
  expect(JSON.stringify(found?.Properties['ResponseTemplates'])).toContain(code);
});

test('a throttled request is told when to try again', () => {
  const [[, throttled] = []] = resourcesOf(prod, 'AWS::ApiGateway::GatewayResponse').filter(
    ([, { Properties }]) => Properties['ResponseType'] === 'THROTTLED',
  );

  expect(throttled?.Properties['ResponseParameters']).toEqual({
    'gatewayresponse.header.Retry-After': "'1'",
  });
});

test('requests are throttled, and their bodies are not logged', () => {
  const [[, stage] = []] = resourcesOf(prod, 'AWS::ApiGateway::Stage');

  expect(stage?.Properties['StageName']).toBe('v1');
  expect(stage?.Properties['MethodSettings']).toContainEqual({
    HttpMethod: '*',
    ResourcePath: '/*',
    DataTraceEnabled: false,
    ThrottlingRateLimit: expect.any(Number),
    ThrottlingBurstLimit: expect.any(Number),
  });
});
