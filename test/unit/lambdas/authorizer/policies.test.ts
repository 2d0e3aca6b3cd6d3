// The policies that API Gateway caches: each kind of client and scope may make exactly its own requests.
import { afterAll, beforeEach, expect, test } from 'vitest';
import { operationsOf, partnerRoutes, routeKeysOf } from '../../../../lib/api/operations.ts';
import { apiArn } from '../../../support/builders/authorizer-event.ts';
import {
  createAuthorizer,
  partnerClient,
  platformClient,
} from '../../../support/handlers/authorizer-under-test.ts';
import { allows } from '../../../support/handlers/invoke-policy.ts';
import { startIssuer } from '../../../support/handlers/token-issuer.ts';

const issuer = await startIssuer();
afterAll(() => issuer[Symbol.asyncDispose]());
const { database, knows, ask } = createAuthorizer(issuer);
beforeEach(() => {
  database.reset();
  knows(partnerClient(), platformClient());
  knows(partnerClient({ clientId: 'odd-client', speaksFor: 'notifications' } as object));
  knows(partnerClient({ clientId: 'events-client', speaksFor: 'events' } as object));
});

const read = 'herald/notifications.read';
const write = 'herald/notifications.write';
const publish = 'herald/events.publish';
const policyOf = (client_id: string, scope: string, request?: string) =>
  ask(issuer.token({ claims: { client_id, scope } }), request);

/**
 * All requests that need a caller, for a licensor, in the form of API Gateway:
 * `GET/acme/notifications/targets/id-1`.
 */
const requestsOf = (licensor: string): string[] =>
  [...partnerRoutes, ...routeKeysOf(operationsOf.publish)].map(routeKey =>
    routeKey
      .replace(' ', '')
      .replace('{licensor}', licensor)
      .replaceAll(/\{\w+\}/g, 'id-1'),
  );
const publishingFor = (licensor: string) => `POST/${licensor}/notifications/events`;
const managementOf = (licensor: string) =>
  requestsOf(licensor).filter(request => request !== publishingFor(licensor));

/** Other licensors, some with names similar to acme. */
const others = ['other', 'acme2', 'xacme', 'notifications', 'targets', 'events', 'ACME', 'v1', 'acm'];
const everything = ['acme', ...others].flatMap(requestsOf);

const allowed = (policy: Awaited<ReturnType<typeof ask>>, requests = everything): string[] =>
  requests.filter(request => allows(policy, `${apiArn}/v1/${request}`));

test.each([
  ['reading', read, ['GET']],
  ['writing', write, ['POST', 'PUT', 'DELETE']],
  ['both', `${read} ${write}`, ['GET', 'POST', 'PUT', 'DELETE']],
  ['both and publishing', `${read} ${write} ${publish}`, ['GET', 'POST', 'PUT', 'DELETE']],
])(
  "a partner's token for %s covers those methods under its own path, and never publishing",
  async (_, scope, methods) => {
    const expected = managementOf('acme').filter(request => methods.includes(request.split('/')[0] ?? ''));

    expect(expected.length).toBeGreaterThan(0);
    expect(allowed(await policyOf('acme-client', scope))).toEqual(expected);
  },
);

test.each([
  '',
  publish,
  'herald/notifications',
  'notifications.read',
  `${read}x`,
  'HERALD/NOTIFICATIONS.READ',
])('a token of a partner with the scope "%s" allows nothing', async scope => {
  expect(allowed(await policyOf('acme-client', scope))).toEqual([]);
});

test('the platform may publish and make links for every licensor, and do nothing else', async () => {
  const publishing = everything.filter(request =>
    /^POST\/[^/]+\/notifications\/(events|portal-sessions)$/.test(request),
  );

  expect(allowed(await policyOf('platform-client', `${publish} ${read} ${write}`))).toEqual(publishing);
});

test.each(['', read, write, `${read} ${write}`])(
  'a token of the platform with the scopes "%s" allows nothing',
  async scope => {
    expect(allowed(await policyOf('platform-client', scope))).toEqual([]);
  },
);

test.each([
  ['odd-client', 'notifications'],
  ['events-client', 'events'],
])(
  "%s, whose licensor is named as a part of every path, may do nothing on others' paths",
  async (client, licensor) => {
    const policy = await policyOf(client, `${read} ${write} ${publish}`);

    expect(
      allowed(
        policy,
        everything.filter(request => request.split('/')[1] !== licensor),
      ),
    ).toEqual([]);
    expect(allowed(policy, requestsOf(licensor))).toEqual(managementOf(licensor));
  },
);

test('a policy allows nothing in another API or stage', async () => {
  const elsewhere = requestsOf('acme').flatMap(request => [
    `${apiArn}/v2/${request}`,
    `${apiArn}4/v1/${request}`,
    `${apiArn}/${request}`,
  ]);

  for (const client of ['acme-client', 'platform-client']) {
    const policy = await policyOf(client, `${read} ${write} ${publish}`);
    expect(elsewhere.filter(resource => allows(policy, resource))).toEqual([]);
  }
});

test('a partner may not use a path that only contains its own path', async () => {
  const policy = await policyOf('acme-client', `${read} ${write}`);

  expect(allowed(policy, requestsOf('x/acme'))).toEqual([]);
});

test.each(['acme-client', 'platform-client'])(
  'the policy of %s does not depend on the request',
  async client => {
    const policies = await Promise.all(
      ['GET/acme/notifications/targets', 'DELETE/other/notifications/targets/t1', publishingFor('acme')].map(
        request => policyOf(client, `${read} ${write} ${publish}`, request),
      ),
    );

    expect(policies[1]).toEqual(policies[0]);
    expect(policies[2]).toEqual(policies[0]);
  },
);

test('a policy that allows nothing still has a statement, as API Gateway requires', async () => {
  const { policyDocument } = await policyOf('acme-client', '');

  expect(policyDocument.Statement).toMatchObject([{ Effect: 'Deny' }]);
});
