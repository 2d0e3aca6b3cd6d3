// The clients of licensors and of the platform. The Registry, not the token, says for whom a client acts.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Client, clientSchema } from '../../model/api/client.ts';
import { getItem } from './registry-items.ts';
import { accessKeyKey, clientKey } from './registry-key.ts';

export type Clients = ReturnType<typeof createClients>;

export function createClients(db: DynamoDBDocumentClient, table: string) {
  return {
    /** Finds the OAuth client of this id. */
    withId: (clientId: string): Promise<Client | undefined> =>
      getItem(db, table, clientKey(clientId), clientSchema),
    /**
     * Finds the access key of this SHA-256 (hex) with one read. Nothing compares a key with a stored one, so
     * no time that passes says how much of a guess is right.
     */
    withHash: (hash: string): Promise<Client | undefined> =>
      getItem(db, table, accessKeyKey(hash), clientSchema),
  };
}

/** The key of a client's item. */
export const keyOfClient = ({ clientId, accessKey }: Client) =>
  accessKey ? accessKeyKey(accessKey.hash) : clientKey(clientId);
