// The limits of one request. A request over a limit is rejected before anything is read.
import { beforeEach, expect, test } from 'vitest';

import { createGraphql } from '../../../support/handlers/graphql-under-test.ts';

const { ask, call, reset, database } = createGraphql();
beforeEach(reset);

const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

const refusal = (message: string) => ({
  errors: [
    expect.objectContaining({
      message: expect.stringContaining(message),
      extensions: { code: 'BAD_REQUEST' },
    }),
  ],
});

test.each<[string, string, string]>([
  [
    '9 levels of fields',
    '{ a { b { c { d { e { f { g { h { i } } } } } } } } }',
    'at most 8 levels of fields, got 9',
  ],
  [
    'levels inside fragments',
    `query { ...One } fragment One on Query { a { b { c { d { ...Two } } } } }
      fragment Two on Query { e { f { g { h { ... on X { i } } } } } }`,
    'at most 8 levels of fields, got 9',
  ],
  ['11 aliases', `{ topics { ${times(11, index => `a${index}: topic`)} } }`, 'at most 10 aliases, got 11'],
  [
    'aliases of a fragment that is spread twice',
    `{ topics { ...Six ...Six } } fragment Six on Topic { ${times(6, index => `a${index}: topic`)} }`,
    'at most 10 aliases, got 12',
  ],
  ['11 root fields', `{ ${times(11, () => 'topics { topic }')} }`, 'at most 10 fields at the root, got 11'],
  [
    'root fields of a fragment',
    `{ ...All } fragment All on Query { ${times(11, () => 'topics { topic }')} }`,
    'at most 10 fields at the root, got 11',
  ],
  [
    'two full pages with all their fields',
    `{ ${times(2, () => `targets(first: 100) { nodes { ${times(25, () => 'targetId')} } }`)} }`,
    'at most 5000 fields in the answer',
  ],
  [
    'a page whose size is a variable',
    `query ($n: Int) { targets(first: $n) { nodes { ${times(49, () => 'targetId')} } } }`,
    'at most 5000 fields in the answer',
  ],
  [
    'pages of the usual size',
    `{ ${times(2, () => `targets { nodes { ${times(50, () => 'targetId')} } }`)} }`,
    'at most 5000 fields in the answer',
  ],
  [
    'a page of a negative size beside a full page',
    `{ targets(first: -1000) { nodes { ${times(5, () => 'targetId')} } } other: targets(first: 100) { nodes { ${times(60, () => 'targetId')} } } }`,
    'at most 5000 fields in the answer',
  ],
  [
    'a page of size zero',
    `{ targets(first: 0) { nodes { ${times(60, () => 'targetId')} } } }`,
    'at most 5000 fields in the answer',
  ],
  ...['NaN', '1.5', '"1"', 'null'].map((first): [string, string, string] => [
    `a page of size ${first}`,
    `{ targets(first: ${first}) { nodes { ${times(60, () => 'targetId')} } } }`,
    'at most 5000 fields in the answer',
  ]),
  [
    'a page of infinite size, without fields, beside a full page',
    `{ targets(first: ${'9'.repeat(400)}) other: targets(first: 100) { nodes { ${times(60, () => 'targetId')} } } }`,
    'at most 5000 fields in the answer',
  ],
  [
    'a hundred fragments that each spread the next one twice',
    `{ topics { ...F0 } }
      ${times(100, index => `fragment F${index} on Topic { ...F${index + 1} ...F${index + 1} }`)}
      fragment F100 on Topic { topic }`,
    'at most 5000 fields in the answer',
  ],
  [
    'one token more than 2000',
    `{ ${times(1999, () => 'topics')} }`,
    'Document contains more than 2000 tokens',
  ],
])('%s: BAD_REQUEST that states the limit', async (_, query, message) => {
  expect(await ask(query)).toEqual(refusal(message));
  expect(database.dynamo.calls()).toEqual([]);
});

test.each<[string, string]>([
  ['10 root fields and 10 aliases', `{ ${times(10, index => `a${index}: topics { topic }`)} }`],
  ['a full page', `{ targets(first: 100) { nodes { ${times(20, () => 'targetId')} } } }`],
  [
    'a page of all fields of auth profiles',
    `{ authProfiles(first: 100) { pageInfo { hasNextPage endCursor } nodes {
      authProfileId allowedOrigins previousSecretUntil usedBy createdAt updatedAt
      authConfig { type authProfileId username apiKeyHeader hmacAlgorithm hmacHeader queryParameterName
      authEndpoint httpMethod clientId bodyParameters { key } headerParameters { key }
      signature { hmacAlgorithm hmacHeader } } } } }`,
  ],
])('%s: within the limits', async (_, query) => {
  expect((await ask(query)).errors).toBeUndefined();
});

test('an operation that is not executed must be within the limits too', async () => {
  const query = `query Small { topics { topic } } query Large { ${times(11, () => 'topics { topic }')} }`;

  expect(await ask(query, { operationName: 'Small' })).toEqual(refusal('at most 10 fields at the root'));
});

test('fragments that spread each other are rejected', async () => {
  const { errors } = await ask(
    '{ topics { ...A } } fragment A on Topic { ...B } fragment B on Topic { ...A }',
  );

  expect(errors).toMatchObject([
    { message: expect.stringContaining('Cannot spread fragment "A" within itself') },
  ]);
});

test('a document with many errors gets only a few of them', async () => {
  const { errors } = await ask(`{ ${times(1, () => `topics { ${times(900, index => `wrong${index}`)} }`)} }`);

  expect(errors.length).toBeLessThanOrEqual(11);
});

test('several requests in one body are rejected', async () => {
  const answer = await call({ body: [{ query: '{ topics { topic } }' }] });

  expect(answer).toMatchObject({ status: 400, body: refusal('body: expected object, got array') });
});

test('a body of more than 64 kB is rejected', async () => {
  const answer = await call({ body: { query: `{ topics { topic } } #${'x'.repeat(65_536)}` } });

  expect(answer).toMatchObject({ status: 400, body: refusal('body: expected at most 65536 bytes') });
});
