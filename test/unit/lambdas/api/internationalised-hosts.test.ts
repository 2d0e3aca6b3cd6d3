// Hosts with other characters than ASCII are stored and shown in their ASCII form.
import { beforeEach, expect, test } from 'vitest';
import { createRegisteringApi } from '../../../support/handlers/registering-api.ts';

const { call, reset, written } = createRegisteringApi();
beforeEach(reset);

const stored = () => written()[0]?.[0]?.Put?.Item;

test('the host of a webhook is stored as punycode', async () => {
  const auth = { type: 'bearer', bearerToken: 'your-token' };
  const body = { type: 'WEBHOOK', destination: 'https://bücher.de/hook?q=ü', auth };

  const answer = await call('POST /{licensor}/notifications/targets', { body });

  const destination = 'https://xn--bcher-kva.de/hook?q=ü';
  expect(answer).toMatchObject({ status: 201, body: { destination } });
  expect(stored()).toMatchObject({ destination });
});

test('the host of a token endpoint and of an allowed origin is stored as punycode', async () => {
  const authConfig = {
    type: 'oauth',
    authEndpoint: 'https://anmelden.bücher.de/token',
    clientId: 'client-1',
    clientSecret: 'client-s3cret',
  };
  const body = { authConfig, allowedOrigins: ['https://bücher.de'] };

  const answer = await call('POST /{licensor}/notifications/auth-profiles', { body });

  const authEndpoint = 'https://anmelden.xn--bcher-kva.de/token';
  const allowedOrigins = ['https://xn--bcher-kva.de'];
  expect(answer).toMatchObject({ status: 201, body: { authConfig: { authEndpoint }, allowedOrigins } });
  expect(stored()).toMatchObject({ auth: { authEndpoint }, allowedOrigins });
});
