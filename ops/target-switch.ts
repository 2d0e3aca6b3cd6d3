// Shows, disables and enables one target. Disabling does what a 410 answer does, enabling what a partner's
// PUT does.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Installation } from '../core/catalog/topic.ts';
import type { Target } from '../core/model/target/target.ts';
import { disabled, type Health, healthy } from '../core/model/target/target-health.ts';
import { createTargetStatuses } from '../core/registration/target-statuses.ts';
import { createHealthStore } from '../core/store/deliveries/target-health.ts';
import { createLicensors } from '../core/store/registry/licensors.ts';
import { createTargets } from '../core/store/registry/targets.ts';
import { StoreError } from '../core/store/store-error.ts';
import { CommandError } from './command-error.ts';
import { countOpen, type OpenStatus } from './open-deliveries.ts';
import type { Tables } from './tables.ts';
import { requireTarget, type TargetId } from './targets.ts';

export type TargetView = {
  status: Target['status'];
  statusReason?: string | undefined;
  /** CLOSED if no attempt has failed yet. */
  breaker: Health['state'];
  since?: string | undefined;
  failures: number;
  lastFailure?: string | undefined;
  deliveries: Record<OpenStatus, number>;
};

/** @throws CommandError if the licensor or the target is unknown */
export async function viewTarget(
  db: DynamoDBDocumentClient,
  tables: Tables,
  of: TargetId,
): Promise<TargetView> {
  const { status, statusReason } = await requireTarget(db, tables.registry, of);
  const health = await createHealthStore(db, tables.deliveries).get(of);
  const [WAITING, PARKED, FAILED] = await Promise.all([
    countOpen(db, tables.deliveries, of, 'WAITING'),
    countOpen(db, tables.deliveries, of, 'PARKED'),
    countOpen(db, tables.deliveries, of, 'FAILED'),
  ]);
  return {
    status,
    statusReason,
    breaker: health?.state ?? 'CLOSED',
    since: health?.since,
    failures: health?.failures ?? 0,
    lastFailure: health?.reason,
    deliveries: { WAITING, PARKED, FAILED },
  };
}

const changedMeanwhile = 'another process has changed the target at the same time: run the command again';

/**
 * Parks the deliveries of a target from now on. The retry-scheduler writes its status and tells its
 * licensor within a minute.
 * @param dryRun only check that it can be disabled
 * @throws CommandError if the target is unknown, disabled already, or changed at the same time
 */
export async function disable(
  db: DynamoDBDocumentClient,
  tables: Tables,
  of: TargetId,
  { reason, clock, dryRun = false }: { reason: string; clock: () => number; dryRun?: boolean },
): Promise<void> {
  const target = await requireTarget(db, tables.registry, of);
  const store = createHealthStore(db, tables.deliveries);
  const known = await store.get(of);
  if (known?.state === 'DISABLED') throw new CommandError('the target is disabled already');
  if (dryRun) return;
  const after = disabled(known ?? healthy(of, clock()), target.version, reason, clock());
  if (!(await store.change(known, after))) throw new CommandError(changedMeanwhile);
}

/**
 * Sends deliveries to a target again, the parked ones too. Its version stays the same: it counts the
 * partner's changes.
 * @param dryRun only check that it can be enabled
 * @throws CommandError if the target is unknown, well already, or changed at the same time
 */
export async function enable(
  db: DynamoDBDocumentClient,
  tables: Tables,
  of: TargetId,
  {
    installation,
    clock,
    dryRun = false,
  }: { installation: Installation; clock: () => number; dryRun?: boolean },
): Promise<void> {
  const before = await requireTarget(db, tables.registry, of);
  const health = createHealthStore(db, tables.deliveries);
  const statuses = createTargetStatuses({
    health,
    licensors: createLicensors(db, tables.registry),
    eventsTable: tables.events,
    installation,
    clock,
  });
  const { statusReason: _reason, statusSince: _since, ...rest } = before;
  const after: Target = { ...rest, status: 'ACTIVE', updatedAt: new Date(clock()).toISOString() };
  const changes = await statuses.changeActions(before, after, true);
  if (changes.length === 0) throw new CommandError('the target is well: there is nothing to enable');
  if (dryRun) return;
  try {
    await createTargets(db, tables.registry).update(after, before, changes);
  } catch (error) {
    if (error instanceof StoreError) throw new CommandError(changedMeanwhile);
    throw error;
  }
}
