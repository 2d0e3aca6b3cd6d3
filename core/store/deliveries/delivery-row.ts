// The attributes of a delivery's row, and its conditional writes.
import type { Delivery } from '../../model/delivery/delivery.ts';
import { expiresIn } from '../dynamodb/dynamodb.ts';
import { insertStatement, type Statement, updateStatement } from '../dynamodb/statements.ts';
import { dueShardOf, openKeyOf, rowKeyOf } from './delivery-key.ts';

/** A change of a row. `before`: the row that was read; undefined if there was none. */
export type RowChange = { before: Delivery | undefined; after: Delivery };

const keptForDays = 30;
const openStatuses = new Set<Delivery['status']>(['WAITING', 'PARKED', 'FAILED']);

/** A statement that writes a row that must not exist yet. */
export const newRowStatement = (table: string, row: Delivery): Statement =>
  insertStatement(table, { ...rowKeyOf(row), ...attributesOf(row) });

/**
 * A statement that replaces a row if it has not changed since it was read.
 * @param unchanged the attributes of `before` that must still have the same values
 */
export function changedRowStatement(
  table: string,
  before: Delivery,
  after: Delivery,
  unchanged: readonly ('status' | 'attemptCount' | 'nextAttemptAt')[],
): Statement {
  const read = Object.fromEntries(unchanged.map(name => [name, before[name]]));
  return updateStatement(table, rowKeyOf(after), read, attributesOf(after));
}

/**
 * The attributes without the key. The row is in the sparse index `due` while `dueShard` is set, and in
 * `openByTime` while `openKey` is set.
 */
function attributesOf({ targetId, ...delivery }: Delivery) {
  const { nextAttemptAt, claims, taskDueAt, trigger, scheduleFrom, replayId, replayedFrom } = delivery;
  return {
    ...delivery,
    nextAttemptAt,
    // Undefined removes what the row had before.
    claims,
    taskDueAt,
    trigger,
    scheduleFrom,
    replayId,
    replayedFrom,
    dueShard: nextAttemptAt === undefined ? undefined : dueShardOf(targetId),
    openKey: openStatuses.has(delivery.status) ? openKeyOf({ ...delivery, targetId }) : undefined,
    expiresAt: expiresIn(keptForDays, Date.parse(delivery.updatedAt)),
  };
}
