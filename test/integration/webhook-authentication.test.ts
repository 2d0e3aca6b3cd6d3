// Every kind of authentication, as a webhook sees it. What the token endpoint is sent is in the tour and the unit tests.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { faultOfProof, type WebhookAuth } from '../../local/partner/webhook-proof.ts';
import { documentedPayload } from '../support/builders/documented-payload.ts';
import { herald } from '../support/emulator/herald.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { allLogs } from '../support/emulator/logs.ts';
import { arrivalOf, arrivals, behave, received, webhookUrl } from '../support/emulator/receiver.ts';
import { holds, textOf } from '../support/emulator/secret-search.ts';
import { allItems, allTables, deliveryWhen } from '../support/emulator/tables.ts';
import { failTokenRequests, newOauthClient, tokensOf } from '../support/emulator/token-endpoint.ts';

const secret = () => `canary-${randomBytes(18).toString('hex')}`;
const signature = (hmacHeader: string) =>
  ({ hmacSecret: secret(), hmacAlgorithm: 'HmacSHA256', hmacHeader }) as const;
const isDelivered = ({ status }: { status: string }) => status === 'DELIVERED';

/** As text 4 prints a key. */
const queryValue = `${secret()}@fAhq$$6lo^ +&=ü`;
const kinds: [string, () => Promise<WebhookAuth>][] = [
  ['bearer', async () => ({ type: 'bearer', bearerToken: secret() })],
  ['apiKey', async () => ({ type: 'apiKey', apiKey: secret(), apiKeyHeader: 'X-API-KEY' })],
  ['hmac', async () => ({ type: 'hmac', ...signature('X-Signature') })],
  ['basic', async () => ({ type: 'basic', username: 'herald', password: `${secret()}: ü` })],
  [
    'basic with a signature beside it',
    async () => ({
      type: 'basic',
      username: 'herald',
      password: secret(),
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
    'oauth with a signature beside it',
    async () => ({ ...(await newOauthClient()), signature: signature('X-Signature') }),
  ],
];

/** A subscribed webhook. */
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
  it.each(kinds)('%s gets an event with what proves it', async (_, createAuth) => {
    const auth = await createAuth();
    const { path, publish } = await subscribed(auth);
    const request = await arrivalOf(path, (await publish()).eventId);
    const issued = auth.type === 'oauth' ? await tokensOf(auth) : [];
    const tokens = { hasIssued: (token: string) => issued.includes(token) };
    expect(request.body).toBe(documentedPayload);
    expect(faultOfProof(request, auth, tokens)).toBeUndefined();
  });
});

it('the value of a query parameter is in no log, in the clear in no table, and in no answer', async () => {
  const licensor = await Licensor.onboard();
  const canary = secret();
  const auth = { type: 'queryParameter', queryParameterName: 'key', queryParameterValue: `${canary} ü` };
  const targetId = await licensor.registerWebhook('hook', auth);
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const path = licensor.path('hook');
  await behave({ path, status: 302, headers: { location: '/elsewhere' } });
  const eventId = await licensor.publish();
  const row = await deliveryWhen({ licensor: licensor.name, targetId, eventId }, isDelivered);
  expect(row.attemptCount).toBe(2);
  const [request] = await received(path);
  expect(request?.path).toBe(`${path}?key=${canary}%20%C3%BC`);

  const answers = ['/targets', `/targets/${targetId}`].map(each => licensor.partner.call('GET', each));
  for (const { body } of await Promise.all(answers)) expect(holds(JSON.stringify(body), canary)).toBe(false);
  expect(holds(readFileSync(herald.emulatorLog, 'utf8'), canary)).toBe(false);
  for (const [group, lines] of await allLogs())
    expect(
      lines.filter(line => holds(line, canary)),
      group,
    ).toEqual([]);
  for (const table of await allTables()) {
    expect(
      (await allItems(table)).filter(item => holds(textOf(item), canary)),
      table,
    ).toEqual([]);
  }
});

describe('OAuth', () => {
  it('takes the token that it has for the next event', async () => {
    const auth = await newOauthClient();
    const { path, publish } = await subscribed(auth);
    await deliveryWhen(await publish(), isDelivered);
    await deliveryWhen(await publish(), isDelivered);
    const sent = (await received(path)).map(({ headers }) => headers['authorization']);
    const issued = (await tokensOf(auth)).map(token => `Bearer ${token}`);
    expect(sent).toHaveLength(2);
    expect(new Set(sent)).toEqual(new Set(issued));
  });

  it('fetches a new token for a webhook that answers 401, within the attempt', async () => {
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

  it('waits for a token endpoint that is down: the event arrives once it is back', async () => {
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

  it('says that the token endpoint refused, and the event arrives once the client secret is put right', async () => {
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
