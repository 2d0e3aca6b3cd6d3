// Adds licensors to the list that operators see in the console, if Herald 0.2 has onboarded them.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { allItemsOf } from '../core/model/api/page.ts';
import { transact } from '../core/store/dynamodb/transaction.ts';
import { listAction, listedLicensors } from '../core/store/registry/licensor-directory.ts';

/** How many names one query reads. */
const namesPerQuery = 1000;
/** How many are added at once. */
const concurrency = 10;

/**
 * @param licensors the names of all licensors
 * @returns those that were added
 */
export async function completeDirectory(
  db: DynamoDBDocumentClient,
  table: string,
  licensors: readonly string[],
): Promise<string[]> {
  const listed = new Set(await allItemsOf(page => listedLicensors(db, table, page), namesPerQuery));
  const missing = licensors.filter(name => !listed.has(name));
  await pMap(missing, name => transact(db, [listAction(table, name)]), { concurrency });
  return missing;
}
