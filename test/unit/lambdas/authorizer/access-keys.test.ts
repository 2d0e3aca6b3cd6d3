// Which access keys are accepted, what each may do, and what is logged about a refused one.
import fc from 'fast-check';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { scopes, scopesOf } from '../../../../lambdas/authorizer/contract.ts';
import { operationsOf, routeKeysOf } from '../../../../lib/api/operations.ts';
import { sourceAddress } from '../../../support/builders/api-event.ts';
import { apiArn } from '../../../support/builders/authorizer-event.ts';
import {
  accessKeyOf,
  createAuthorizer,
  partnerClient,
  platformClient,
} from '../../../support/handlers/authorizer-under-test.ts';
import { allows } from '../../../support/handlers/invoke-policy.ts';
import { startIssuer } from '../../../support/handlers/token-issuer.ts';
import { propertyRuns } from '../../property-runs.ts';

const lines: string[] = [];
for (const level of ['debug', 'info', 'warn', 'error', 'log'] as const)
  vi.spyOn(console, level).mockImplementation((...parts) => void lines.push(parts.join(' ')));
vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'DEBUG');
vi.stubEnv('POWERTOOLS_DEV', 'true');
const noIssuer = { environment: { ISSUER: '', JWKS_URL: '' } };
const { database, knows, ask, reads } = createAuthorizer(noIssuer);
const issuer = await startIssuer();
const withIssuer = createAuthorizer(issuer);
vi.unstubAllEnvs();
afterAll(async () => {
  vi.restoreAllMocks();
  await issuer[Symbol.asyncDispose]();
});

const refusal = /^Unauthorized$/;
const inHours = (hours: number) => new Date(Date.now() + hours * 3600 * 1000).toISOString();
const partner = accessKeyOf(partnerClient(), scopesOf.partner);
const reader = accessKeyOf(partnerClient(), [scopes.read]);
const platform = accessKeyOf(platformClient(), scopesOf.platform);
/** The fields of the last log line about a refused token. */
const logged = () => lines.findLast(line => line.includes('token refused')) ?? '';

beforeEach(() => {
  for (const authorizer of [database, withIssuer.database]) authorizer.reset();
  lines.length = 0;
  knows(partner.client, reader.client, platform.client);
  withIssuer.knows(partner.client, partnerClient());
});

test('a key identifies its client, with the usage key of its licensor, by one read', async () => {
  const before = reads();

  expect(await ask(partner.key)).toMatchObject({
    principalId: partner.id,
    context: { kind: 'partner', licensor: 'acme' },
    usageIdentifierKey: partnerClient().usageKey,
  });
  expect(reads()).toBe(before + 1);
  expect(await ask(platform.key)).toMatchObject({
    principalId: platform.id,
    context: { kind: 'platform' },
    usageIdentifierKey: platformClient().usageKey,
  });
});

const request = (method: string, path: string) => `${apiArn}/v1/${method}/${path}`;
const reading = request('GET', 'acme/notifications/targets');
const changing = request('POST', 'acme/notifications/targets');
const publishing = request('POST', 'acme/notifications/events');
const elsewhere = request('GET', 'other/notifications/targets');
const graphql = routeKeysOf(operationsOf.graphql).map(key => {
  const [method = '', path = ''] = key.split(' ');
  return request(method, path.slice(1).replace('{licensor}', 'acme'));
});

test.each([
  ['of a partner', partner, [reading, changing, ...graphql]],
  ['that may only read', reader, [reading]],
  ['of the platform', platform, [publishing]],
])('a key %s allows exactly its requests', async (_, { key }, expected) => {
  const policy = await ask(key);

  const all = [reading, changing, ...graphql, publishing, elsewhere];
  expect(graphql).toHaveLength(1);
  expect(all.filter(resource => allows(policy, resource))).toEqual(expected);
});

test.each([
  ['that is disabled', { disabled: true }, 'disabled client'],
  ['that has expired', { validUntil: inHours(-1) }, 'expired client'],
  ['whose end cannot be read', { validUntil: 'soon' }, 'expired client'],
  ['that is disabled and has expired', { disabled: true, validUntil: inHours(-1) }, 'disabled client'],
])('a key %s is Unauthorized, and the log says why and which', async (_, change, reason) => {
  knows({ ...partner.client, ...change });

  await expect(ask(partner.key)).rejects.toThrow(refusal);
  expect(logged()).toContain(`"reason": "${reason}"`);
  expect(logged()).toContain(`"clientId": "${partner.id}"`);
});

