// Clients by the id that their tokens carry: our own table says for whom a client speaks, not the token.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Client, clientSchema } from '../../model/api/client.ts';
import { getItem } from './registry-items.ts';
import { clientKey } from './registry-key.ts';

export const createClientLookup =
  (db: DynamoDBDocumentClient, table: string) =>
  (clientId: string): Promise<Client | undefined> =>
    getItem(db, table, clientKey(clientId), clientSchema);
