import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { accessKeyBytes, makeAccessKey } from '../../core/model/api/access-key.ts';
import { capabilities } from '../../core/model/api/capability.ts';
import { operationsOf, partnerRoutes as routeKeys, routeKeysOf } from '../../lib/api/operations.ts';
import { partnerAccount, region } from '../../local/emulator/emulator.ts';
import { accessKeys, eventOf, Licensor } from '../support/emulator/licensor.ts';
import { request } from '../support/emulator/raw-request.ts';
import { expectRefusal, type Refusal } from '../support/emulator/refusal.ts';
import { npmRun } from '../support/emulator/runbook.ts';
import { startSession } from '../support/emulator/sessions.ts';
import { eventItems, storedOf } from '../support/emulator/tables.ts';

const forbidden: Refusal = { status: 403, code: 'FORBIDDEN', says: 'this token does not allow' };
const unauthorized: Refusal = {
  status: 401,
  code: 'UNAUTHORIZED',
  says: 'Authorization: expected Bearer and a valid token',
};
const notFound = (says: string): Refusal => ({ status: 404, code: 'NOT_FOUND', says });

const madeFor = (stage: string) => makeAccessKey(stage, randomBytes(accessKeyBytes)).key;
const unknownKey = madeFor('local');
const keyOfOtherStage = madeFor('prod');

let a: Licensor;
let b: Licensor;
let targetId: string;
let subscriptionId: string;
let authProfileId: string;
let eventId: string;
let replayId: string;
let sessionId: string;
let memberId: string;
let sessionOfA: string;
beforeAll(async () => {
  [a, b] = await Promise.all([Licensor.onboard(), Licensor.onboard()]);
  targetId = await b.registerWebhook('hook');
  subscriptionId = await b.subscribe({ LiveStatusUpdated: [targetId] });
  authProfileId = await b.createProfile({ type: 'bearer', bearerToken: 'token' });
  eventId = `event-of-${b.name}`;
  await b.publish({ eventId });
  const replay = await b.partner.call('POST', '/replays', replayOf());
  replayId = (replay.body as { replayId: string }).replayId;
  sessionId = (await startSession(b, { capabilities })).sessionId;
  const invite = ['partner', 'invite', b.name, `${b.name}@example.com`, '-c', 'stage=local', '--yes'];
  memberId = String((await npmRun(invite)).output['memberId']);
  sessionOfA = (await startSession(a, { capabilities })).token;
});

const webhook = {
  type: 'WEBHOOK',
  destination: 'https://attacker.example.com/webhooks',
  auth: { type: 'bearer', bearerToken: 'token' },
};
const subscription = () => ({ topic: 'OfferStatus', eventTargetMapping: { LiveStatusUpdated: [targetId] } });

const queueArn = `arn:aws:sqs:${region}:${partnerAccount}:notifications`;

/** B's id of each kind that a path can have. */
const idsOfB = (): Record<string, string> => ({
  targetId,
  subscriptionId,
  authProfileId,
  eventId,
  replayId,
  sessionId,
  memberId,
});
/** The query parameters that a route requires. */
const queries: Record<string, string> = {
  'delivery-role': `?type=SQS&destination=${queueArn}`,
  statements: `?day=${new Date().toISOString().slice(0, 10)}`,
};

/**
 * A request that would succeed for B's own partner: method, path and body of a route, with B's ids.
 * @throws Error for a kind of id that `idsOfB` does not have
 */
function requestOf(routeKey: string, licensor: string) {
  const [method = '', route = ''] = routeKey.split(' ');
  const path = route.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const id = name === 'licensor' ? licensor : idsOfB()[name];
    if (id === undefined) throw new Error(`${routeKey}: this test has no ${name} of licensor B`);
    return id;
  });
  const query = queries[route.split('/').at(-1) ?? ''] ?? '';
  const withBody = method === 'POST' || method === 'PUT';
  return { method, path: `${path}${query}`, body: withBody ? JSON.stringify(bodyOf(route)) : undefined };
}

const replayOf = () => ({
  targetId,
  statuses: ['FAILED'],
  since: new Date(Date.now() - 3_600_000).toISOString(),
  until: new Date().toISOString(),
});

function bodyOf(route: string): object {
  if (route.endsWith('/replays')) return replayOf();
  if (route.endsWith('/portal-sessions')) return { capabilities };
  if (route.endsWith('/graphql')) return { query: '{ targets { nodes { targetId } } }' };
  if (route.includes('/auth-profiles')) return { authConfig: webhook.auth };
  return route.includes('/targets') ? webhook : subscription();
}

function send(routeKey: string, licensor: string, authorization?: string) {
  const { method, path, body } = requestOf(routeKey, licensor);
  return request(method, path, { ...(authorization && { authorization }), ...(body && { body }) });
}

const readOwnTargets = async () =>
  expect((await a.partner.call('GET', '/targets')).body).toEqual({ targets: [] });

describe.each(routeKeys)('%s', routeKey => {
  it("is forbidden with another licensor's key, before and after its first valid use", async () => {
    const before = await storedOf(b.name);
    const fresh = await a.newKey();
    expectRefusal(await send(routeKey, b.name, `Bearer ${fresh.key}`), forbidden);
    await accessKeys.disable(a.name, fresh);
    await readOwnTargets();
    expectRefusal(await send(routeKey, b.name, `Bearer ${a.partnerKey}`), forbidden);
    await readOwnTargets();
    expect(await storedOf(b.name)).toEqual(before);
  });

  it('is forbidden with a session of another licensor that has all capabilities', async () => {
    const before = await storedOf(b.name);
    expectRefusal(await send(routeKey, b.name, `Bearer ${sessionOfA}`), forbidden);
    expect(await storedOf(b.name)).toEqual(before);
  });
});

