// Reads what rows say about their deliveries, without the rest of the rows, at half the price of a consistent
// read.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { DeliveryKey } from '../../model/delivery/delivery.ts';
import { type RowState, rowStateSchema } from '../../model/delivery/statistics.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { rowKeyOf } from './delivery-key.ts';

/** The state of a delivery; undefined if it has no row. */
export type RowStates = (key: DeliveryKey) => RowState | undefined;

const attributes = ['eventKey', 'targetId', ...Object.keys(rowStateSchema.shape)];

/**
 * @param deliveries each a different one
 * @throws ZodError if a row is invalid
 */
export async function readRowStates(
  db: DynamoDBDocumentClient,
  table: string,
  deliveries: readonly DeliveryKey[],
): Promise<RowStates> {
  const keys = { [table]: deliveries.map(rowKeyOf) };
  const { [table]: items = [] } = await batchGet(db, keys, { projected: attributes });
  const found = new Map(items.map(item => [textOf(item), rowStateSchema.parse(item)]));
  return key => found.get(textOf(rowKeyOf(key)));
}

const textOf = ({ eventKey, targetId }: Record<string, unknown>): string => `${eventKey} ${targetId}`;
