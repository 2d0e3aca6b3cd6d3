// Replacing the OAuth clients of a licensor, disabling all its clients, and who there is.
import { CreateApiKeyCommand, DeleteApiKeyCommand } from '@aws-sdk/client-api-gateway';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { AccessKeys } from '../../../ops/access-keys.ts';
import { rotateOauth } from '../../../ops/oauth-rotation.ts';
import { Onboarding } from '../../../ops/onboarding.ts';
import { platform } from '../../../ops/owner.ts';
import { disableAllClients } from '../../../ops/owner-clients.ts';
import { digestIn } from '../../support/handlers/authorizer-under-test.ts';
import { tables } from '../../support/handlers/environments.ts';
import { cancelled, deployment, mockOnboardingEdge } from '../../support/handlers/onboarding-edge.ts';

const edge = mockOnboardingEdge();
const onboarding = new Onboarding(deployment);
const itemOf = (itemId: string) =>
  edge.database.items(tables.REGISTRY_TABLE).find(item => item['itemId'] === itemId);
const { db } = edge.database;
/** @returns the id of the first OAuth client */
const create = async (owner: string): Promise<string> =>
  (await onboarding.create(owner, { tier: 'standard', oauth: {} })).oauth?.clientId ?? '';
const rotate = (owner: string, overlapHours: number) => rotateOauth(deployment, db, owner, { overlapHours });
const disable = (owner: string) => disableAllClients(deployment, db, owner);

beforeEach(edge.reset);

test('a rotation makes a client with the same usage key, and lets the ones before work for the overlap', async () => {
  const first = await create('demo');
  const before = edge.written().length;

  const second = await rotate('demo', 24);

  const [owner, added, replaced, ...more] = edge.written().slice(before);
  expect(second.clientId).not.toBe(first);
  const { accessKeys, usageKey } = itemOf('LICENSOR') ?? {};
  expect(accessKeys).toHaveLength(1);
  expect(owner?.Update?.ExpressionAttributeValues).toEqual({
    ':clientIds': [first, second.clientId],
    ':accessKeys': accessKeys,
    ':read_clientIds': [first],
    ':read_accessKeys': accessKeys,
    ':read_usageKey': usageKey,
  });
  expect(added?.Put?.Item).toMatchObject({
    clientId: second.clientId,
    speaksFor: 'demo',
    usageKey: itemOf('LICENSOR')?.['usageKey'],
  });
  expect(replaced?.Update).toMatchObject({
    Key: { licensor: `CLIENT#${first}` },
    ExpressionAttributeNames: { '#field': 'validUntil' },
  });
  const until = Date.parse(replaced?.Update?.ExpressionAttributeValues?.[':value']);
  const hours = (until - Date.now()) / 3_600_000;
  expect(Math.round(hours)).toBe(24);
  expect(more).toEqual([]);
  expect(edge.made()).toEqual({ clients: 2, keys: 1 });
});

test('a rotation shortens the time of a client that was replaced before, and never lengthens it', async () => {
  const clientId = await create('demo');
  const item = edge.database.items(tables.REGISTRY_TABLE).find(item => item['clientId'] === clientId);
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  edge.database.put(tables.REGISTRY_TABLE, { ...item, validUntil: soon });
  const ofOld = () =>
    edge.written().findLast(({ Update }) => Update?.Key?.['licensor'] === item?.['licensor'])?.Update;

  await rotate('demo', 24);
  expect(ofOld()?.ExpressionAttributeValues).toEqual({ ':value': soon });

  await rotate('demo', 0);
  expect(String(ofOld()?.ExpressionAttributeValues?.[':value']) < soon).toBe(true);
  expect(edge.takenBack().clients).toContain(clientId);
});

test('a rotation forgets the clients that work no longer', async () => {
  const clientId = await create('demo');
  const item = edge.database.items(tables.REGISTRY_TABLE).find(item => item['clientId'] === clientId);
  edge.database.put(tables.REGISTRY_TABLE, { ...item, disabled: true });

  const next = await rotate('demo', 24);

  const [owner, , forgotten] = edge.written().slice(-3);
  expect(owner?.Update?.ExpressionAttributeValues?.[':clientIds']).toEqual([next.clientId]);
  expect(forgotten?.Delete?.Key).toEqual({ licensor: item?.['licensor'], itemId: 'CLIENT' });
  expect(edge.takenBack().clients).toEqual([clientId]);
});

test('a rotation that fails takes its client back and leaves the others', async () => {
  const clientId = await create('demo');
  edge.database.dynamo.on(TransactWriteCommand).rejects(cancelled());

  await expect(rotate('demo', 24)).rejects.toThrow('another command is changing demo at the same time');

  expect(edge.takenBack().clients).toHaveLength(1);
  expect(edge.takenBack().clients).not.toContain(clientId);
});