test('an unknown key is Unauthorized, and the log has its id and the source address', async () => {
  const { key, id } = accessKeyOf(partnerClient(), scopesOf.partner);

  await expect(ask(key)).rejects.toThrow(refusal);
  expect(logged()).toContain('"reason": "unknown client"');
  expect(logged()).toContain(`"clientId": "${id}"`);
  expect(logged()).toContain(`"sourceAddress": "${sourceAddress}"`);
});

const prod = accessKeyOf(partnerClient(), scopesOf.partner, 'prod');
test.each([
  ['of another stage', prod.key, 'access key of another stage'],
  ['whose stage was exchanged', prod.key.replace('_prod_', '_dev_'), 'access key wrong checksum'],
  ['that was cut', partner.key.slice(0, -1), 'access key malformed'],
  ['that was mistyped', partner.key.replace(/.$/, last => (last === '0' ? '1' : '0')), 'wrong checksum'],
  ['that is only the prefix', 'hk_', 'access key malformed'],
])('a key %s is Unauthorized without a read, and the log says why', async (_, key, reason) => {
  knows(prod.client);
  const before = reads();

  await expect(ask(key)).rejects.toThrow(refusal);
  expect(reads()).toBe(before);
  expect(logged()).toContain(reason);
});

test('no log line has a key, or a part of it', async () => {
  const all = [partner.key, prod.key, partner.key.slice(0, -1), accessKeyOf(partnerClient(), []).key];
  knows({ ...partner.client, disabled: true });
  for (const key of all) await expect(ask(key)).rejects.toThrow(refusal);

  const random = all.map(key => key.split('_')[2] ?? '');
  expect(lines.length).toBeGreaterThanOrEqual(all.length);
  for (const line of lines)
    for (const text of random)
      for (let start = 0; start + 8 <= text.length; start++)
        expect(line).not.toContain(text.slice(start, start + 8));
});

test('any other key than the stored one is Unauthorized', async () => {
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[0-9A-Za-z]{49}$/), async invented => {
      await expect(ask(`hk_dev_${invented}`)).rejects.toThrow(refusal);
    }),
    propertyRuns(300),
  );
  expect(await ask(partner.key)).toBeDefined();
});

test('a policy that is cached ends with the key', async () => {
  const end = inHours(1);
  knows({ ...partner.client, validUntil: end });

  const policy = await ask(partner.key);

  // IAM takes whole seconds.
  expect(allows(policy, reading, Date.parse(end) - 1000)).toBe(true);
  for (const later of [0, 1, 60_000]) expect(allows(policy, reading, Date.parse(end) + later)).toBe(false);
  expect(allows(await ask(reader.key), reading, Date.now() + 10 * 365 * 24 * 3600 * 1000)).toBe(true);
});

test('beside an issuer both keys and tokens are accepted, and without one no token is', async () => {
  expect(await withIssuer.ask(partner.key)).toMatchObject({ principalId: partner.id });
  expect(await withIssuer.ask(issuer.token())).toMatchObject({ principalId: 'acme-client' });

  knows(partnerClient());
  await expect(ask(issuer.token())).rejects.toThrow(refusal);
  expect(logged()).toContain('not an access key, and this stage has no issuer');
});

test('neither kind of credential can pass for the other', async () => {
  // A token that names a stored key as its client, by its id or by its hash.
  const { hash = '' } = partner.client.accessKey ?? {};
  for (const client_id of [partner.id, hash, `ACCESS_KEY#${hash}`, `#ACCESS_KEY#${hash}`])
    await expect(withIssuer.ask(issuer.token({ claims: { client_id } }))).rejects.toThrow(refusal);
});

test('a table that does not answer makes the authorizer fail, and does not refuse the key', async () => {
  database.reset();
  database.dynamo.rejects(new Error('DynamoDB is out of order'));

  await expect(ask(partner.key)).rejects.not.toThrow(refusal);
});
