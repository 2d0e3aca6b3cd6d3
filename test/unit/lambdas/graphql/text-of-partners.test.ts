// Text that UTF-8 cannot carry and fields named __proto__, in GraphQL documents and variables.
import { beforeEach, expect, test } from 'vitest';
import { createGraphql } from '../../../support/handlers/graphql-under-test.ts';

const { call, reset, written } = createGraphql();
beforeEach(reset);

const create =
  'mutation ($input: CreateAuthProfileInput!) { createAuthProfile(input: $input) { authProfileId } }';
const inLine = (fields: string) =>
  `mutation { createAuthProfile(input: { authConfig: { basicAuthConfig: { ${fields} } } }) { authProfileId } }`;

/** The messages of a request whose body is this text. */
async function refusals(body: string): Promise<string[]> {
  const answer = await call({ body });
  expect(written()).toEqual([]);
  expect(answer.body.errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
  return answer.body.errors.map(({ message }: { message: string }) => message);
}

test.each([
  [
    'a variable',
    `{"query":"${create}","variables":{"input":{"authConfig":{"basicAuthConfig":{"username":"\\ud800","password":"p"}}}}}`,
    'variables.input.authConfig.basicAuthConfig.username: not well-formed Unicode',
  ],
  [
    'the document',
    JSON.stringify({ query: inLine('username: "¤", password: "p"') }).replace('¤', '\\udc00'),
    'query: not well-formed Unicode',
  ],
  [
    'an escape in the document',
    JSON.stringify({ query: inLine(String.raw`username: "\ud800", password: "p"`) }),
    'Syntax Error; see its location',
  ],
  [
    '__proto__ among the variables',
    `{"query":"${create}","variables":{"__proto__":{"input":1}}}`,
    'variables: unknown field "__proto__"',
  ],
  [
    '__proto__ in a variable',
    `{"query":"${create}","variables":{"input":{"authConfig":{"basicAuthConfig":{"username":"u","password":"p","__proto__":{"a":1}}}}}}`,
    'variables.input.authConfig.basicAuthConfig: unknown field "__proto__"',
  ],
  [
    '__proto__ in an input object of the document',
    JSON.stringify({ query: inLine('username: "u", password: "p", __proto__: { a: 1 }') }),
    'Expected value of type "BasicAuthConfigInput" not to include unknown field "__proto__"',
  ],
])('%s is refused by name', async (_, body, message) => {
  expect(await refusals(body)).toEqual([message]);
});