const ofPlatform = ['POST /{licensor}/notifications/portal-sessions'];

describe.each(routeKeys)('%s', routeKey => {
  it("is forbidden with the platform's token, but for links to the console", async () => {
    if (ofPlatform.includes(routeKey)) {
      expect((await send(routeKey, b.name, `Bearer ${b.platformKey}`)).status).toBe(201);
      return;
    }
    const before = await storedOf(b.name);
    expectRefusal(await send(routeKey, b.name, `Bearer ${b.platformKey}`), forbidden);
    expect(await storedOf(b.name)).toEqual(before);
  });

  it.each([
    ['no key', () => undefined],
    ['an unknown key', () => `Bearer ${unknownKey}`],
    ['a key of another stage', () => `Bearer ${keyOfOtherStage}`],
    ['another token', () => 'Bearer unknown'],
    ['another scheme', () => `Basic ${b.partnerKey}`],
    ['a key without a scheme', () => b.partnerKey],
  ])('is unauthorized with %s', async (_, authorization) => {
    const before = await storedOf(b.name);
    expectRefusal(await send(routeKey, b.name, authorization()), unauthorized);
    expect(await storedOf(b.name)).toEqual(before);
  });
});

const hasId = (routeKey: string) => /\{(?!licensor)\w+\}/.test(routeKey);

describe.each(routeKeys.filter(hasId))('%s', routeKey => {
  it("finds nothing with another licensor's ids under the partner's own path", async () => {
    const before = await storedOf(b.name);
    const answer = await send(routeKey, a.name, `Bearer ${a.partnerKey}`);

    expectRefusal(answer, { status: 404, code: 'NOT_FOUND', says: 'there is no ' });
    expect(await storedOf(b.name)).toEqual(before);
  });

  it("finds nothing with another licensor's ids in a session", async () => {
    const before = await storedOf(b.name);
    expectRefusal(await send(routeKey, a.name, `Bearer ${sessionOfA}`), {
      status: 404,
      code: 'NOT_FOUND',
      says: 'there is no ',
    });
    expect(await storedOf(b.name)).toEqual(before);
  });
});

const isList = (routeKey: string) => routeKey.startsWith('GET ') && !hasId(routeKey);

describe.each(routeKeys.filter(isList))('%s', routeKey => {
  it('shows nothing of another licensor', async () => {
    const answer = await send(routeKey, a.name, `Bearer ${a.partnerKey}`);

    expect(answer.status).toBe(200);
    for (const id of [b.name, ...Object.values(idsOfB())]) expect(JSON.stringify(answer)).not.toContain(id);
  });
});

describe("with another licensor's id under its own path, a partner", () => {
  it('cannot read one target by a query parameter', async () => {
    const says = notFound(`there is no target "${targetId}"`);
    expectRefusal(await a.partner.call('GET', `/targets?targetId=${targetId}`), says);
  });

  it('cannot subscribe a target', async () => {
    expectRefusal(await a.partner.call('POST', '/subscriptions', subscription()), {
      status: 400,
      code: 'BAD_REQUEST',
      says: `there is no target "${targetId}"`,
    });
  });

  it('cannot use a page token', async () => {
    await b.registerWebhook('another-hook');
    const { body } = await b.partner.call('GET', '/targets?limit=1');
    const { nextToken } = body as { nextToken: string };
    expect((await b.partner.call('GET', `/targets?nextToken=${nextToken}`)).status).toBe(200);
    expectRefusal(await a.partner.call('GET', `/targets?nextToken=${nextToken}`), {
      status: 400,
      code: 'BAD_REQUEST',
      says: 'nextToken: expected the token of the previous page',
    });
  });
});

describe.each(routeKeysOf(operationsOf.publish))('%s', routeKey => {
  const publish = (licensor: string, eventId: string, authorization: string) =>
    request('POST', requestOf(routeKey, licensor).path, {
      authorization,
      body: JSON.stringify({ events: [eventOf({ eventId })] }),
    });

  it("is forbidden with a partner's key, for its own and for another licensor", async () => {
    for (const { name } of [a, b]) {
      expectRefusal(await publish(name, 'forbidden-event', `Bearer ${a.partnerKey}`), forbidden);
      expect(await eventItems(name, 'forbidden-event')).toEqual([]);
    }
  });

  it('is unauthorized with an unknown key', async () => {
    expectRefusal(await publish(a.name, 'unauthorized-event', `Bearer ${unknownKey}`), unauthorized);
    expect(await eventItems(a.name, 'unauthorized-event')).toEqual([]);
  });

  it("is allowed with the platform's key for every licensor", async () => {
    for (const { name } of [a, b]) {
      expect((await publish(name, 'allowed-event', `Bearer ${a.platformKey}`)).status).toBe(202);
      expect(await eventItems(name, 'allowed-event')).toHaveLength(1);
    }
  });
});

it.each(['notifications', 'targets', 'subscriptions', 'events', 'auth-profiles', 'graphql'])(
  'the key of a licensor named "%s", like a part of a path, is forbidden for other licensors',
  async name => {
    const before = await storedOf(b.name);
    const { partnerKey } = await Licensor.onboard(name);
    for (const routeKey of routeKeys) {
      const refusal = { ...forbidden, says: 'this token does not allow this request' };
      expectRefusal(await send(routeKey, b.name, `Bearer ${partnerKey}`), refusal);
    }
    expect(await storedOf(b.name)).toEqual(before);
  },
);
