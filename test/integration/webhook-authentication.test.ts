// Each kind of authentication in the requests to a webhook. The tour and unit tests check the requests to the
// token endpoint.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { authenticationFault, type WebhookAuth } from '../../local/partner/webhook-authentication.ts';
import { documentedPayload } from '../support/builders/documented-payload.ts';
import { herald } from '../support/emulator/herald.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { allLogs } from '../support/emulator/logs.ts';
import { arrivalOf, arrivals, behave, received, webhookUrl } from '../support/emulator/receiver.ts';
import { containsSecret, searchableSecret, textOf } from '../support/emulator/secret-search.ts';
import { allItems, allTables, deliveryWhen } from '../support/emulator/tables.ts';
import { failTokenRequests, newOauthClient, tokensOf } from '../support/emulator/token-endpoint.ts';

const signature = (hmacHeader: string) =>
  ({ hmacSecret: searchableSecret(), hmacAlgorithm: 'HmacSHA256', hmacHeader }) as const;
const isDelivered = ({ status }: { status: string }) => status === 'DELIVERED';

/** With the special characters of the key in text 4, and others that must be encoded. */
const queryValue = `${searchableSecret()}@fAhq$$6lo^ +&=ü`;
const kinds: [string, () => Promise<WebhookAuth>][] = [
  ['bearer', async () => ({ type: 'bearer', bearerToken: searchableSecret() })],
  ['apiKey', async () => ({ type: 'apiKey', apiKey: searchableSecret(), apiKeyHeader: 'X-API-KEY' })],
  ['hmac', async () => ({ type: 'hmac', ...signature('X-Signature') })],
  ['basic', async () => ({ type: 'basic', username: 'herald', password: `${searchableSecret()}: ü` })],
  [
    'basic and a signature',
    async () => ({
      type: 'basic',
      username: 'herald',
      password: searchableSecret(),
      signature: signature('x-amzn-signature'),
    }),
  ],
  [
    'queryParameter',
    async () => ({
      type: 'queryParameter',
      queryParameterName: 'X-Amz-Credential',
      queryParameterValue: queryValue,
    }),
  ],
  ['oauth', () => newOauthClient()],
  [
    'oauth and a signature',
    async () => ({ ...(await newOauthClient()), signature: signature('X-Signature') }),
  ],
];

/** Creates a subscribed webhook. */
async function subscribed(auth: WebhookAuth) {
  const licensor = await Licensor.onboard();
  const targetId = await licensor.registerWebhook('hook', auth);
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const path = licensor.path('hook');
  const publish = async () => ({
    licensor: licensor.name,
    targetId,
    eventId: await licensor.publish(),
  });
  return { licensor, path, targetId, publish };
}

describe('a webhook with', () => {
  it.each(kinds)('%s gets a request with that proof', async (_, createAuth) => {
    const auth = await createAuth();
    const { path, publish } = await subscribed(auth);
    const request = await arrivalOf(path, (await publish()).eventId);
    const issued = auth.type === 'oauth' ? await tokensOf(auth) : [];
    const tokens = { hasIssued: (token: string) => issued.includes(token) };
    expect(request.body).toBe(documentedPayload);
    expect(authenticationFault(request, auth, tokens)).toBeUndefined();
  });
});

it('the value of a query parameter is in no log, in no answer, and in no table unencrypted', async () => {
  const licensor = await Licensor.onboard();
  const secret = searchableSecret();
  const auth = { type: 'queryParameter', queryParameterName: 'key', queryParameterValue: `${secret} ü` };
  const targetId = await licensor.registerWebhook('hook', auth);
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const path = licensor.path('hook');
  await behave({ path, status: 302, headers: { location: '/elsewhere' } });
  const eventId = await licensor.publish();
  const row = await deliveryWhen({ licensor: licensor.name, targetId, eventId }, isDelivered);
  expect(row.attemptCount).toBe(2);
  const [request] = await received(path);
  expect(request?.path).toBe(`${path}?key=${secret}%20%C3%BC`);

  const answers = ['/targets', `/targets/${targetId}`].map(each => licensor.partner.call('GET', each));
  for (const { body } of await Promise.all(answers))
    expect(containsSecret(JSON.stringify(body), secret)).toBe(false);
  expect(containsSecret(readFileSync(herald.emulatorLog, 'utf8'), secret)).toBe(false);
  for (const [group, lines] of await allLogs())
    expect(
      lines.filter(line => containsSecret(line, secret)),
      group,
    ).toEqual([]);
  for (const table of await allTables()) {
    expect(
      (await allItems(table)).filter(item => containsSecret(textOf(item), secret)),
      table,
    ).toEqual([]);
  }
});

describe('OAuth', () => {
  it('uses a cached token for the next event', async () => {
    const auth = await newOauthClient();
    const { path, publish } = await subscribed(auth);
    await deliveryWhen(await publish(), isDelivered);
    await deliveryWhen(await publish(), isDelivered);
    const sent = (await received(path)).map(({ headers }) => headers['authorization']);
    const issued = (await tokensOf(auth)).map(token => `Bearer ${token}`);
    expect(sent).toHaveLength(2);
    expect(new Set(sent)).toEqual(new Set(issued));
  });

  it('fetches a new token within the attempt if the webhook answers 401', async () => {
    const auth = await newOauthClient();
    const { path, publish } = await subscribed(auth);
    await behave({ path, status: 401 });
    const row = await deliveryWhen(await publish(), isDelivered);
    expect(row).toMatchObject({ attemptCount: 1, attempts: [{ class: 'DELIVERED', httpStatus: 200 }] });
    const [first, second] = await arrivals(path, 2);
    const issued = await tokensOf(auth);
    expect(issued).toHaveLength(2);
    expect([first, second].map(request => request?.headers['authorization'])).toEqual(
      issued.map(token => `Bearer ${token}`),
    );
    expect(second?.body).toBe(first?.body);
  });

  it('retries after the token endpoint failed, and the event arrives', async () => {
    const auth = await newOauthClient();
    const { path, publish } = await subscribed(auth);
    await failTokenRequests(500, 1);
    const row = await deliveryWhen(await publish(), isDelivered);
    expect(row).toMatchObject({
      attemptCount: 2,
      attempts: [
        { class: 'SERVER_ERROR', message: 'token endpoint: answered 500' },
        { class: 'DELIVERED', httpStatus: 200 },
      ],
    });
    expect(await received(path)).toHaveLength(1);
  });

  it('records a refused token request, and the event arrives after the secret is corrected', async () => {
    const auth = await newOauthClient();
    const { licensor, path, targetId, publish } = await subscribed({
      ...auth,
      clientSecret: 'a-wrong-secret',
    });
    const delivery = await publish();
    const row = await deliveryWhen(delivery, ({ attemptCount }) => attemptCount > 0);
    expect(row.attempts[0]).toMatchObject({ class: 'UNAUTHORIZED', message: 'token endpoint: answered 401' });
    expect(await received(path)).toEqual([]);
    const webhook = { type: 'WEBHOOK', destination: webhookUrl(path), auth };
    expect((await licensor.partner.call('PUT', `/targets/${targetId}`, webhook)).status).toBe(200);
    await deliveryWhen(delivery, isDelivered);
    expect(await received(path)).toHaveLength(1);
  });
});
