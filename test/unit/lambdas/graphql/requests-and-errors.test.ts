// GraphQL over HTTP: callers, requests and the form of errors.
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Caller } from '../../../../core/model/api/licensor.ts';
import { platform } from '../../../support/builders/api-event.ts';
import { createBasicProfile } from '../../../support/builders/documented-mutations.ts';
import { createGraphql } from '../../../support/handlers/graphql-under-test.ts';

vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'INFO');
vi.stubEnv('POWERTOOLS_DEV', 'true');
const { ask, call, reset, written, database } = createGraphql();
vi.unstubAllEnvs();
const lines: string[] = [];
const requests: string[] = [];
beforeEach(() => {
  reset();
  lines.length = 0;
  requests.length = 0;
  vi.spyOn(console, 'error').mockImplementation((line: string) => void lines.push(line));
  vi.spyOn(console, 'info').mockImplementation((line: string) => void requests.push(line));
});
afterEach(() => vi.restoreAllMocks());

const topics = '{ topics { topic } }';
const codes = ({ errors }: { errors: { extensions: { code?: string } }[] }) =>
  errors.map(({ extensions }) => extensions);

test('one log line has the caller, the route and the result', async () => {
  await ask(topics);

  expect(requests.map(line => JSON.parse(line))).toEqual([
    expect.objectContaining({
      message: 'request handled',
      service: 'graphql',
      licensor: 'acme',
      caller: 'partner',
      route: 'POST /{licensor}/graphql',
      status: 200,
      apiRequestId: 'request-1',
      durationMs: expect.any(Number),
    }),
  ]);
  expect(requests.join()).not.toContain('topic }');
});

test.each<[string, Caller]>([
  ['another licensor', { kind: 'partner', licensor: 'other' }],
  ['the platform', platform],
])('a token of %s is a 403 in the form of GraphQL, and nothing is read', async (_, caller) => {
  const answer = await call({ body: { query: createBasicProfile }, caller });

  expect(answer).toMatchObject({
    status: 403,
    body: { errors: [{ message: expect.stringContaining('token'), extensions: { code: 'FORBIDDEN' } }] },
  });
  expect(database.dynamo.calls()).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['text that is not JSON', '{"query"', 'body: expected JSON'],
  ['no query', { variables: {} }, 'query: required, expected string'],
  ['variables that are a list', { query: topics, variables: [1] }, 'variables: expected object'],
  ['an unknown field', { query: topics, persisted: true }, 'body: unknown field "persisted"'],
])('%s is a 400 that says so', async (_, body, message) => {
  expect(await call({ body })).toMatchObject({
    status: 400,
    body: { errors: [{ message: expect.stringContaining(message), extensions: { code: 'BAD_REQUEST' } }] },
  });
});

test('variables, operation name and extensions are optional and may be null', async () => {
  const query = 'query One($id: ID!) { target(targetId: $id) { targetId } } query Two { topics { topic } }';

  const named = await ask(query, { operationName: 'Two', variables: {}, extensions: {} });
  const nulls = await ask(topics, { operationName: null, variables: null, extensions: null });

  expect([named.errors, nulls.errors]).toEqual([undefined, undefined]);
  expect(named.data).toEqual(nulls.data);
});

const refused: [string, object][] = [
  ['a syntax error', { query: '{ topics {' }],
  ['an unknown field of the schema', { query: '{ weather }' }],
  ['a missing variable', { query: 'query ($id: ID!) { target(targetId: $id) { targetId } }' }],
  ['no operation of that name', { query: topics, operationName: 'Other' }],
  ['several operations and no name', { query: 'query A { __typename } query B { __typename }' }],
];

test.each(refused)('%s is a BAD_REQUEST with status 200 as application/json', async (_, body) => {
  const answer = await call({ body });

  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
  expect(answer.body).not.toHaveProperty('data');
  expect(codes(answer.body)).toEqual([{ code: 'BAD_REQUEST' }]);
  expect(lines).toEqual([]);
});

test.each(refused)('%s has status 400 as application/graphql-response+json', async (_, body) => {
  const headers = { Accept: 'application/graphql-response+json, application/json;q=0.9' };

  expect(await call({ body, headers })).toMatchObject({
    status: 400,
    headers: { 'content-type': 'application/graphql-response+json; charset=utf-8' },
  });
});

test('an executed document has status 200 in both media types, with or without errors', async () => {
  const headers = { Accept: 'application/graphql-response+json' };
  const query = '{ target(targetId: "no") { targetId } }';

  expect(await call({ body: { query }, headers })).toMatchObject({
    status: 200,
    body: { data: { target: null } },
  });
  expect(await call({ body: { query } })).toMatchObject({ status: 200, body: { data: { target: null } } });
});

test('an error has its location, path and code', async () => {
  const { errors } = await ask('{\n  mine: target(targetId: "no") { targetId }\n}');

  expect(errors).toEqual([
    {
      message: 'there is no target "no"',
      locations: [{ line: 2, column: 3 }],
      path: ['mine'],
      extensions: { code: 'NOT_FOUND' },
    },
  ]);
});

test('a failure inside Herald only tells the caller the request id', async () => {
  database.dynamo.on(GetCommand).rejects(new Error('table registry-123 is on fire'));

  const { text } = await call({
    body: { query: '{ secretAlias: target(targetId: "secret-id") { targetId } }' },
  });

  expect(JSON.parse(text)).toMatchObject({
    data: { secretAlias: null },
    errors: [
      {
        message: 'something went wrong on our side; quote request request-1',
        extensions: { code: 'INTERNAL_ERROR' },
      },
    ],
  });
  expect(text).not.toContain('registry-123');
});

