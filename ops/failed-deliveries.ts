// FAILED deliveries that go out again: they are parked, with the whole schedule before them, and their target drains, so that no redrive is faster
// than any other drain.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Delivery, deliverySchema, redriven } from '../core/model/delivery/delivery.ts';
import { draining, healthy } from '../core/model/target/target-health.ts';
import { createDeliveries } from '../core/store/deliveries/deliveries.ts';
import { openKeyOf } from '../core/store/deliveries/delivery-key.ts';
import { createHealthStore } from '../core/store/deliveries/target-health.ts';
import { batchGet } from '../core/store/dynamodb/batch-get.ts';

export type RedriveTables = { registry: string; events: string; deliveries: string };
/** Of failed deliveries: whose, and those that failed in a time (milliseconds since the epoch, the end excluded). */
export type Selection = {
  licensor?: string | undefined;
  targetId?: string | undefined;
  since: number;
  until: number;
};
/** Per target: how many failed deliveries were found, and how many were redriven. */
export type Redriven = { licensor: string; targetId: string; failed: number; redriven: number };

const targetSchema = z.object({ licensor: z.string(), targetId: z.string() });
const pageSize = 100;

/** @param dryRun only counts */
export async function redrive(
  db: DynamoDBDocumentClient,
  tables: RedriveTables,
  selection: Selection,
  { dryRun, clock }: { dryRun: boolean; clock: () => number },
): Promise<Redriven[]> {
  const deliveries = createDeliveries(db, tables.deliveries);
  const health = createHealthStore(db, tables.deliveries);
  const found: Redriven[] = [];
  for (const target of await targetsOf(db, tables.registry, selection)) {
    const counts = { ...target, failed: 0, redriven: 0 };
    for await (const rows of failedRows(db, tables.deliveries, target)) {
      const chosen = rows.filter(({ updatedAt }) => isWithin(Date.parse(updatedAt), selection));
      counts.failed += chosen.length;
      if (dryRun || chosen.length === 0) continue;
      const changes = chosen.map(row => ({ before: row, after: redriven(row, clock()) }));
      const recorded = await deliveries.record(changes, () => true);
      counts.redriven += recorded.filter(one => one.recorded === 'RECORDED').length;
    }
    if (counts.failed > 0) found.push(counts);
    if (counts.redriven > 0) await startDrain(health, target, clock);
  }
  return found;
}

const isWithin = (time: number, { since, until }: Selection): boolean => time >= since && time < until;

/** Has what is parked of a target brought out. A breaker that is open, or a disabled target, drains when it is closed; so does one that drains already. */
export async function startDrain(
  health: ReturnType<typeof createHealthStore>,
  target: { licensor: string; targetId: string },
  clock: () => number,
): Promise<void> {
  const tries = 5;
  for (let tried = 0; tried < tries; tried++) {
    const known = await health.get(target);
    if (known?.state === 'OPEN' || known?.state === 'DISABLED') return;
    // One that drains may be about to close: it begins anew.
    if (await health.change(known, draining(known ?? healthy(target, clock()), clock()))) return;
  }
  throw new Error(`the health of target ${target.targetId} keeps changing: run the command again`);
}

/** The targets of a selection: the one that it names, those of its licensor, or all there are. */
export async function targetsOf(
  db: DynamoDBDocumentClient,
  table: string,
  { licensor, targetId }: Pick<Selection, 'licensor' | 'targetId'>,
): Promise<{ licensor: string; targetId: string }[]> {
  if (licensor !== undefined && targetId !== undefined) return [{ licensor, targetId }];
  const targets: { licensor: string; targetId: string }[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await db.send(
      new ScanCommand({
        TableName: table,
        FilterExpression: 'begins_with(itemId, :target)',
        ExpressionAttributeValues: { ':target': 'TARGET#' },
        ExclusiveStartKey: from,
      }),
    );
    const page = Items.map(item => targetSchema.parse(item));
    targets.push(...page.filter(target => licensor === undefined || target.licensor === licensor));
    from = LastEvaluatedKey;
  } while (from);
  return targets;
}

async function* failedRows(
  db: DynamoDBDocumentClient,
  table: string,
  target: { licensor: string; targetId: string },
): AsyncGenerator<Delivery[]> {
  let from: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await db.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'open',
        KeyConditionExpression: 'openKey = :failed',
        ExpressionAttributeValues: { ':failed': openKeyOf({ ...target, status: 'FAILED' }) },
        ExclusiveStartKey: from,
        Limit: pageSize,
      }),
    );
    const keys = Items.map(({ eventKey, targetId }) => ({
      eventKey: String(eventKey),
      targetId: String(targetId),
    }));
    const { [table]: rows = [] } = await batchGet(db, { [table]: keys });
    yield rows.map(row => deliverySchema.parse(row)).filter(({ status }) => status === 'FAILED');
    from = LastEvaluatedKey;
  } while (from);
}
