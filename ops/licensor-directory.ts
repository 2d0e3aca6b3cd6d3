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
 * Every `operator link` calls this with the result of a scan, although a mark in the Registry could say that
 * the list is complete. The reason: licensors are onboarded by a command in an operator's clone. A clone of
 * Herald 0.2 may onboard one after the mark is written, and knows neither the mark nor the list, so the
 * console would not show that licensor, without an error. The scan reads one page of 1 MB (128 read units)
 * after another, once, as `status` does. A run that is cut off has added some names; the next one adds the
 * others.
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
