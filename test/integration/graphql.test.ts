// GraphQL and REST share one model: what one API creates, the other one shows, changes and deletes. The tour
// tests the printed documents.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ask, errorsOf, postGraphql } from '../support/emulator/graphql.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { arrivalOf, webhookUrl } from '../support/emulator/receiver.ts';
import {
  badRequest,
  expectRefusal,
  expectRefusalWithoutTrace,
  type Refusal,
} from '../support/emulator/refusal.ts';
import { registryOf, storedOf } from '../support/emulator/tables.ts';

const forbidden: Refusal = { status: 403, code: 'FORBIDDEN', says: 'this token does not allow' };
const notFound: Refusal = { status: 404, code: 'NOT_FOUND', says: 'there is no' };
const conflict = (says: string): Refusal => ({ status: 409, code: 'CONFLICT', says });
const named = <Name extends string>(name: Name) =>
  z.object({ [name]: z.string() } as Record<Name, z.ZodString>);

let licensor: Licensor;
beforeEach(async () => {
  licensor = await Licensor.onboard();
});

const rest = (method: string, path: string, body?: object) => licensor.partner.call(method, path, body);

async function createProfile(authProfileAliasId: string): Promise<void> {
  const document = `mutation ($id: ID!) {
    createAuthProfile(input: {
      authProfileAliasId: $id, authConfig: { bearerAuthConfig: { bearerToken: "a-token" } }
    }) { authProfileId }
  }`;
  const answer = z.object({ createAuthProfile: named('authProfileId') });
  await ask(licensor, document, answer, { id: authProfileAliasId });
}

/**
 * Subscribes `path('hook')` to REFUND_REQUESTED.
 * @returns the ids of the subscription and of the target that it owns
 */
async function createSubscription(authProfileId: string) {
  const document = `mutation ($input: CreateEventSubscriptionInput!) {
    createEventSubscription(input: $input) { eventSubscription { subscriptionId ownsTarget } }
  }`;
  const webhook = { url: webhookUrl(licensor.path('hook')), method: 'POST', authProfileId };
  const input = { destination: { webhook }, eventType: 'REFUND_REQUESTED' };
  const eventSubscription = z.object({ subscriptionId: z.string(), ownsTarget: z.string() });
  const answer = z.object({ createEventSubscription: z.object({ eventSubscription }) });
  return (await ask(licensor, document, answer, { input })).createEventSubscription.eventSubscription;
}

const deletion = 'mutation ($id: ID!) { deleteEventSubscription(subscriptionId: $id) { subscriptionId } }';
const deleted = z.object({ deleteEventSubscription: named('subscriptionId') });

it('REST lists and deletes what GraphQL created; the target goes with its subscription', async () => {
  await createProfile('orders');
  const { subscriptionId, ownsTarget } = await createSubscription('orders');
  expect((await rest('GET', '/auth-profiles')).body).toMatchObject({
    authProfiles: [{ authProfileId: 'orders', usedBy: [ownsTarget] }],
  });
  expect((await rest('GET', '/targets')).body).toMatchObject({
    targets: [{ targetId: ownsTarget, auth: { type: 'authProfile', authProfileId: 'orders' } }],
  });
  const eventTargetMapping = { REFUND_REQUESTED: [ownsTarget] };
  expect((await rest('GET', '/subscriptions')).body).toMatchObject({
    subscriptions: [{ subscriptionId, topic: 'Orders', eventTargetMapping, ownsTarget }],
  });
  const data = { orderId: 'order-1' };
  const eventId = await licensor.publish({ topic: 'Orders', eventType: 'REFUND_REQUESTED', data });
  const { headers, body } = await arrivalOf(licensor.path('hook'), eventId);
  expect(headers['authorization']).toBe('Bearer a-token');
  expect(JSON.parse(body)).toMatchObject({ subscriptionId, data });

  expect((await rest('DELETE', `/subscriptions/${subscriptionId}`)).status).toBe(204);
  expectRefusal(await rest('GET', `/targets/${ownsTarget}`), notFound);
  expect((await rest('DELETE', '/auth-profiles/orders')).status).toBe(204);
  expect((await registryOf(licensor.name)).find(({ itemId }) => itemId === 'LICENSOR')).toMatchObject({
    targetCount: 0,
    subscriptionCount: 0,
    authProfileCount: 0,
  });
});

