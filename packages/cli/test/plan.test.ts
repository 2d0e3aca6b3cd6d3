// The plan of `herald apply`.
import { expect, test } from 'vitest';
import { documentOf } from '../src/apply/document.ts';
import { exportedDocument } from '../src/apply/exported-document.ts';
import { type PlanOptions, planOf, type Registry } from '../src/apply/plan.ts';
import type { Fields } from '../src/apply/records.ts';

/** A reference to a variable of the environment. */
const variable = (name: string) => `\${env:${name}}`;

const file = {
  authProfiles: {
    orders: { authConfig: { type: 'basic', username: 'u', password: variable('PASSWORD') } },
  },
  targets: {
    shop: {
      type: 'WEBHOOK',
      destination: 'https://Shop.example.com',
      auth: { type: 'hmac', hmacSecret: variable('SECRET') },
    },
    queue: {
      type: 'SQS',
      destination: 'arn:aws:sqs:eu-west-1:222222222222:orders',
      auth: { assumeRoleArn: 'arn:aws:iam::222222222222:role/herald' },
    },
  },
  subscriptions: {
    offers: {
      topic: 'OfferStatus',
      eventTargetMapping: { LiveStatusUpdated: ['queue', 'shop'] },
      filter: { territory: ['US', 'CA'] },
    },
  },
};

