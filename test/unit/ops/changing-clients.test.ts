// Replacing and disabling the clients of a licensor, and who there is.
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { Onboarding } from '../../../ops/onboarding.ts';
import { platform } from '../../../ops/owner.ts';
import { tables } from '../../support/handlers/environments.ts';
import { cancelled, deployment, mockOnboardingEdge } from '../../support/handlers/onboarding-edge.ts';

const edge = mockOnboardingEdge();
const onboarding = new Onboarding(deployment);
const itemOf = (itemId: string) =>
  edge.database.items(tables.REGISTRY_TABLE).find(item => item['itemId'] === itemId);
const options = { tier: 'standard' };

beforeEach(edge.reset);

test('a rotation makes a client with the same usage key, and lets the ones before work for the overlap', async () => {
  const first = await onboarding.create('demo', options);
  const before = edge.written().length;

  const second = await onboarding.rotate('demo', 24);

  const [owner, added, replaced, ...more] = edge.written().slice(before);
  expect(second.credentials.clientId).not.toBe(first.credentials.clientId);
  expect(second.externalId).toBe(first.externalId);
  expect(owner?.Update?.ExpressionAttributeValues).toEqual({
    ':before': [first.credentials.clientId],
    ':after': [first.credentials.clientId, second.credentials.clientId],
  });
  expect(added?.Put?.Item).toMatchObject({
    clientId: second.credentials.clientId,
    speaksFor: 'demo',
    usageKey: itemOf('LICENSOR')?.['usageKey'],
  });
  expect(replaced?.Update).toMatchObject({
    Key: { licensor: `CLIENT#${first.credentials.clientId}` },
    ExpressionAttributeNames: { '#field': 'validUntil' },
  });
  const until = Date.parse(replaced?.Update?.ExpressionAttributeValues?.[':value']);
  const hours = (until - Date.now()) / 3_600_000;
  expect(Math.round(hours)).toBe(24);
  expect(more).toEqual([]);
  expect(edge.made()).toEqual({ clients: 2, keys: 1 });
});

test('a rotation shortens the time of a client that was replaced before, and never lengthens it', async () => {
  const { credentials } = await onboarding.create('demo', options);
  const item = edge.database
    .items(tables.REGISTRY_TABLE)
    .find(({ clientId }) => clientId === credentials.clientId);
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  edge.database.put(tables.REGISTRY_TABLE, { ...item, validUntil: soon });
  const ofOld = () =>
    edge.written().findLast(({ Update }) => Update?.Key?.['licensor'] === item?.['licensor'])?.Update;

  await onboarding.rotate('demo', 24);
  expect(ofOld()?.ExpressionAttributeValues).toEqual({ ':value': soon });

  await onboarding.rotate('demo', 0);
  expect(String(ofOld()?.ExpressionAttributeValues?.[':value']) < soon).toBe(true);
  expect(edge.takenBack().clients).toContain(credentials.clientId);
});

test('a rotation forgets the clients that work no longer', async () => {
  const { credentials } = await onboarding.create('demo', options);
  const item = edge.database
    .items(tables.REGISTRY_TABLE)
    .find(({ clientId }) => clientId === credentials.clientId);
  edge.database.put(tables.REGISTRY_TABLE, { ...item, disabled: true });

  const next = await onboarding.rotate('demo', 24);

  const [owner, , forgotten] = edge.written().slice(-3);
  expect(owner?.Update?.ExpressionAttributeValues?.[':after']).toEqual([next.credentials.clientId]);
  expect(forgotten?.Delete?.Key).toEqual({ licensor: item?.['licensor'], itemId: 'CLIENT' });
  expect(edge.takenBack().clients).toEqual([credentials.clientId]);
});

test('a rotation that fails takes its client back and leaves the others', async () => {
  const { credentials } = await onboarding.create('demo', options);
  edge.database.dynamo.on(TransactWriteCommand).rejects(cancelled());

  await expect(onboarding.rotate('demo', 24)).rejects.toThrow(
    'another command is changing demo at the same time',
  );

  expect(edge.takenBack().clients).toHaveLength(1);
  expect(edge.takenBack().clients).not.toContain(credentials.clientId);
});

test('disabling marks every client first, and then takes them away at the issuer', async () => {
  const { credentials } = await onboarding.create('demo', options);
  const before = edge.written().length;

  expect(await onboarding.disable('demo')).toMatchObject({ clientIds: [credentials.clientId] });

  expect(edge.written().slice(before)).toMatchObject([
    {
      Update: {
        Key: { licensor: `CLIENT#${credentials.clientId}`, itemId: 'CLIENT' },
        ExpressionAttributeNames: { '#field': 'disabled' },
        ExpressionAttributeValues: { ':value': true },
      },
    },
  ]);
  expect(edge.takenBack().clients).toEqual([credentials.clientId]);
});

test('a client that cannot be marked is not taken away, so that disabling can be tried again', async () => {
  await onboarding.create('demo', options);
  edge.database.dynamo.on(TransactWriteCommand).rejects(new Error('no'));

  await expect(onboarding.disable('demo')).rejects.toThrow('no');
  expect(edge.takenBack().clients).toEqual([]);
});

test.each(['rotate', 'disable'] as const)('%s of an unknown licensor is refused', async command => {
  await expect(onboarding[command]('unknown', 24)).rejects.toThrow('licensor unknown is not onboarded');
  expect(edge.made()).toEqual({ clients: 0, keys: 0 });
});

test('the list has all onboarded owners', async () => {
  await onboarding.create('demo', options);
  await onboarding.create(platform, options);

  expect((await onboarding.list()).owners.map(({ licensor }) => licensor)).toEqual([platform, 'demo']);
});

test('an item that cannot be read does not hide the owners, and is named', async () => {
  await onboarding.create('demo', options);
  edge.database.put(tables.REGISTRY_TABLE, { licensor: 'broken', itemId: 'LICENSOR', targetCount: 1 });

  const { owners, unreadable } = await onboarding.list();

  expect(owners.map(({ licensor }) => licensor)).toEqual(['demo']);
  expect(unreadable).toEqual(['broken']);
});