test('disabling marks every client first, and then takes them away at the issuer, and the API key', async () => {
  const clientId = await create('demo');
  const before = edge.written().length;
  const keys = [`CLIENT#${clientId}`, itemOf('ACCESS_KEY')?.['licensor']];

  await disable('demo');

  const [one, other, owner, ...more] = edge.written().slice(before);
  for (const [index, action] of [one, other].entries())
    expect(action?.Update).toMatchObject({
      Key: { licensor: keys[index] },
      ExpressionAttributeNames: { '#field': 'disabled' },
      ExpressionAttributeValues: { ':value': true },
    });
  expect(owner?.Update).toMatchObject({ UpdateExpression: 'REMOVE #usageKey' });
  expect(more).toEqual([]);
  expect(edge.takenBack()).toEqual({ clients: [clientId], keys: ['key-1'] });
});

test('a licensor that was disabled gets another API key with its next client', async () => {
  await create('demo');
  const old = itemOf('LICENSOR')?.['usageKey'];
  await disable('demo');
  expect(itemOf('LICENSOR')).not.toHaveProperty('usageKey');

  edge.gateway.on(CreateApiKeyCommand).resolves({ id: 'key-2' });
  const { key } = await new AccessKeys(deployment).add('demo', { name: 'again' });

  const { usageKey, usageKeyId } = itemOf('LICENSOR') ?? {};
  expect(usageKeyId).toBe('key-2');
  expect(usageKey).not.toBe(old);
  expect(itemOf('ACCESS_KEY')).toMatchObject({ usageKey, clientId: digestIn(key).id });
  expect(edge.made().keys).toBe(2);
});

test('what ended halfway is completed: disabling again deletes the API key, and so does the next client', async () => {
  await create('demo');
  edge.gateway.on(DeleteApiKeyCommand).rejects(new Error('down'));
  await expect(disable('demo')).rejects.toThrow('down');
  edge.gateway.on(DeleteApiKeyCommand).resolves({});
  const before = edge.takenBack().keys.length;

  await disable('demo');
  expect(edge.takenBack().keys.slice(before)).toEqual(['key-1']);
  await new AccessKeys(deployment).add('demo', { name: 'again' });
  expect(edge.takenBack().keys.slice(before)).toEqual(['key-1', 'key-1']);
});

test('an API key that was made for a client that could not be stored is deleted', async () => {
  await create('demo');
  await disable('demo');
  edge.gateway.on(CreateApiKeyCommand).resolves({ id: 'key-2' });
  edge.database.dynamo.on(TransactWriteCommand).rejects(cancelled());

  await expect(new AccessKeys(deployment).add('demo', { name: 'again' })).rejects.toThrow('at the same time');
  expect(edge.takenBack().keys.at(-1)).toBe('key-2');
});

test.each(['add', 'disable'] as const)(
  'a key that another command adds during %s makes it fail, so that no client stays without its API key',
  async command => {
    await create('demo');
    const keys = new AccessKeys(deployment);
    const write = edge.database.dynamo.on(TransactWriteCommand);
    let isFirst = true;
    write.callsFake(async input => {
      if (isFirst) {
        isFirst = false;
        await keys.add('demo', { name: 'between' });
      }
      return edge.database.carryOut(TransactWriteCommand, input);
    });

    const work = command === 'add' ? keys.add('demo', { name: 'late' }) : disable('demo');

    await expect(work).rejects.toThrow('another command is changing demo at the same time');
    expect(await keys.list('demo')).toMatchObject([
      { disabled: false, accessKey: { name: 'default' } },
      { disabled: false, accessKey: { name: 'between' } },
    ]);
  },
);

test('a client that cannot be marked is not taken away, so that disabling can be tried again', async () => {
  await create('demo');
  edge.database.dynamo.on(TransactWriteCommand).rejects(new Error('no'));

  await expect(disable('demo')).rejects.toThrow('no');
  expect(edge.takenBack().clients).toEqual([]);
});

test.each([
  ['rotate', () => rotate('unknown', 24)],
  ['disable', () => disable('unknown')],
])('%s of an unknown licensor is refused', async (_, run) => {
  await expect(run()).rejects.toThrow('licensor unknown is not onboarded');
  expect(edge.made()).toEqual({ clients: 0, keys: 0 });
});

test('the list has all onboarded owners', async () => {
  await create('demo');
  await create(platform);

  expect((await onboarding.list()).owners.map(({ licensor }) => licensor)).toEqual([platform, 'demo']);
});

test('an item that cannot be read does not hide the owners, and is named', async () => {
  await create('demo');
  edge.database.put(tables.REGISTRY_TABLE, { licensor: 'broken', itemId: 'LICENSOR', targetCount: 1 });

  const { owners, unreadable } = await onboarding.list();

  expect(owners.map(({ licensor }) => licensor)).toEqual(['demo']);
  expect(unreadable).toEqual(['broken']);
});