const shop: Fields = {
  targetId: 't-shop',
  type: 'WEBHOOK',
  destination: 'https://shop.example.com/',
  httpMethod: 'POST',
  status: 'ACTIVE',
  auth: { type: 'hmac', hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' },
};
const queue: Fields = {
  targetId: 't-queue',
  type: 'SQS',
  destination: 'arn:aws:sqs:eu-west-1:222222222222:orders',
  status: 'ACTIVE',
  auth: { assumeRoleArn: 'arn:aws:iam::222222222222:role/herald', externalId: 'herald-1' },
};
const offers: Fields = {
  subscriptionId: 's-offers',
  topic: 'OfferStatus',
  version: '1',
  eventTargetMapping: { LiveStatusUpdated: ['t-shop', 't-queue'] },
  filter: { territory: ['CA', 'US'] },
};
const orders: Fields = {
  authProfileId: 'orders',
  authConfig: { type: 'basic', username: 'u' },
  allowedOrigins: ['https://shop.example.com'],
};
const applied: Registry = { authProfiles: [orders], targets: [shop, queue], subscriptions: [offers] };
const empty: Registry = { authProfiles: [], targets: [], subscriptions: [] };

const changesOf = (document: object, registry: Registry, options: Partial<PlanOptions> = {}) =>
  planOf(documentOf(document), registry, { prune: false, secrets: false, ...options }).changes.map(
    ({ action, kind, name, fields, sendsSecrets }) =>
      [action, kind, name, fields.map(({ field }) => field), sendsSecrets] as const,
  );
const withShop = (fields: object) => ({
  ...file,
  targets: { ...file.targets, shop: { ...file.targets.shop, ...fields } },
});

test('everything is created in the order in which it is needed', () => {
  expect(changesOf(file, empty)).toEqual([
    ['create', 'authProfiles', 'orders', [], true],
    ['create', 'targets', 'shop', [], true],
    ['create', 'targets', 'queue', [], true],
    ['create', 'subscriptions', 'offers', [], true],
  ]);
});

test('there are no changes if Herald has the same, whatever it fills in, and however it orders lists', () => {
  expect(changesOf(file, applied)).toEqual([]);
  expect(changesOf(file, applied, { prune: true })).toEqual([]);
});

test.each([
  [
    'another kind of authentication',
    { auth: { type: 'bearer', bearerToken: variable('T') } },
    ['auth'],
    true,
  ],
  ['another header', { auth: { type: 'hmac', hmacHeader: 'X-Other' } }, ['auth'], false],
  ['another method', { httpMethod: 'PUT' }, ['httpMethod'], false],
  [
    'an address at another origin',
    { targetId: 't-shop', destination: 'https://b.example.com/' },
    ['destination'],
    true,
  ],
  ['another path', { targetId: 't-shop', destination: 'https://shop.example.com/b' }, ['destination'], false],
])('%s is a change, and credentials are sent only if Herald needs them', (_, fields, names, sendsSecrets) => {
  expect(changesOf(withShop(fields), applied)).toEqual([['update', 'targets', 'shop', names, sendsSecrets]]);
});

test('a signature that the file does not have any more is a change', () => {
  const signed = {
    ...orders,
    authConfig: { type: 'basic', username: 'u', signature: { hmacHeader: 'X-Signature' } },
  };
  expect(changesOf(file, { ...applied, authProfiles: [signed] })).toEqual([
    ['update', 'authProfiles', 'orders', ['authConfig'], true],
  ]);
});

test('a disabled target is a change only if the file says that it is active', () => {
  const disabled = { ...applied, targets: [{ ...shop, status: 'DISABLED' }, queue] };
  expect(changesOf(file, disabled)).toEqual([]);
  expect(changesOf(withShop({ status: 'ACTIVE' }), disabled)).toEqual([
    ['update', 'targets', 'shop', ['status'], false],
  ]);
});

test('credentials are sent again on demand, of resources that have some', () => {
  expect(changesOf(file, applied, { secrets: true })).toEqual([
    ['update', 'authProfiles', 'orders', ['secrets'], true],
    ['update', 'targets', 'shop', ['secrets'], true],
  ]);
});

test('what the file does not have is deleted with prune only, subscriptions first', () => {
  expect(changesOf({}, applied)).toEqual([]);
  expect(changesOf({}, applied, { prune: true }).map(([action, , name]) => [action, name])).toEqual([
    ['delete', 's-offers'],
    ['delete', 't-shop'],
    ['delete', 't-queue'],
    ['delete', 'orders'],
  ]);
});

test('a subscription that names the same target is changed; one of other targets is a new one', () => {
  const other = { ...offers, eventTargetMapping: { LiveStatusUpdated: ['t-other'] } };
  const similar = { ...offers, eventTargetMapping: { OfferStatusUpdated: ['t-shop'] } };
  expect(changesOf(file, { ...applied, subscriptions: [similar] })).toEqual([
    ['update', 'subscriptions', 'offers', ['eventTargetMapping'], false],
  ]);
  expect(changesOf(file, { ...applied, subscriptions: [other] }).map(([action]) => action)).toEqual([
    'create',
  ]);
  expect(() =>
    changesOf(file, { ...applied, subscriptions: [similar, { ...similar, subscriptionId: 's-2' }] }),
  ).toThrow('subscriptions.offers: it could be one of several subscriptions; add its subscriptionId');
});

test('several targets with one destination are told apart by their id, or refused', () => {
  const twice = { ...applied, targets: [shop, { ...shop, targetId: 't-2' }, queue] };
  expect(() => changesOf(file, twice)).toThrow('targets.shop: several targets have this destination');
  expect(changesOf(withShop({ targetId: 't-shop' }), twice)).toEqual([]);
  expect(() => changesOf(withShop({ targetId: 't-none' }), twice)).toThrow('there is no target t-none');
  const same = { ...file, targets: { ...file.targets, again: file.targets.shop } };
  expect(() => changesOf(same, applied)).toThrow('targets.again: it is the same target as shop');
});

test.each([
  [{ ...file, other: {} }, 'other: expected only'],
  [
    withShop({ auth: { type: 'hmac', hmacSecret: 'written-out' } }),
    'targets.shop.auth.hmacSecret: expected a reference',
  ],
  [
    withShop({ auth: { type: 'basic', signature: { hmacSecret: 'x' } } }),
    'auth.signature.hmacSecret: expected a reference',
  ],
  [
    withShop({ auth: { type: 'oauth', bodyParameters: [{ key: 'k', value: 'x' }] } }),
    'auth.bodyParameters.value: expected a reference',
  ],
  [withShop({ destination: undefined }), 'targets.shop.destination: expected a value'],
  [withShop({ url: 'x' }), 'targets.shop.url: expected only'],
  [
    { subscriptions: { a: { topic: 'T', eventTargetMapping: { E: ['none'] } } } },
    'there is no target "none"',
  ],
  [{ subscriptions: { a: { topic: 'T', eventTargetMapping: { E: 'shop' } } } }, 'expected lists of targets'],
  ['text', 'expected authProfiles, targets, subscriptions'],
])('a file with a fault is refused, and the field is named (%#)', (document, message) => {
  expect(() => changesOf(document as object, applied)).toThrow(message);
});

test('an export has a reference for each credential, and is applied without changes', () => {
  const exported = exportedDocument(applied);
  expect(exported.targets).toMatchObject({
    'shop-example-com': { auth: { hmacSecret: variable('SHOP_EXAMPLE_COM_HMAC_SECRET') } },
  });
  expect(changesOf(JSON.parse(JSON.stringify(exported)), applied, { prune: true })).toEqual([]);
});
