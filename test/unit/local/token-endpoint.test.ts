// The local token endpoint must refuse every wrong request. Otherwise its tokens would prove nothing.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../../../local/partner/receiver.ts';
import { tokenPath } from '../../../local/partner/receiver-answers.ts';
import type { TokenClient } from '../../../local/partner/token-endpoint.ts';
import { loopbackCertificate } from '../../support/handlers/loopback-certificate.ts';

const inHeader: TokenClient = {
  clientId: 'client:1',
  clientSecret: 's ec+ret%',
  parameters: { grant_type: 'client_credentials', scope: 'write:order' },
};
const inBody: TokenClient = {
  clientId: 'client-2',
  clientSecret: 'secret',
  credentialsIn: 'body',
  encoding: 'json',
};

let receiver: Receiver;
beforeAll(async () => {
  // `certFile` and `keyFile` are for child processes, of which there are none.
  receiver = await startReceiver({
    certificate: { ...(await loopbackCertificate()), certFile: '', keyFile: '' },
    port: 0,
  });
  receiver.tokens.register(inHeader);
  receiver.tokens.register(inBody);
});
afterAll(() => receiver.stop());

const form = (text: string) => new URLSearchParams([['', text]]).toString().slice(1);
const basic = (id: string, secret: string) =>
  `Basic ${Buffer.from(`${form(id)}:${form(secret)}`).toString('base64')}`;

const right = {
  method: 'POST',
  accept: 'application/json',
  type: 'application/x-www-form-urlencoded',
  authorization: basic('client:1', 's ec+ret%') as string | undefined,
  body: 'grant_type=client_credentials&scope=write%3Aorder',
};
const json = { type: 'application/json', authorization: undefined };
const jsonBody = { grant_type: 'client_credentials', client_id: 'client-2', client_secret: 'secret' };

async function ask(change: Partial<typeof right> = {}) {
  const { method, accept, type, authorization, body } = { ...right, ...change };
  const headers = { accept, 'content-type': type, ...(authorization !== undefined && { authorization }) };
  const response = await fetch(receiver.url + tokenPath, { method, headers, body });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

test.each<[string, Partial<typeof right>, string]>([
  ['HTTP Basic and a form', {}, 'client:1'],
  ['a form with a charset', { type: 'application/x-www-form-urlencoded; charset=UTF-8' }, 'client:1'],
  ['credentials in a JSON body', { ...json, body: JSON.stringify(jsonBody) }, 'client-2'],
])('a client that sends %s, as registered, gets a token', async (_, change, clientId) => {
  const { status, body } = await ask(change);
  expect({ status, body }).toEqual({
    status: 200,
    body: { access_token: expect.any(String), token_type: 'Bearer', expires_in: 3600 },
  });
  expect(receiver.tokens.hasIssued(body['access_token'] ?? '', clientId)).toBe(true);
  expect(receiver.tokens.hasIssued(body['access_token'] ?? '', 'another')).toBe(false);
});

test.each<[string, Partial<typeof right>, number, string]>([
  ['the method PUT', { method: 'PUT' }, 405, 'invalid_request'],
  ['another Accept header', { accept: '*/*' }, 400, 'invalid_request'],
  ['another content type', { type: 'text/plain' }, 400, 'invalid_request'],
  ['a wrong secret', { authorization: basic('client:1', 'wrong') }, 401, 'invalid_client'],
  ['an unknown client', { authorization: basic('unknown', 's ec+ret%') }, 401, 'invalid_client'],
  [
    'credentials that are not form-encoded',
    { authorization: `Basic ${btoa('client:1:s ec+ret%')}` },
    401,
    'invalid_client',
  ],
  ['no credentials', { authorization: undefined }, 401, 'invalid_client'],
  ['credentials twice', { body: `${right.body}&client_id=client:1` }, 400, 'invalid_request'],
  ['a parameter twice', { body: `${right.body}&scope=write%3Aorder` }, 400, 'invalid_request'],
  ['an additional parameter', { body: `${right.body}&audience=a` }, 400, 'invalid_request'],
  ['another grant type', { body: 'grant_type=password&scope=write%3Aorder' }, 400, 'unsupported_grant_type'],
  ['another scope', { body: 'grant_type=client_credentials&scope=write' }, 400, 'invalid_scope'],
  ['no scope', { body: 'grant_type=client_credentials' }, 400, 'invalid_scope'],
  [
    'a body with credentials that belong in the header',
    {
      authorization: undefined,
      body: `${right.body}&client_id=client:1&client_secret=${form('s ec+ret%')}`,
    },
    401,
    'invalid_client',
  ],
  [
    'a form instead of JSON',
    { authorization: undefined, body: new URLSearchParams(jsonBody).toString() },
    400,
    'invalid_request',
  ],
])('%s is refused with the error code of RFC 6749', async (_, change, status, error) => {
  expect(await ask(change)).toMatchObject({ status, body: { error } });
});

test('a removed client gets no more tokens', async () => {
  receiver.tokens.register({ ...inHeader, clientId: 'gone' });
  const asGone = { authorization: basic('gone', 's ec+ret%') };
  expect((await ask(asGone)).status).toBe(200);
  receiver.tokens.forget('gone');
  expect(await ask(asGone)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
});

test('clients can be registered, and token requests listed, over HTTP', async () => {
  const client = { clientId: 'registered', clientSecret: 's ec+ret%' };
  const registration = await fetch(`${receiver.url}/oauth/clients`, {
    method: 'POST',
    body: JSON.stringify(client),
  });
  expect(registration.status).toBe(200);
  const sent = { authorization: basic('registered', 's ec+ret%'), body: 'grant_type=client_credentials' };
  expect((await ask(sent)).status).toBe(200);
  const requests = (await (await fetch(`${receiver.url}/oauth/requests`)).json()) as object[];
  expect(requests.at(-1)).toMatchObject({
    method: 'POST',
    body: sent.body,
    headers: { accept: 'application/json' },
  });
});

test('the refusal of an invalid client names the missing field', async () => {
  const registration = await fetch(`${receiver.url}/oauth/clients`, {
    method: 'POST',
    body: '{"clientId": "x"}',
  });
  expect(registration.status).toBe(400);
  expect(await registration.text()).toContain('clientSecret');
});