it('GraphQL lists and deletes what REST created; a target without owner stays', async () => {
  const authProfileId = await licensor.createProfile({
    type: 'basic',
    username: 'herald',
    password: 'secret',
  });
  const targetId = await licensor.registerWebhook('hook', { type: 'authProfile', authProfileId });
  const fields = { filter: { orderId: ['order-1'] }, format: 'cloudevents' };
  const id = await licensor.subscribe({ REFUND_REQUESTED: [targetId] }, 'Orders', fields);
  const document = `{
    authProfiles { nodes { authProfileId usedBy authConfig { type username } } }
    targets { nodes { targetId destination httpMethod auth { type authProfileId } } }
    eventSubscriptions { nodes {
      subscriptionId topic eventTargetMapping { eventType targetIds } format
      filter { field values } ownsTarget
    } }
  }`;
  const auth = { type: 'authProfile', authProfileId };
  const target = { targetId, destination: webhookUrl(licensor.path('hook')), httpMethod: 'POST', auth };
  expect(await ask(licensor, document, z.unknown())).toEqual({
    authProfiles: {
      nodes: [{ authProfileId, usedBy: [targetId], authConfig: { type: 'basic', username: 'herald' } }],
    },
    targets: { nodes: [target] },
    eventSubscriptions: {
      nodes: [
        {
          subscriptionId: id,
          topic: 'Orders',
          eventTargetMapping: [{ eventType: 'REFUND_REQUESTED', targetIds: [targetId] }],
          format: 'cloudevents',
          filter: [{ field: 'orderId', values: ['order-1'] }],
          ownsTarget: null,
        },
      ],
    },
  });

  expect(await ask(licensor, deletion, deleted, { id })).toEqual({
    deleteEventSubscription: { subscriptionId: id },
  });
  expectRefusal(await rest('GET', `/subscriptions/${id}`), notFound);
  expect((await rest('DELETE', `/targets/${targetId}`)).status).toBe(204);
  const removal = 'mutation ($id: ID!) { deleteAuthProfile(authProfileId: $id) { authProfileId } }';
  await ask(licensor, removal, z.unknown(), { id: authProfileId });
  expect((await rest('GET', '/auth-profiles')).body).toEqual({ authProfiles: [] });
});

it('several mutations of a request are executed one by one, each with its own result', async () => {
  await createProfile('orders');
  const query = `mutation {
    first: deleteAuthProfile(authProfileId: "none") { authProfileId }
    second: deleteAuthProfile(authProfileId: "orders") { authProfileId }
  }`;
  const { status, body } = await postGraphql(licensor, { query });
  expect({ status, body }).toMatchObject({
    status: 200,
    body: {
      data: { first: null, second: { authProfileId: 'orders' } },
      errors: [{ path: ['first'], extensions: { code: 'NOT_FOUND' } }],
    },
  });
});

