// The authorizer's handler with a table in memory and a token issuer on the loopback interface.
import { randomBytes } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { accessKeyBytes, makeAccessKey, parseAccessKey } from '../../../core/model/api/access-key.ts';
import { type Client, clientSchema } from '../../../core/model/api/client.ts';
import { keyOfClient } from '../../../core/store/registry/clients.ts';
import { createHandler } from '../../../lambdas/authorizer/create-handler.ts';
import { authorizerEvent } from '../builders/authorizer-event.ts';
import { contextOf } from '../builders/lambda-context.ts';
import { mockTables } from '../dynamodb/memory-tables.ts';
import { environmentOf, tables } from './environments.ts';
import type { Issuer } from './token-issuer.ts';

export const partnerClient = (fields: Partial<Client> = {}): Client =>
  clientSchema.parse({
    kind: 'partner',
    speaksFor: 'acme',
    clientId: 'acme-client',
    usageKey: 'usage-key-of-acme-01',
    disabled: false,
    ...fields,
  });
export const platformClient = (fields: Partial<Client> = {}): Client =>
  clientSchema.parse({
    kind: 'platform',
    clientId: 'platform-client',
    usageKey: 'usage-key-of-platform',
    disabled: false,
    ...fields,
  });

/**
 * A new access key of the stage `dev`, with its client.
 * @param client of whom: made by `partnerClient` or `platformClient`
 */
export function accessKeyOf(client: Client, granted: readonly string[], stage = 'dev') {
  const { key, hash, id } = makeAccessKey(stage, randomBytes(accessKeyBytes));
  const accessKey = { hash, name: 'default', scopes: [...granted], createdAt: '2026-01-01T00:00:00.000Z' };
  return { key, id, client: clientSchema.parse({ ...client, clientId: id, accessKey }) };
}

/** How a key of the stage `dev` is stored. */
export function digestIn(key: string): { hash: string; id: string } {
  const parsed = parseAccessKey(key, 'dev');
  if ('fault' in parsed) throw new Error(`the access key is ${parsed.fault}`);
  return parsed;
}

/** A newly started authorizer: nothing read, no keys cached. */
export function createAuthorizer(
  { environment }: Pick<Issuer, 'environment'>,
  more: Record<string, string> = {},
) {
  const database = mockTables();
  const env = environmentOf('authorizer', { ...environment, ...more });
  const handler = createHandler(env, { db: database.db });
  return {
    database,
    /** How many items have been read. */
    reads: (): number => database.dynamo.commandCalls(GetCommand).length,
    knows: (...clients: Client[]): void => {
      for (const client of clients)
        database.put(tables.REGISTRY_TABLE, { ...client, ...keyOfClient(client) });
    },
    /** @param headers of a request of the API */
    askWith: (headers: Record<string, string>, request = 'GET/acme/notifications/targets') =>
      handler(authorizerEvent(request, headers), contextOf()),
    ask: (token: string, request = 'GET/acme/notifications/targets') =>
      handler(authorizerEvent(request, { Authorization: `Bearer ${token}` }), contextOf()),
  };
}
