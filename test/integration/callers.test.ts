// Which callers may call which routes. `tenancy.test.ts` tests that a token is valid for its own licensor
// only.
import { APIGatewayClient, DeleteApiKeyCommand } from '@aws-sdk/client-api-gateway';
import { beforeAll, describe, expect, it } from 'vitest';
import { routeKeys as apiRouteKeys } from '../../lambdas/api/contract.ts';
import { scopes } from '../../lambdas/authorizer/contract.ts';
import { routeKeys as pullRouteKeys } from '../../lambdas/pull/contract.ts';
import { callerOf } from '../../local/client/onboard.ts';
import { accessToken } from '../../local/client/token.ts';
import { heraldAws } from '../support/emulator/herald.ts';
import { eventOf, Licensor, onboarding } from '../support/emulator/licensor.ts';
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
const routeKeys = [...apiRouteKeys, ...pullRouteKeys];
const now = Math.floor(Date.now() / 1000);

let a: Licensor;
beforeAll(async () => {
  a = await Licensor.onboard();
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
    expect(await statusOf(a.partnerToken)).toBe(200);
    expectRefusal(await send(alter(a.partnerToken)), unauthorized);
    expect(await statusOf(a.partnerToken)).toBe(200);
  });

  // Without this, a wrong key in `altered` would make every case above pass.
  it('but a valid token that is altered and signed with the same key is accepted', async () => {
    expect(await statusOf(altered(a.partnerToken, { jti: 'another' }))).toBe(200);
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
    const token = altered(a.partnerToken, { scope });
    for (const routeKey of routeKeys) expectRefusal(await send(token, ...requestOf(routeKey)), forbidden);
  });

  it('a partner cannot get the publish scope, and cannot publish with it', async () => {
    await expect(a.newToken(scopes.publish)).rejects.toThrow(': 400 ');
    const token = altered(a.partnerToken, { scope: Object.values(scopes).join(' ') });
    expect(await statusOf(token)).toBe(200);
    const events = { events: [eventOf({ eventId: 'by-a-partner' })] };
    expectRefusal(await send(token, 'POST', '/events', events), forbidden);
    expect(await eventItems(a.name, 'by-a-partner')).toEqual([]);
  });

  it("the platform can only publish, whatever its token's scopes are", async () => {
    const token = altered(a.platformToken, { scope: Object.values(scopes).join(' ') });
    expect(await statusOf(token, 'POST', '/events', { events: [eventOf()] })).toBe(202);
    for (const routeKey of routeKeys)
      await expectRefusalWithoutTrace(a, () => send(token, ...requestOf(routeKey)), forbidden);
  });
});

describe('a client', () => {
  it('that is disabled is refused with a new token, and with any token after the cache expires', async () => {
    const one = await Licensor.onboard();
    const unused = await one.newToken();
    expect(await statusOf(one.partnerToken, 'GET', '/targets', undefined, one)).toBe(200);
    await onboarding.disable(one.name);
    expectRefusal(await send(unused, 'GET', '/targets', undefined, one), unauthorized);
    const answer = await eventually(
      'the disabled client to be refused',
      () => send(one.partnerToken, 'GET', '/targets', undefined, one),
      ({ status }) => status !== 200,
    );
    expectRefusal(answer, unauthorized);
    await expect(one.newToken()).rejects.toThrow('invalid_client');
    expect(await statusOf(a.partnerToken)).toBe(200);
  });

  it.each([
    { overlap: 1, before: 200 },
    { overlap: 0, before: 401 },
  ])(
    'that is rotated with $overlap hours of overlap gets $before with its old token; the new client works',
    async ({ overlap, before }) => {
      const one = await Licensor.onboard();
      const old = await one.newToken();
      const rotated = await callerOf(await onboarding.rotate(one.name, overlap));
      expect(await statusOf(old, 'GET', '/targets', undefined, one)).toBe(before);
      const token = await accessToken(rotated.tokenUrl, rotated.client);
      expect(await statusOf(token, 'GET', '/targets', undefined, one)).toBe(200);
      expect(rotated.externalId).toBe(one.caller.externalId);
    },
  );
});

describe('the throttle', () => {
  const usageKeyOf = async ({ name }: Licensor) =>
    (await registryOf(name)).find(({ itemId }) => itemId === 'LICENSOR') as Record<
      'usageKey' | 'usageKeyId',
      string
    >;
  const readWithKey = ({ name, partnerToken }: Licensor, key: string) =>
    request('GET', `/${name}/notifications/targets`, {
      authorization: `Bearer ${partnerToken}`,
      headers: { 'x-api-key': key },
    });

  it("of a licensor is separate: without its usage key it is refused, even with another's key", async () => {
    const [one, other] = [await Licensor.onboard(), await Licensor.onboard()];
    const [key, otherKey] = [await usageKeyOf(one), await usageKeyOf(other)];
    expect(await statusOf(one.partnerToken, 'GET', '/targets', undefined, one)).toBe(200);
    await new APIGatewayClient(heraldAws).send(new DeleteApiKeyCommand({ apiKey: key.usageKeyId }));
    const refusal = { ...forbidden, says: '' };
    expectRefusal(await send(one.partnerToken, 'GET', '/targets', undefined, one), refusal);
    expectRefusal(await readWithKey(one, otherKey.usageKey), refusal);
    expect((await readWithKey(other, key.usageKey)).status).toBe(200);
  });

  it('ignores a key that the caller sends', async () => {
    expect((await readWithKey(a, 'any-key-at-all-that-a-caller-sends')).status).toBe(200);
  });
});
