// With introspection off, the API does not reveal the schema.
import { beforeEach, expect, test } from 'vitest';
import { createGraphql } from '../../../support/handlers/graphql-under-test.ts';

const { ask, reset } = createGraphql({ INTROSPECTION: 'off' });
beforeEach(reset);

test.each(['__schema { types { name } }', '__type(name: "Query") { name }'])('%s is refused', async field => {
  const { data, errors } = await ask(`{ ${field} }`);

  expect(data).toBeUndefined();
  expect(errors[0]).toMatchObject({
    message: expect.stringContaining('introspection has been disabled'),
    extensions: { code: 'BAD_REQUEST' },
  });
});

const misspelt: [string, string, object][] = [
  ['a field', '{ topcs { topic } }', {}],
  ['an argument', '{ targets(frist: 1) { nodes { targetId } } }', {}],
  ['a type', 'query ($a: Topc) { topics { topic } }', {}],
  ['an input field', 'mutation { createAuthProfile(input: { authConfg: {} }) { authProfileId } }', {}],
  [
    'an input field of a variable',
    'mutation ($input: CreateAuthProfileInput!) { createAuthProfile(input: $input) { authProfileId } }',
    { input: { authConfg: {}, authConfig: {} } },
  ],
];

test.each(misspelt)('the misspelt name of %s gets no suggestion', async (_, query, variables) => {
  const { errors } = await ask(query, { variables });

  expect(errors.length).toBeGreaterThan(0);
  expect(JSON.stringify(errors)).not.toContain('Did you mean');
});

test('__typename is allowed', async () => {
  expect(await ask('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
});
