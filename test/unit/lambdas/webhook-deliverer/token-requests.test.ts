// The request to a partner's token endpoint, and the webhook request that follows.
import { afterAll, beforeEach, expect, test } from 'vitest';
import { userAgent } from '../../../../core/runtime/outbound/outbound.ts';
import { serveOauthPartner } from '../../../support/handlers/oauth-partner.ts';

const partner = await serveOauthPartner();
beforeEach(() => partner.reset());
afterAll(() => partner.close());

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

/** The token request of one delivery. */
async function asked(oauth: object = {}) {
  expect(await partner.createInstance({ oauth })()).toMatchObject({ class: 'DELIVERED' });
  expect(partner.tokenRequests()).toHaveLength(1);
  return partner.tokenRequests()[0];
}

test('the documented request is a POST of form parameters with HTTP Basic', async () => {
  const request = await asked();

  expect(request).toMatchObject({
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      'user-agent': userAgent,
      authorization: basic('example-client-id:example-client-secret'),
    },
    body: 'grant_type=client_credentials&scope=write%3Aorder',
  });
  expect(request?.headers).not.toHaveProperty('accept-encoding');
  expect(partner.posts().map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1']);
});

test('without parameters the body is the standard grant', async () => {
  expect(await asked({ bodyParameters: [], headerParameters: [] })).toMatchObject({
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  });
});

test('a grant type of the partner replaces the standard one', async () => {
  const bodyParameters = [{ key: 'grant_type', value: 'urn:example:own' }];

  expect(await asked({ bodyParameters })).toMatchObject({ body: 'grant_type=urn%3Aexample%3Aown' });
});

test('the content type application/json is recognised in any case and with parameters', async () => {
  const headerParameters = [{ key: 'content-TYPE', value: 'Application/JSON; charset=utf-8' }];

  const request = await asked({ headerParameters });

  expect(request?.rawHeaders.filter(name => name.toLowerCase() === 'content-type')).toHaveLength(1);
  expect(request?.headers['content-type']).toBe('Application/JSON; charset=utf-8');
  expect(JSON.parse(request?.body ?? '')).toEqual({ grant_type: 'client_credentials', scope: 'write:order' });
});

test('the method and other headers are those of the partner', async () => {
  const headerParameters = [{ key: 'X-Tenant', value: 'acme 1' }];

  expect(await asked({ httpMethod: 'PUT', headerParameters })).toMatchObject({
    method: 'PUT',
    headers: { 'x-tenant': 'acme 1' },
  });
});

test.each([
  [
    'client_id and client_secret',
    [
      { key: 'client_id', value: 'a b' },
      { key: 'client_secret', value: 's&t' },
    ],
    'client_id=a+b&client_secret=s%26t',
  ],
])('with %s in the body, the client is not in a header', async (_, bodyParameters, sent) => {
  const request = await asked({ bodyParameters });

  expect(request?.headers).not.toHaveProperty('authorization');
  expect(request?.body).toBe(`grant_type=client_credentials&${sent}`);
});

test.each([['client_id'], ['Client_Secret'], ['CLIENT_SECRET'], ['client_assertion']])(
  'a body parameter %s alone leaves HTTP Basic as it is',
  async key => {
    const request = await asked({ bodyParameters: [{ key, value: 'a b' }] });

    expect(request?.headers.authorization).toBe(basic('example-client-id:example-client-secret'));
    expect(request?.body).toBe(`grant_type=client_credentials&${key}=a+b`);
  },
);

test('a parameter with a list of values is sent once for each, and names are case-sensitive', async () => {
  const bodyParameters = [
    { key: 'resource', value: ['https://a.example.com/', 'https://b.example.com/?x=1&y'] },
    { key: 'Resource', value: 'c' },
    { key: 'one', value: ['d'] },
  ];

  expect([...new URLSearchParams((await asked({ bodyParameters }))?.body)]).toEqual([
    ['grant_type', 'client_credentials'],
    ['resource', 'https://a.example.com/'],
    ['resource', 'https://b.example.com/?x=1&y'],
    ['Resource', 'c'],
    ['one', 'd'],
  ]);
});

test('a parameter with a list of values is a list in JSON', async () => {
  const headerParameters = [{ key: 'Content-Type', value: 'application/json' }];
  const bodyParameters = [
    { key: 'resource', value: ['a', 'b'] },
    { key: 'one', value: ['c'] },
    { key: 'text', value: 'd' },
  ];

  const request = await asked({ headerParameters, bodyParameters });

  expect(JSON.parse(request?.body ?? '')).toEqual({
    grant_type: 'client_credentials',
    resource: ['a', 'b'],
    one: ['c'],
    text: 'd',
  });
});

test('an Authorization header of the partner replaces HTTP Basic', async () => {
  const headerParameters = [{ key: 'authorization', value: 'Custom abc' }];

  expect((await asked({ headerParameters }))?.headers.authorization).toBe('Custom abc');
});

test('client id and secret are form-encoded before HTTP Basic (RFC 6749, section 2.3.1)', async () => {
  const request = await asked({ clientId: 'a:b c', clientSecret: 'x%y+z' });

  expect(request?.headers.authorization).toBe(basic('a%3Ab+c:x%25y%2Bz'));
});

test('a value with separators cannot add a parameter', async () => {
  const request = await asked({ bodyParameters: [{ key: 'a&b', value: 'c&d=e\r\n' }] });

  expect([...new URLSearchParams(request?.body)]).toEqual([
    ['grant_type', 'client_credentials'],
    ['a&b', 'c&d=e\r\n'],
  ]);
});
