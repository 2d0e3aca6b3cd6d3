// The guides in docs/migrating: their programs, run with the published client, against Herald.
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { authenticationFault } from '../../../local/partner/webhook-authentication.ts';
import { json, serve } from '../../../packages/client/test/loopback-api.ts';
import { herald } from '../../support/emulator/herald.ts';
import { Licensor } from '../../support/emulator/licensor.ts';
import { arrivalOf, webhookUrl } from '../../support/emulator/receiver.ts';
import { newOauthClient } from '../../support/emulator/token-endpoint.ts';
import { codeOf } from '../../support/packages/page-code.ts';
import { type Project, projectWith } from '../../support/packages/project.ts';

let project: Project;
beforeAll(async () => {
  project = await projectWith('client');
}, 60_000);
afterAll(() => project.remove());

/** Runs the program of a guide, after `before`. @returns what it prints */
function runGuide(name: string, licensor: Licensor, before: string, env: Record<string, string> = {}) {
  return project.run(`${name}.mts`, `${before}\n${codeOf(`docs/migrating/${name}.md`)}`, {
    API: herald.outputs.apiUrl,
    LICENSOR: licensor.name,
    TOKEN: licensor.partnerKey,
    PLATFORM_TOKEN: licensor.platformKey,
    NODE_EXTRA_CA_CERTS: herald.run.caFile,
    ...env,
  });
}

test('from Svix: an endpoint keeps its URL, its event types and its secret', async () => {
  const licensor = await Licensor.onboard();
  const secret = `whsec_${randomBytes(24).toString('base64')}`;
  const endpoint = { id: 'ep_1', url: webhookUrl(licensor.path('svix')), filterTypes: ['offer.live'] };
  const asked: (string | undefined)[] = [];
  const svix = await serve((response, request) => {
    asked.push(request.headers.authorization);
    const [, path = ''] = request.url.pathname.split('/api/v1/app/app_1/endpoint/');
    if (path === 'ep_1/secret/') return json(200, { key: secret })(response, request);
    const isSecond = request.url.searchParams.get('iterator') === 'next';
    return json(
      200,
      isSecond
        ? { data: [endpoint], iterator: null, done: true }
        : { data: [{ ...endpoint, id: 'ep_0', disabled: true }], iterator: 'next', done: false },
    )(response, request);
  });
  const env = { SVIX_API: svix.url, SVIX_TOKEN: 'svix-token', SVIX_APPLICATION: 'app_1' };
  await runGuide('svix', licensor, '', env);
  await runGuide('svix', licensor, '', env);
  const { headers, body } = await arrivalOf(licensor.path('svix'), await licensor.publish());

  expect(new Set(asked)).toEqual(new Set(['Bearer svix-token']));
  expect(new Webhook(secret).verify(body, headers)).toMatchObject({ eventType: 'LiveStatusUpdated' });
  const { body: listed } = await licensor.partner.call('GET', '/targets');
  expect(listed).toMatchObject({ targets: [{ destination: endpoint.url }] });
});

test('from API destinations: the header of each kind of connection stays the same', async () => {
  const licensor = await Licensor.onboard();
  const oauth = await newOauthClient();
  const destinations = [
    {
      name: 'key',
      connection: { ApiKeyAuthParameters: { ApiKeyName: 'X-Acme-Key', ApiKeyValue: 'value-of-the-key' } },
    },
    {
      name: 'basic',
      connection: { BasicAuthParameters: { Username: 'acme', Password: 'password-of-acme' } },
    },
    {
      name: 'oauth',
      connection: {
        OAuthParameters: {
          ClientParameters: { ClientID: oauth.clientId, ClientSecret: oauth.clientSecret },
          AuthorizationEndpoint: oauth.authEndpoint,
          HttpMethod: 'POST',
          OAuthHttpParameters: { BodyParameters: [{ Key: 'grant_type', Value: 'client_credentials' }] },
        },
      },
    },
  ].map(one => ({ ...one, endpoint: webhookUrl(licensor.path(one.name)) }));
  await runGuide(
    'api-destinations',
    licensor,
    `const destinations: { name: string; endpoint: string; connection: Connection }[] = ${JSON.stringify(destinations)};`,
  );
  const eventId = await licensor.publish();
  const arrived = await Promise.all(destinations.map(({ name }) => arrivalOf(licensor.path(name), eventId)));
  const [key, basic, token] = arrived.map(({ headers }) => headers);

  expect(key?.['x-acme-key']).toBe('value-of-the-key');
  expect(basic?.['authorization']).toBe(`Basic ${Buffer.from('acme:password-of-acme').toString('base64')}`);
  expect(token?.['authorization']).toMatch(/^Bearer \S+$/);
});

test('from own webhooks: the header and the secret stay, and both systems get the events', async () => {
  const licensor = await Licensor.onboard();
  const secret = 'a-secret-of-the-old-system';
  const hooks = [
    { id: 1, url: webhookUrl(licensor.path('own')), secret },
    { id: 2, url: 'https://receiver.local/hook', secret },
  ];
  const output = await runGuide(
    'own-webhooks',
    licensor,
    `const hooks = ${JSON.stringify(hooks)};
     const enqueued: string[] = [];
     const enqueueForWorker = async (eventId: string, _: object) => void enqueued.push(eventId);
     const stopWorkerFor = async (licensor: string) => {
       const data = { alid: 'a', territory: 'US', marketplace: 'US', callbackUrl: 'https://callback-url.com' };
       await announce('both-1', data);
       console.log('stopped', licensor, enqueued);
     };`,
  );
  const request = await arrivalOf(licensor.path('own'), 'both-1');

  expect(output).toContain('hook 2: destination: ');
  expect(output).toContain(`stopped ${licensor.name} [ 'both-1' ]`);
  const auth = {
    type: 'hmac',
    hmacSecret: secret,
    hmacAlgorithm: 'HmacSHA256',
    hmacHeader: 'X-Acme-Signature',
  } as const;
  expect(authenticationFault(request, auth)).toBeUndefined();
});