describe('a target that its subscription owns', () => {
  it('is not deleted while another subscription uses it, which both APIs name', async () => {
    await createProfile('orders');
    const { subscriptionId, ownsTarget } = await createSubscription('orders');
    const other = await licensor.subscribe({ RETURN_STARTED: [ownsTarget] }, 'Orders');
    const says = `in use by subscriptions ${other}:`;
    const remove = () => rest('DELETE', `/subscriptions/${subscriptionId}`);
    await expectRefusalWithoutTrace(licensor, remove, conflict(says));
    expect(await errorsOf(licensor, deletion, { id: subscriptionId })).toMatchObject([
      {
        message: expect.stringContaining(says),
        path: ['deleteEventSubscription'],
        extensions: { code: 'CONFLICT' },
      },
    ]);
    await rest('DELETE', `/subscriptions/${other}`);
    expect(await ask(licensor, deletion, deleted, { id: subscriptionId })).toMatchObject({
      deleteEventSubscription: { subscriptionId },
    });
    expectRefusal(await rest('GET', `/targets/${ownsTarget}`), notFound);
  });

  it('cannot be removed from its mapping or deleted alone', async () => {
    await createProfile('orders');
    const { subscriptionId, ownsTarget } = await createSubscription('orders');
    const another = await licensor.registerWebhook('another');
    const change = (...targetIds: string[]) =>
      rest('PUT', `/subscriptions/${subscriptionId}`, {
        topic: 'Orders',
        eventTargetMapping: { REFUND_REQUESTED: targetIds },
      });
    const says = `eventTargetMapping: expected target "${ownsTarget}", which this subscription owns`;
    await expectRefusalWithoutTrace(licensor, () => change(another), badRequest(says));
    const remove = () => rest('DELETE', `/targets/${ownsTarget}`);
    await expectRefusalWithoutTrace(licensor, remove, conflict(`in use by subscriptions ${subscriptionId}:`));
    expect((await change(another, ownsTarget)).status).toBe(200);
    expect((await rest('DELETE', `/subscriptions/${subscriptionId}`)).status).toBe(204);
    expectRefusal(await rest('GET', `/targets/${ownsTarget}`), notFound);
    expect((await rest('GET', `/targets/${another}`)).status).toBe(200);
  });

  it('is created together with its subscription, or neither is', async () => {
    const before = await storedOf(licensor.name);
    const document = `mutation ($url: String!) {
      createEventSubscription(input: {
        destination: { webhook: { url: $url, authProfileId: "unknown" } }, eventType: "REFUND_REQUESTED"
      }) { subscriptionId }
    }`;
    const url = webhookUrl(licensor.path('hook'));
    expect(await errorsOf(licensor, document, { url })).toMatchObject([
      {
        message: 'input.destination.webhook.authProfileId: there is no auth profile "unknown"',
        extensions: { code: 'BAD_REQUEST' },
      },
    ]);
    expect(await storedOf(licensor.name)).toEqual(before);
  });
});

describe('lists', () => {
  const page = z.object({
    nodes: z.array(z.record(z.string(), z.string())),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  });

  it.each([
    ['authProfiles', 'authProfileId'],
    ['targets', 'targetId'],
    ['eventSubscriptions', 'subscriptionId'],
  ])(
    'of %s have pages that contain each resource once; another licensor cannot use a cursor',
    async (list, id) => {
      const authProfiles = await Promise.all(
        [1, 2, 3].map(() => licensor.createProfile({ type: 'hmac', hmacSecret: 'sixteen-bytes-or-more' })),
      );
      const targets = await Promise.all([1, 2, 3].map(() => licensor.registerWebhook('hook')));
      const subscribe = (target: string) => licensor.subscribe({ RETURN_STARTED: [target] }, 'Orders');
      const eventSubscriptions = await Promise.all(targets.map(subscribe));
      const ids = { authProfiles, targets, eventSubscriptions }[list] ?? [];
      const document = `query ($after: String) {
      ${list}(first: 2, after: $after) { nodes { ${id} } pageInfo { hasNextPage endCursor } }
    }`;
      const read = async (variables: object) => {
        const { [list]: answer } = await ask(licensor, document, z.record(z.string(), page), variables);
        return page.parse(answer);
      };
      const first = await read({});
      expect(first).toMatchObject({ nodes: [{}, {}], pageInfo: { hasNextPage: true } });
      const second = await read({ after: first.pageInfo.endCursor });
      expect(second).toMatchObject({ nodes: [{}], pageInfo: { hasNextPage: false } });
      const found = [...first.nodes, ...second.nodes].map(node => node[id]);
      expect(found.toSorted()).toEqual(ids.toSorted());

      const other = await Licensor.onboard();
      expect(await errorsOf(other, document, { after: first.pageInfo.endCursor })).toMatchObject([
        { message: expect.stringMatching(/^after: /), extensions: { code: 'BAD_REQUEST' } },
      ]);
    },
  );
});

