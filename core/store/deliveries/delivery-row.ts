// The row of a delivery as DynamoDB holds it, and its conditional writes.
import type { Delivery } from '../../model/delivery/delivery.ts';
import { expiresIn } from '../dynamodb/dynamodb.ts';
import { insertStatement, type Statement, updateStatement } from '../dynamodb/statements.ts';
import { dueShardOf, openKeyOf, rowKeyOf } from './delivery-key.ts';

/** A row to write in place of the one that was read: `before` is that one, undefined if there was none. */
export type RowChange = { before: Delivery | undefined; after: Delivery };

const keptForDays = 30;
const openStatuses = new Set<Delivery['status']>(['WAITING', 'PARKED', 'FAILED']);

/** Writes a row that must not exist yet. */
export const newRowStatement = (table: string, row: Delivery): Statement =>
  insertStatement(table, { ...rowKeyOf(row), ...attributesOf(row) });

/**
 * Writes a row if it still is as it was read.
 * @param asRead the attributes of `before` that must not have changed
 */
export function changedRowStatement(
  table: string,
  before: Delivery,
  after: Delivery,
  asRead: readonly ('status' | 'attemptCount' | 'nextAttemptAt')[],
): Statement {
  const read = Object.fromEntries(asRead.map(name => [name, before[name]]));
  return updateStatement(table, rowKeyOf(after), read, attributesOf(after));
}

/** The attributes of a row without its key. The sparse indexes contain it while `dueShard` or `openKey` is set. */
function attributesOf({ targetId, ...delivery }: Delivery) {
  const { nextAttemptAt, claims } = delivery;
  return {
    ...delivery,
    nextAttemptAt,
    claims,
    dueShard: nextAttemptAt === undefined ? undefined : dueShardOf(targetId),
    openKey: openStatuses.has(delivery.status) ? openKeyOf({ ...delivery, targetId }) : undefined,
    expiresAt: expiresIn(keptForDays, Date.parse(delivery.updatedAt)),
  };
}
