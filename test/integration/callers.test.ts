// What callers with OAuth tokens may do, and the throttle of a licensor. access-keys.test.ts is the same for
// access keys; `tenancy.test.ts` tests that a key is valid for its own licensor only.
import { APIGatewayClient, DeleteApiKeyCommand } from '@aws-sdk/client-api-gateway';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { scopes } from '../../lambdas/authorizer/contract.ts';
import { partnerRoutes } from '../../lib/api/operations.ts';
import { accessToken } from '../../local/client/token.ts';
import { rotateOauth } from '../../ops/oauth-rotation.ts';
import { disableAllClients } from '../../ops/owner-clients.ts';
import { herald, heraldAws } from '../support/emulator/herald.ts';
import { deployment, eventOf, Licensor } from '../support/emulator/licensor.ts';
import { request } from '../support/emulator/raw-request.ts';
import { expectRefusal, expectRefusalWithoutTrace, type Refusal } from '../support/emulator/refusal.ts';
import { eventItems, registryOf } from '../support/emulator/tables.ts';
import { altered, foreignKey, unsigned, withoutSignature } from '../support/emulator/tokens.ts';
import { eventually } from '../support/emulator/wait.ts';

const forbidden: Refusal = { status: 403, code: 'FORBIDDEN', says: 'this token does not allow' };
const unauthorized: Refusal = {
  status: 401,
  code: 'UNAUTHORIZED',
  says: 'Authorization: expected Bearer and a valid token',
};
const webhook = {
  type: 'WEBHOOK',
  destination: 'https://your-api.example.com/webhooks',
  auth: { type: 'bearer', bearerToken: 'your-token' },
};
/** The REST routes of partners. */
const routeKeys = partnerRoutes.filter(key => !key.endsWith('/graphql'));
const now = Math.floor(Date.now() / 1000);

const db = createDynamo(new DynamoDBClient(heraldAws));

let a: Licensor;
/** OAuth tokens of the licensor and of the platform. */
let partnerToken: string;
let platformToken: string;
beforeAll(async () => {
  a = await Licensor.onboard();
  partnerToken = await a.newToken();
  platformToken = await accessToken(herald.run.tokenUrl, herald.run.platformClient);
});

/** Sends a request to a licensor's path with a token. */
function send(token: string, method = 'GET', path = '/targets', body?: object, { name } = a) {
  const content = body && { body: JSON.stringify(body) };
  return request(method, `/${name}/notifications${path}`, { authorization: `Bearer ${token}`, ...content });
}

const statusOf = async (...sent: Parameters<typeof send>): Promise<number> => (await send(...sent)).status;

