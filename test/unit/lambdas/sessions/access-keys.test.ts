// The list of access keys. It shows no secret, and only the keys of the caller's own licensor.
import { beforeEach, expect, test } from 'vitest';
import type { Client } from '../../../../core/model/api/client.ts';
import { keyOfClient } from '../../../../core/store/registry/clients.ts';
import { licensorKey } from '../../../../core/store/registry/registry-key.ts';
import {
  accessKeyOf,
  partnerClient,
  platformClient,
} from '../../../support/handlers/authorizer-under-test.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { sessionsUnderTest } from '../../../support/handlers/sessions-under-test.ts';

const sessions = sessionsUnderTest();
beforeEach(sessions.reset);

/** The licensor `acme` with these access keys in its record. */
function hasKeys(...clients: Client[]): void {
  const accessKeys = clients.flatMap(({ accessKey }) => accessKey?.hash ?? []);
  sessions.database.put(tables.REGISTRY_TABLE, { ...licensorKey('acme'), accessKeys });
  for (const client of clients)
    sessions.database.put(tables.REGISTRY_TABLE, { ...client, ...keyOfClient(client) });
}
const list = async () => (await sessions.call('GET /{licensor}/notifications/access-keys')).body.accessKeys;

test('each key has its name, id, scopes and end, and nothing from which it could be made', async () => {
  const ends = partnerClient({ validUntil: '2026-03-01T00:00:00.000Z' });
  const disabled = partnerClient({ disabled: true });
  const keys = [ends, disabled].map(client => accessKeyOf(client, ['herald/notifications.read']));
  hasKeys(...keys.map(({ client }) => client));

  const listed = await list();

  const common = {
    name: 'default',
    scopes: ['herald/notifications.read'],
    createdAt: '2026-01-01T00:00:00.000Z',
  };
  expect(listed).toEqual([
    { ...common, id: keys[0]?.id, validUntil: '2026-03-01T00:00:00.000Z' },
    { ...common, id: keys[1]?.id, disabled: true },
  ]);
  for (const { key, client } of keys) {
    expect(JSON.stringify(listed)).not.toContain(key);
    expect(JSON.stringify(listed)).not.toContain(client.accessKey?.hash);
    expect(JSON.stringify(listed)).not.toContain(client.usageKey);
  }
});

test('a licensor without access keys has an empty list', async () => {
  sessions.database.put(tables.REGISTRY_TABLE, licensorKey('acme'));

  expect(await list()).toEqual([]);
});

test.each([
  ['another licensor', partnerClient({ speaksFor: 'other' } as Partial<Client>)],
  ['the platform', platformClient()],
])('a key of %s is not listed, also if the record names it', async (_, client) => {
  hasKeys(accessKeyOf(client, ['herald/notifications.read']).client);

  expect(await list()).toEqual([]);
});
