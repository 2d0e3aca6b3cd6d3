// One target, seen and switched by an operator: disabled as a 410 would disable it, enabled as its partner's PUT would.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Installation } from '../core/catalog/topic.ts';
import type { Delivery } from '../core/model/delivery/delivery.ts';
import type { Target } from '../core/model/target/target.ts';
import { disabled, type Health, healthy } from '../core/model/target/target-health.ts';
import { createTargetStatuses } from '../core/registration/target-statuses.ts';
import { openKeyOf } from '../core/store/deliveries/delivery-key.ts';
import { createHealthStore } from '../core/store/deliveries/target-health.ts';
import { createTargets } from '../core/store/registry/targets.ts';
import { StoreError } from '../core/store/store-error.ts';
import { CommandError } from './command-error.ts';
import type { RedriveTables } from './failed-deliveries.ts';

type Of = { licensor: string; targetId: string };
type Open = Extract<Delivery['status'], 'WAITING' | 'PARKED' | 'FAILED'>;
export type TargetView = {
  status: Target['status'];
  statusReason?: string | undefined;
  /** CLOSED if nothing has ever failed there. */
  breaker: Health['state'];
  since?: string | undefined;
  failures: number;
  lastFailure?: string | undefined;
  deliveries: Record<Open, number>;
};

/** @throws CommandError if there is none */
export async function requireTarget(db: DynamoDBDocumentClient, table: string, of: Of): Promise<Target> {
  const target = await createTargets(db, table).get(of.licensor, of.targetId);
  if (!target) throw new CommandError(`licensor ${of.licensor} has no target ${of.targetId}`);
  return target;
}

export async function viewTarget(
  db: DynamoDBDocumentClient,
  tables: RedriveTables,
  of: Of,
): Promise<TargetView> {
  const { status, statusReason } = await requireTarget(db, tables.registry, of);
  const health = await createHealthStore(db, tables.deliveries).get(of);
  const [WAITING, PARKED, FAILED] = await Promise.all([
    countOf(db, tables.deliveries, of, 'WAITING'),
    countOf(db, tables.deliveries, of, 'PARKED'),
    countOf(db, tables.deliveries, of, 'FAILED'),
  ]);
  return {
    ...{ status, statusReason, breaker: health?.state ?? 'CLOSED', since: health?.since },
    ...{ failures: health?.failures ?? 0, lastFailure: health?.reason },
    deliveries: { WAITING, PARKED, FAILED },
  };
}

async function countOf(db: DynamoDBDocumentClient, table: string, of: Of, status: Open): Promise<number> {
  let count = 0;
  let from: Record<string, unknown> | undefined;
  do {
    const page = await db.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'open',
        KeyConditionExpression: 'openKey = :open',
        ExpressionAttributeValues: { ':open': openKeyOf({ ...of, status }) },
        Select: 'COUNT',
        ExclusiveStartKey: from,
      }),
    );
    count += page.Count ?? 0;
    from = page.LastEvaluatedKey;
  } while (from);
  return count;
}

const changedMeanwhile = 'the target changed at the same moment: run the command again';

/** From now on its deliveries are parked; the retry-scheduler writes its status, and tells its licensor, within a minute. @throws CommandError */
export async function disable(
  db: DynamoDBDocumentClient,
  tables: RedriveTables,
  of: Of,
  { reason, clock }: { reason: string; clock: () => number },
): Promise<void> {
  const target = await requireTarget(db, tables.registry, of);
  const store = createHealthStore(db, tables.deliveries);
  const known = await store.get(of);
  if (known?.state === 'DISABLED') throw new CommandError('the target is disabled already');
  const after = disabled(known ?? healthy(of, clock()), target.version, reason, clock());
  if (!(await store.change(known, after))) throw new CommandError(changedMeanwhile);
}

/** Its deliveries flow again, and what was parked goes out. Its version stays: that counts its partner's changes. @throws CommandError */
export async function enable(
  db: DynamoDBDocumentClient,
  tables: RedriveTables,
  of: Of,
  { installation, clock }: { installation: Installation; clock: () => number },
): Promise<void> {
  const before = await requireTarget(db, tables.registry, of);
  const health = createHealthStore(db, tables.deliveries);
  const statuses = createTargetStatuses({ health, eventsTable: tables.events, installation, clock });
  const { statusReason: _reason, statusSince: _since, ...rest } = before;
  const after: Target = { ...rest, status: 'ACTIVE', updatedAt: new Date(clock()).toISOString() };
  const changes = await statuses.changeActions(before, after);
  if (changes.length === 0) throw new CommandError('the target is well: there is nothing to enable');
  try {
    await createTargets(db, tables.registry).update(after, before, changes);
  } catch (error) {
    if (error instanceof StoreError) throw new CommandError(changedMeanwhile);
    throw error;
  }
}