describe('a token is refused, although a valid one of its licensor is accepted,', () => {
  it.each<[string, (token: string) => string]>([
    ['that has expired', token => altered(token, { iat: now - 7200, exp: now - 60 })],
    ['that never expires', token => altered(token, { exp: undefined })],
    ['that is not valid yet', token => altered(token, { nbf: now + 600 })],
    ['that is not signed', unsigned],
    ['whose signature is missing', withoutSignature],
    ['that is signed with another key', token => altered(token, {}, foreignKey())],
    [
      'of another issuer',
      token => altered(token, { iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Another' }),
    ],
    ['of another kind', token => altered(token, { token_use: 'id' })],
    ['of an unknown client', token => altered(token, { client_id: 'unknown' })],
    ['without a client', token => altered(token, { client_id: undefined })],
    ['of a client with the name of a licensor', token => altered(token, { client_id: `${a.name}` })],
  ])('%s', async (_, alter) => {
    expect(await statusOf(partnerToken)).toBe(200);
    expectRefusal(await send(alter(partnerToken)), unauthorized);
    expect(await statusOf(partnerToken)).toBe(200);
  });

  // Without this, a wrong key in `altered` would make every case above pass.
  it('but a valid token that is altered and signed with the same key is accepted', async () => {
    expect(await statusOf(altered(partnerToken, { jti: 'another' }))).toBe(200);
  });
});

describe('a token allows only what its scopes allow:', () => {
  const isRead = (routeKey: string) => routeKey.startsWith('GET ');
  const requestOf = (routeKey: string) => {
    const [method = '', route = ''] = routeKey.split(' ');
    const path = route.replace('/{licensor}/notifications', '').replaceAll(/\{\w+\}/g, 'some-id');
    return [method, path, isRead(routeKey) ? undefined : webhook] as const;
  };

  it('the read scope allows no change', async () => {
    const token = await a.newToken(scopes.read);
    expect(await statusOf(token)).toBe(200);
    for (const routeKey of routeKeys.filter(key => !isRead(key))) {
      await expectRefusalWithoutTrace(a, () => send(token, ...requestOf(routeKey)), forbidden);
    }
  });

  it('the write scope allows no read', async () => {
    const token = await a.newToken(scopes.write);
    expect(await statusOf(token, 'POST', '/targets', webhook)).toBe(201);
    for (const routeKey of routeKeys.filter(isRead))
      expectRefusal(await send(token, ...requestOf(routeKey)), forbidden);
  });

  it.each([
    ['without scopes', undefined],
    ["with another API's scope", 'other/notifications.read'],
  ])('a token %s allows nothing', async (_, scope) => {
    const token = altered(partnerToken, { scope });
    for (const routeKey of routeKeys) expectRefusal(await send(token, ...requestOf(routeKey)), forbidden);
  });

  it('a partner cannot get the publish scope, and cannot publish with it', async () => {
    await expect(a.newToken(scopes.publish)).rejects.toThrow(': 400 ');
    const token = altered(partnerToken, { scope: Object.values(scopes).join(' ') });
    expect(await statusOf(token)).toBe(200);
    const events = { events: [eventOf({ eventId: 'by-a-partner' })] };
    expectRefusal(await send(token, 'POST', '/events', events), forbidden);
    expect(await eventItems(a.name, 'by-a-partner')).toEqual([]);
  });

  it("the platform can only publish and make links, whatever its token's scopes are", async () => {
    const token = altered(platformToken, { scope: Object.values(scopes).join(' ') });
    expect(await statusOf(token, 'POST', '/events', { events: [eventOf()] })).toBe(202);
    const link = 'POST /{licensor}/notifications/portal-sessions';
    for (const routeKey of routeKeys.filter(key => key !== link))
      await expectRefusalWithoutTrace(a, () => send(token, ...requestOf(routeKey)), forbidden);
  });
});

describe('an OAuth client', () => {
  it('that is disabled is refused with a new token, and with any token after the cache expires', async () => {
    const one = await Licensor.onboard();
    const [used, unused] = [await one.newToken(), await one.newToken()];
    expect(await statusOf(used, 'GET', '/targets', undefined, one)).toBe(200);
    await disableAllClients(deployment, db, one.name);
    expectRefusal(await send(unused, 'GET', '/targets', undefined, one), unauthorized);
    const answer = await eventually(
      'the disabled client to be refused',
      () => send(used, 'GET', '/targets', undefined, one),
      ({ status }) => status === 401,
    );
    expectRefusal(answer, unauthorized);
    await expect(one.newToken()).rejects.toThrow('invalid_client');
    expect(await statusOf(partnerToken)).toBe(200);
  });

  it.each([
    { overlap: 1, before: 200 },
    { overlap: 0, before: 401 },
  ])(
    'that is rotated with $overlap hours of overlap gets $before with its old token; the new client works',
    async ({ overlap, before }) => {
      const one = await Licensor.onboard();
      const old = await one.newToken();
      const { clientId, clientSecret = '' } = await rotateOauth(deployment, db, one.name, {
        overlapHours: overlap,
      });
      expect(await statusOf(old, 'GET', '/targets', undefined, one)).toBe(before);
      const token = await accessToken(one.caller.tokenUrl, { clientId, clientSecret });
      expect(await statusOf(token, 'GET', '/targets', undefined, one)).toBe(200);
      expect(await statusOf(one.partnerKey, 'GET', '/targets', undefined, one)).toBe(200);
    },
  );
});

describe('the throttle', () => {
  const usageKeyOf = async ({ name }: Licensor) =>
    (await registryOf(name)).find(({ itemId }) => itemId === 'LICENSOR') as Record<
      'usageKey' | 'usageKeyId',
      string
    >;
  const readWithKey = ({ name, partnerKey }: Licensor, key: string) =>
    request('GET', `/${name}/notifications/targets`, {
      authorization: `Bearer ${partnerKey}`,
      headers: { 'x-api-key': key },
    });

  it("of a licensor is separate, and all its clients share it: without its usage key they are refused, even with another's", async () => {
    const [one, other] = [await Licensor.onboard(), await Licensor.onboard()];
    const clients = [one.partnerKey, (await one.newKey()).key, await one.newToken()];
    const [key, otherKey] = [await usageKeyOf(one), await usageKeyOf(other)];
    for (const token of clients) expect(await statusOf(token, 'GET', '/targets', undefined, one)).toBe(200);
    await new APIGatewayClient(heraldAws).send(new DeleteApiKeyCommand({ apiKey: key.usageKeyId }));
    const refusal = { ...forbidden, says: '' };
    for (const token of clients) expectRefusal(await send(token, 'GET', '/targets', undefined, one), refusal);
    expectRefusal(await readWithKey(one, otherKey.usageKey), refusal);
    expect((await readWithKey(other, key.usageKey)).status).toBe(200);
  });

  it('ignores a key that the caller sends', async () => {
    expect((await readWithKey(a, 'any-key-at-all-that-a-caller-sends')).status).toBe(200);
  });
});