test('a failure inside Herald is logged with its cause, without document and variables', async () => {
  database.dynamo.on(GetCommand).rejects(new Error('table registry-123 is on fire'));

  await ask('query SecretName($v: ID!) { secretAlias: target(targetId: $v) { targetId } }', {
    variables: { v: 'secret-variable' },
  });

  expect(lines.map(line => JSON.parse(line))).toMatchObject([
    {
      level: 'ERROR',
      licensor: 'acme',
      field: 'target',
      apiRequestId: 'request-1',
      error: { message: expect.stringContaining('on fire') },
    },
  ]);
  expect(lines.join()).not.toMatch(/secret/i);
});

test('an error of the caller is not logged as an error', async () => {
  await ask('mutation { deleteAuthProfile(authProfileId: "no") { authProfileId } }');
  await call({ body: 'nonsense' });

  expect(lines).toEqual([]);
});

test('a value of the wrong type is an error of the caller, and is not logged', async () => {
  const query =
    'mutation ($input: CreateAuthProfileInput!) { createAuthProfile(input: $input) { authProfileId } }';
  const wrong = { authConfig: { basicAuthConfig: { username: 1, password: 'b' } } };

  expect(codes(await ask(query, { variables: { input: wrong } }))).toEqual([{ code: 'BAD_REQUEST' }]);
  expect([written(), lines]).toEqual([[], []]);
});

const inLine = (config: string) =>
  `mutation { createAuthProfile(input: { authConfig: ${config} }) { authProfileId } }`;
const byVariable =
  'mutation ($input: CreateAuthProfileInput!) { createAuthProfile(input: $input) { authProfileId } }';

test.each<[string, unknown]>([
  ['a misspelt field', { basicAuthConfig: { usrname: 'u', password: 's3cret' } }],
  ['a field that is missing', { basicAuthConfig: { password: 's3cret' } }],
  ['a string for an object', { basicAuthConfig: 's3cret' }],
  ['an object for a string', { bearerAuthConfig: { bearerToken: { is: 's3cret' } } }],
  ['a list for a string', { bearerAuthConfig: { bearerToken: ['s3cret'] } }],
  ['a number for a string', { bearerAuthConfig: { bearerToken: 53_537 } }],
])('the error for %s does not quote the credential next to it', async (_, authConfig) => {
  const literal = JSON.stringify(authConfig).replaceAll(/"(\w+)":/g, '$1: ');

  const answers = [
    await ask(inLine(literal)),
    await ask(byVariable, { variables: { input: { authConfig } } }),
  ];

  expect(answers.flatMap(codes).every(({ code }) => code === 'BAD_REQUEST')).toBe(true);
  expect(answers.flatMap(({ errors }) => errors).length).toBeGreaterThanOrEqual(2);
  expect(JSON.stringify(answers)).not.toMatch(/s3cret|53537/);
  expect(JSON.stringify(answers)).toMatch(/password|username|BasicAuthConfigInput|String cannot represent/);
});

test('a destination must have exactly one kind, also with variables', async () => {
  const query = `mutation ($e: EventBridgeInput) { createEventSubscription(input: {
    eventType: "REFUND_REQUESTED", destination: { eventBridge: $e } }) { subscriptionId } }`;

  const answers = [await ask(query, { variables: { e: null } }), await ask(query, { variables: {} })];

  expect(answers.flatMap(codes)).toEqual([{ code: 'BAD_REQUEST' }, { code: 'BAD_REQUEST' }]);
});

test.each([
  'password "s3cret"',
  'password: "a" "s3cret"',
  'password """s3cret"""',
  'password: s3cret s3cret s3cret',
  'password:"ab\\us3cret"',
  '"s3cret": "x"',
])('a syntax error does not quote a credential: %s', async field => {
  const body = await ask(
    `mutation { createAuthProfile(input: {
      authConfig: {basicAuthConfig: {username: "u", ${field}}}}) { authProfileId } }`,
  );

  expect(codes(body)).toEqual([{ code: 'BAD_REQUEST' }]);
  expect(JSON.stringify(body)).not.toMatch(/s3cr|us3c/);
});

test.each([500, 1000, 1900])('a document nested %i levels deep is a BAD_REQUEST', async depth => {
  const value = '['.repeat(depth) + ']'.repeat(Math.min(depth, 1990 - depth));

  const body = await ask(`{ eventSubscription(subscriptionId: ${value}) { subscriptionId } }`);

  expect(codes(body).map(({ code }) => code)).toContain('BAD_REQUEST');
});

test.each([
  ['spaces', ' '.repeat(60_000)],
  ['commas and spaces', ', '.repeat(30_000)],
  ['the words of the sentence', 'represent '.repeat(6000)],
])('the refusal of a variable of 60,000 characters, %s, repeats nothing of it', async (_, secret) => {
  const query = 'query ($n: Int) { targets(first: $n) { nodes { targetId } } }';

  const body = await ask(query, { variables: { n: `${secret}s3cret` } });

  expect(codes(body)).toEqual([{ code: 'BAD_REQUEST' }]);
  expect(body.errors[0]?.message).toMatch(
    /^Variable "\$n" has invalid value: Int cannot represent .{0,30}value$/,
  );
});
