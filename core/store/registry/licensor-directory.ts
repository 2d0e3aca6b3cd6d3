// The list of all licensors, for operators: the records of licensors have partitions of their own.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Page, PageRequest } from '../../model/api/page.ts';
import type { Action } from '../dynamodb/transaction.ts';
import { itemPage } from './registry-items.ts';
import { licensorDirectory, listedLicensorKey, listedLicensorPrefix } from './registry-key.ts';

const entrySchema = z.object({ itemId: z.string() });

/** @returns a page of the names of licensors, in their order */
export async function listedLicensors(
  db: DynamoDBDocumentClient,
  table: string,
  page: PageRequest,
): Promise<Page<string>> {
  const { items, next } = await itemPage(
    db,
    table,
    licensorDirectory,
    listedLicensorPrefix,
    page,
    entrySchema,
  );
  return { items: items.map(({ itemId }) => itemId.slice(listedLicensorPrefix.length)), next };
}

/** The action of a transaction that adds a licensor to the list. */
export const listAction = (table: string, licensor: string): Action => ({
  write: { Put: { TableName: table, Item: listedLicensorKey(licensor) } },
});

/** The action of a transaction that takes a licensor out of the list. */
export const unlistAction = (table: string, licensor: string): Action => ({
  write: { Delete: { TableName: table, Key: listedLicensorKey(licensor) } },
});