describe('errors', () => {
  const unknown = '{ authProfile(authProfileId: "unknown") { authProfileId } }';

  it.each([
    ['a document with a syntax error', 'mutation {', undefined, 'BAD_REQUEST', 'Syntax Error'],
    ['an unknown field', '{ nothing }', undefined, 'BAD_REQUEST', 'Cannot query field "nothing"'],
    ['an unknown auth profile', unknown, 'authProfile', 'NOT_FOUND', 'there is no auth profile "unknown"'],
    [
      'an unknown subscription',
      'mutation { deleteEventSubscription(subscriptionId: "unknown") { subscriptionId } }',
      'deleteEventSubscription',
      'NOT_FOUND',
      'there is no subscription "unknown"',
    ],
    [
      'an unknown event type',
      `mutation { createEventSubscription(input: { eventType: "REFUNDED", destination: {
        webhook: { url: "https://your-api.example.com/", authProfileId: "orders" } } }) { subscriptionId } }`,
      'createEventSubscription',
      'BAD_REQUEST',
      'input.eventType: unknown event type "REFUNDED"',
    ],
    [
      'a URL that is not https',
      `mutation { createEventSubscription(input: { eventType: "REFUND_REQUESTED", destination: {
        webhook: { url: "http://your-api.example.com/", authProfileId: "orders" } } }) { subscriptionId } }`,
      'createEventSubscription',
      'BAD_REQUEST',
      'input.destination.webhook.url: expected',
    ],
  ])("carry Herald's code and the field: %s", async (_, query, path, code, says) => {
    const before = await storedOf(licensor.name);
    const [error, ...others] = await errorsOf(licensor, query);
    expect(error).toMatchObject({ message: expect.stringContaining(says), extensions: { code } });
    expect(error?.path?.[0]).toBe(path);
    expect(others).toEqual([]);
    expect(await storedOf(licensor.name)).toEqual(before);
  });

  it('carry CONFLICT for a taken alias and for a profile in use', async () => {
    await createProfile('orders');
    const again = `mutation { createAuthProfile(input: { authProfileAliasId: "orders",
      authConfig: { bearerAuthConfig: { bearerToken: "a-token" } } }) { authProfileId } }`;
    expect(await errorsOf(licensor, again)).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
    const { ownsTarget } = await createSubscription('orders');
    const removal = 'mutation { deleteAuthProfile(authProfileId: "orders") { authProfileId } }';
    expect(await errorsOf(licensor, removal)).toMatchObject([
      { message: expect.stringContaining(ownsTarget), extensions: { code: 'CONFLICT' } },
    ]);
  });

  it('carry CONFLICT for an update of a profile that would exclude the origin of its target', async () => {
    await createProfile('orders');
    const { ownsTarget } = await createSubscription('orders');
    const before = await storedOf(licensor.name);
    const update = `mutation { updateAuthProfile(input: { authProfileId: "orders",
      authConfig: { bearerAuthConfig: { bearerToken: "new-token" } },
      allowedOrigins: ["https://your-api.example.com"] }) { authProfileId } }`;
    expect(await errorsOf(licensor, update)).toMatchObject([
      {
        message: expect.stringContaining(`exclude the destinations of targets ${ownsTarget}`),
        extensions: { code: 'CONFLICT' },
      },
    ]);
    expect(await storedOf(licensor.name)).toEqual(before);
  });

  it('have the HTTP status that the requested media type defines', async () => {
    const accept = 'application/graphql-response+json';
    const statusOf = async (query: string, headers: Record<string, string>) => {
      const answer = await postGraphql(licensor, { query }, { headers });
      return [answer.status, answer.headers.get('content-type')];
    };
    const plain = [200, 'application/json'];
    expect(await statusOf('{ nothing }', {})).toEqual(plain);
    expect(await statusOf(unknown, {})).toEqual(plain);
    expect(await statusOf('{ nothing }', { accept })).toEqual([400, `${accept}; charset=utf-8`]);
    expect(await statusOf(unknown, { accept })).toEqual([200, `${accept}; charset=utf-8`]);
  });
});

