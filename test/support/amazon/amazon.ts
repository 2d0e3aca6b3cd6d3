// The servers of the `amazon` project, for its tests.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { inject } from 'vitest';
import { createTables, type TableDefinition, tablesIn } from '../../../local/amazon/tables.ts';
import { templateOfStage } from '../template/template.ts';
import type { AmazonServers } from './amazon-servers.ts';

/** DynamoDB Local checks no signature, but needs one. */
export const credentials = { accessKeyId: 'HERALDLOCAL', secretAccessKey: 'test' };
export const region = 'us-east-1';

/** @throws Error if the servers were not started: tests run in `describe.skipIf(!inject('amazon'))` */
export function amazonServers(): AmazonServers {
  const servers = inject('amazon');
  if (!servers) throw new Error('this machine has no Java');
  return servers;
}

export const dynamoDbLocal = (): DynamoDBClient =>
  new DynamoDBClient({ endpoint: amazonServers().dynamoDb, region, credentials });

/** The tables of the stack, whose logical ids begin as the properties of `Storage` are named. */
export const heraldTables: readonly TableDefinition[] = tablesIn(templateOfStage('dev'));

/**
 * Creates all tables.
 * @param prefix of their names, so that test files do not share tables
 * @returns the name of a table by the id of its construct in lib/storage.ts
 */
export async function createHeraldTables(
  db: DynamoDBClient,
  prefix: string,
): Promise<(id: string) => string> {
  await createTables(db, heraldTables, logicalId => prefix + logicalId);
  return id => {
    // CDK adds eight digits that are a hash of the construct's path.
    const name = new RegExp(`^Storage${id}[0-9A-F]{8}$`);
    const found = heraldTables.find(({ logicalId }) => name.test(logicalId));
    if (!found) throw new Error(`the stack has no table ${id}`);
    return prefix + found.logicalId;
  };
}
