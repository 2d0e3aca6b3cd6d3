// A subscription to a topic with two versions keeps the one with which it was made.
import { beforeEach, expect, test } from 'vitest';
import type { Subscription } from '../../../../core/model/subscription/subscription.ts';
import { createSubscriptionRegistration } from '../../../../core/registration/subscription-registration.ts';
import { createRecordChange } from '../../../../core/store/registry/change-records.ts';
import { createRoutes } from '../../../../core/store/registry/routes.ts';
import { createSubscriptions } from '../../../../core/store/registry/subscriptions.ts';
import { createTargets } from '../../../../core/store/registry/targets.ts';
import { author, licensor, subscriptionOf, webhookTarget } from '../../../support/builders/records.ts';
import { targetItem } from '../../../support/builders/stored-items.ts';
import { personChanged } from '../../../support/builders/versioned-topic.ts';
import { mockTables } from '../../../support/dynamodb/memory-tables.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { licensorItem } from '../../../support/handlers/registering-api.ts';

const database = mockTables();
const subscriptions = createSubscriptions(database.db, tables.REGISTRY_TABLE);
const clock = () => Date.parse('2026-01-01T00:00:00.000Z');
const notUsed = () => Promise.reject(new Error('only for owned targets'));
const { create, change } = createSubscriptionRegistration({
  subscriptions,
  targets: createTargets(database.db, tables.REGISTRY_TABLE),
  registration: {
    prepare: notUsed,
    commitCreation: notUsed,
    prepareRemoval: notUsed,
    commitRemoval: notUsed,
  },
  topicOf: () => personChanged,
  recordChange: createRecordChange(tables.REGISTRY_TABLE, 365, clock),
  clock,
});
const input = { topic: 'Person', eventTargetMapping: { PersonChanged: ['target-1'] } };

beforeEach(() => {
  database.reset();
  database.put(tables.REGISTRY_TABLE, licensorItem(licensor));
  database.put(tables.REGISTRY_TABLE, targetItem(webhookTarget()));
});

async function routedVersion({ subscriptionId }: Subscription): Promise<string | undefined> {
  const name = { licensor, topic: 'Person', eventType: 'PersonChanged' };
  const route = (await createRoutes(database.db, tables.REGISTRY_TABLE).getMany([name]))(name);
  return route.get(subscriptionId)?.topicVersion;
}

test('a new subscription gets the newest version, or the one that it asks for', async () => {
  const newest = await create(licensor, 'subscription-1', input, author);
  const first = await create(licensor, 'subscription-2', { ...input, version: '1' }, author);

  expect(newest).toMatchObject({ topicVersion: '2', version: 1 });
  expect(await routedVersion(newest)).toBe('2');
  expect(first).not.toHaveProperty('topicVersion');
  expect(await routedVersion(first)).toBeUndefined();
});

test('a subscription from before version 2 keeps version 1 when it is replaced, until it asks for 2', async () => {
  const old = subscriptionOf(input);
  await subscriptions.create(old, () => 'webhook');

  const replaced = await change(old, input, author);
  expect(replaced).not.toHaveProperty('topicVersion');
  expect(await routedVersion(replaced)).toBeUndefined();

  const moved = await change(replaced, { ...input, version: '2' }, author);
  expect(await routedVersion(moved)).toBe('2');
  const kept = await change(moved, input, author);
  expect(kept).toMatchObject({ topicVersion: '2', version: 4 });
  expect(await routedVersion(kept)).toBe('2');
});

test('a subscription that moves to another topic gets the newest version of that', async () => {
  const other = subscriptionOf();
  await subscriptions.create(other, () => 'webhook');

  expect(await change(other, input, author)).toMatchObject({ topic: 'Person', topicVersion: '2' });
});