describe('a document is refused that', () => {
  const aliases = (count: number) => Array.from({ length: count }, (_, n) => `t${n}: topic`).join(' ');

  it.each([
    ['is too deep', `{ ${'targets { nodes { '.repeat(5)} targetId ${'} '.repeat(11)}`, 'levels of fields'],
    ['has too many aliases', `{ topics { ${aliases(11)} } }`, 'aliases'],
    ['has too many fields at its root', `{ ${'topics { topic } '.repeat(11)} }`, 'fields at the root'],
    [
      'asks for too much',
      `{ targets(first: 100) { nodes { ${'targetId '.repeat(60)} } } }`,
      'fields in the answer',
    ],
  ])('%s', async (_, query, says) => {
    const errors = await errorsOf(licensor, query);
    expect(errors).toContainEqual(
      expect.objectContaining({
        message: expect.stringContaining(says),
        extensions: { code: 'BAD_REQUEST' },
      }),
    );
  });

  it('is in a batch with others', async () => {
    const query = '{ topics { topic } }';
    const { status, body } = await postGraphql(licensor, [{ query }, { query }]);
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    expect(body).not.toHaveProperty('data');
  });
});

it('introspection is enabled at this stage', async () => {
  const document = '{ __schema { mutationType { fields { name } } } }';
  const answer = z.object({
    __schema: z.object({ mutationType: z.object({ fields: z.array(named('name')) }) }),
  });
  const { __schema } = await ask(licensor, document, answer);
  const names = __schema.mutationType.fields.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      ...['createAuthProfile', 'updateAuthProfile', 'deleteAuthProfile'],
      ...['createEventSubscription', 'deleteEventSubscription'],
    ]),
  );
});

describe('a token', () => {
  const query = 'mutation { deleteAuthProfile(authProfileId: "orders") { authProfileId } }';
  let owner: Licensor;
  beforeAll(async () => {
    owner = await Licensor.onboard();
    await owner.createProfile(
      { type: 'hmac', hmacSecret: 'a-secret-of-a-partner' },
      { authProfileAliasId: 'orders' },
    );
  });

  it.each<[string, () => Promise<string> | string]>([
    ['of the platform', () => owner.platformKey],
    ['of another licensor', () => licensor.partnerKey],
    ['that may only read', async () => (await owner.newKey({ readOnly: true })).key],
  ])('%s is forbidden', async (_, tokenOf) => {
    const token = await tokenOf();
    const send = () => postGraphql(owner, { query }, { token });
    await expectRefusalWithoutTrace(owner, send, forbidden);
  });

  it('that is unknown is unauthorized', async () => {
    const send = () => postGraphql(owner, { query }, { token: 'unknown' });
    const refusal = { status: 401, code: 'UNAUTHORIZED', says: 'Authorization: expected Bearer' };
    await expectRefusalWithoutTrace(owner, send, refusal);
  });

  it('finds only resources of its own licensor', async () => {
    const [error] = await errorsOf(licensor, query);
    expect(error).toMatchObject({ extensions: { code: 'NOT_FOUND' } });
    expect((await owner.partner.call('GET', '/auth-profiles/orders')).status).toBe(200);
  });
});
