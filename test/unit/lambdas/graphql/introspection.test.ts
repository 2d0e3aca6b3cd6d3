// With introspection on, tools can read the schema, and a misspelt name gets a suggestion.
import { getIntrospectionQuery } from 'graphql';
import { beforeEach, expect, test } from 'vitest';
import { createGraphql } from '../../../support/handlers/graphql-under-test.ts';

const { ask, reset } = createGraphql({ INTROSPECTION: 'on' });
beforeEach(reset);

test('the introspection query of common tools is within the limits', async () => {
  const { data, errors } = await ask(getIntrospectionQuery());

  expect(errors).toBeUndefined();
  expect(data.__schema.types.map(({ name }: { name: string }) => name)).toContain(
    'CreateEventSubscriptionInput',
  );
});

test('a misspelt field gets a suggestion', async () => {
  const { errors } = await ask('{ topcs { topic } }');

  expect(errors).toMatchObject([
    { message: 'Cannot query field "topcs" on type "Query". Did you mean "topics"?' },
  ]);
});
