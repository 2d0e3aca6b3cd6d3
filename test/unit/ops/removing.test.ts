// `partner remove`: deletes everything of one licensor and nothing of another, and can be run again.
import {
  DeletePartnerEventSourceCommand,
  EventBridgeClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { statisticsPartition } from '../../../core/store/deliveries/statistics-item.ts';
import {
  claimKey,
  listedSessionKey,
  memberKey,
  membershipKey,
  partnerSourceKey,
  partnerSourcesKey,
  sessionCodeKey,
  sessionKey,
  subscriptionKey,
} from '../../../core/store/registry/registry-key.ts';
import { Onboarding } from '../../../ops/onboarding.ts';
import { removeLicensor } from '../../../ops/removal.ts';
import { authProfileOf, partnerSource, sessionOf, webhookTarget } from '../../support/builders/records.ts';
import { authProfileItem, targetItem } from '../../support/builders/stored-items.ts';
import { deployment as base, mockOnboardingEdge } from '../../support/handlers/onboarding-edge.ts';

const edge = mockOnboardingEdge();
const eventBridge = mockClient(EventBridgeClient);
const { database } = edge;
const deployment = { ...base, outputs: { ...base.outputs, PartnerEventSourceName: 'platform.example' } };
const now = Date.parse('2026-01-10T00:00:00.000Z');
const options = { by: 'operator', clock: () => now, dryRun: false };
const remove = (more: Partial<typeof options> = {}) =>
  removeLicensor(deployment, database.db, 'acme', { ...options, ...more });

const tableNames = ['registry', 'secrets', 'deliveries'];
/** All stored items that name a licensor. */
const itemsOf = (licensor: string) =>
  tableNames.flatMap(table =>
    database.items(table).filter(item => JSON.stringify(item).includes(`"${licensor}`)),
  );
const suspend = (since: number): void => {
  const record = database
    .items('registry')
    .find(item => item['licensor'] === 'acme' && item['itemId'] === 'LICENSOR');
  const suspension = { since: new Date(since).toISOString(), reason: 'leaves', by: 'operator' };
  database.put('registry', { ...record, suspension });
};

/** Onboards a licensor with at least one item of each kind. */
async function populate(licensor: string): Promise<void> {
  await new Onboarding(deployment).create(licensor, { tier: 'standard', oauth: {} });
  for (const targetId of ['target-1', 'target-2'])
    database.put('registry', targetItem(webhookTarget({ licensor, targetId })));
  database.put('registry', authProfileItem(authProfileOf({ licensor })));
  database.put('registry', { ...subscriptionKey(licensor, 'subscription-1'), broken: true });
  database.put('registry', { licensor, itemId: 'ROUTE#OfferStatus#LiveStatusUpdated' });
  database.put('registry', {
    ...partnerSourceKey(licensor, partnerSource.region, partnerSource.name),
    account: partnerSource.account,
  });
  database.put('registry', { ...claimKey('222222222222', `old-of-${licensor}`), claimedBy: licensor });
  database.put('registry', {
    ...claimKey('222222222222', `id-of-${licensor}`),
    heldBy: licensor,
    usedBy: new Set(['target-9']),
  });
  database.put('registry', { ...partnerSourcesKey(licensor), sources: new Set(['us-west-2#orders']) });
  // The oldest one is expired, but not yet deleted.
  for (const day of ['2026-01-10', '2026-01-09', '2025-12-10'])
    database.put('deliveries', {
      eventKey: statisticsPartition(licensor, day),
      targetId: 'target-1#00:00#07',
      of: licensor,
    });
  for (const key of [
    sessionKey(`hash-of-${licensor}`),
    listedSessionKey(licensor, 'session-1'),
    sessionCodeKey(`code-of-${licensor}`),
  ])
    database.put('registry', { ...sessionOf({ speaksFor: licensor, hash: `hash-of-${licensor}` }), ...key });
  const member = { speaksFor: licensor, memberId: 'member-1', email: 'a@example.com' };
  for (const key of [memberKey(licensor, 'member-1'), membershipKey('a@example.com', licensor)])
    database.put('registry', { ...member, ...key });
  database.put('secrets', { licensor, secretId: 'target-1#secret-1', ciphertext: 'x' });
}

beforeEach(async () => {
  edge.reset();
  eventBridge.reset();
  eventBridge.on(DeletePartnerEventSourceCommand).resolves({});
  await populate('acme');
  await populate('other');
  suspend(now - 60_000);
});

const everything = {
  clients: 2,
  people: 5,
  routes: 1,
  subscriptions: 1,
  targets: 2,
  authProfiles: 1,
  partnerSources: 1,
  secrets: 1,
  changes: 3,
  others: 1,
  claims: 2,
  statistics: 3,
  records: 1,
};

test('removes everything of the licensor, at its services too, and nothing of another one', async () => {
  const ofOther = itemsOf('other');

  expect(await remove()).toEqual(everything);

  const left = itemsOf('acme').map(item => item['itemId'] ?? item['eventKey']);
  // The drains cancel what is parked; the other record reserves the name.
  expect(left.sort()).toEqual(['CLAIM', 'CLAIM', 'REMOVED', 'acme#!health', 'acme#!health']);
  for (const id of ['old-of-acme', 'id-of-acme']) {
    const key = claimKey('222222222222', id);
    const claim = database.items('registry').find(item => item['licensor'] === key.licensor);
    // Other licensors can claim it after the same wait as after its last target.
    expect(claim).toEqual({ ...key, heldBy: 'acme', releasedAt: now });
  }
  expect(itemsOf('other')).toEqual(ofOther);
  expect(edge.takenBack()).toEqual({ clients: ['client-1'], keys: ['key-1'] });
  const sources = eventBridge.commandCalls(DeletePartnerEventSourceCommand).map(({ args }) => args[0].input);
  expect(sources).toEqual([
    { Account: partnerSource.account, Name: `aws.partner/platform.example/acme/${partnerSource.name}` },
  ]);
});

test('a dry run counts, and changes nothing', async () => {
  const before = itemsOf('acme');

  expect(await remove({ dryRun: true })).toEqual(everything);
  expect(itemsOf('acme')).toEqual(before);
  expect(edge.takenBack()).toEqual({ clients: [], keys: [] });
});

test('a removal that fails at any step is completed by the next one', async () => {
  const unreachable = (service: { rejects: (error: Error) => unknown }) => service.rejects(new Error('down'));
  const steps = [
    () => unreachable(edge.cognito.onAnyCommand()),
    () => unreachable(eventBridge.onAnyCommand()),
    () => unreachable(edge.gateway.onAnyCommand()),
  ];
  for (const breakStep of steps) {
    breakStep();
    await expect(remove()).rejects.toThrow('down');
    edge.cognito.onAnyCommand().resolves({});
    edge.gateway.onAnyCommand().resolves({});
    // What a removal that ended halfway has deleted is a success.
    eventBridge.onAnyCommand().rejects(new ResourceNotFoundException({ message: 'gone', $metadata: {} }));
  }

  expect(await remove()).toMatchObject({ records: 1 });
  expect(await remove()).toEqual(Object.fromEntries(Object.keys(everything).map(kind => [kind, 0])));
});

test.each([
  ['is not suspended', () => database.put('registry', withoutSuspension())],
  ['was suspended less than a minute ago', () => suspend(now - 59_999)],
])('a licensor that %s is not removed', async (_, prepare) => {
  prepare();

  await expect(remove()).rejects.toThrow('must have been suspended for a minute');
  await expect(remove({ dryRun: true })).rejects.toThrow('must have been suspended for a minute');
  expect(edge.takenBack()).toEqual({ clients: [], keys: [] });
});

const withoutSuspension = () => {
  const record = database
    .items('registry')
    .find(item => item['licensor'] === 'acme' && item['itemId'] === 'LICENSOR');
  const { suspension: _, ...rest } = { suspension: undefined, ...record };
  return rest;
};

test('the name of a removed licensor is free again when its events have expired', async () => {
  await remove({ clock: () => Date.now() });
  const onboarding = new Onboarding(deployment);

  await expect(onboarding.create('acme', { tier: 'standard' })).rejects.toThrow('was removed');

  const removed = database.items('registry').find(item => item['itemId'] === 'REMOVED');
  const removedAt = new Date(Date.now() - 33 * 24 * 3600 * 1000).toISOString();
  database.put('registry', { ...removed, removedAt });
  expect(await onboarding.create('acme', { tier: 'standard' })).toMatchObject({ owner: 'acme' });
});
