// Shows one target, and enables a disabled one as a partner's PUT does.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Installation } from '../core/catalog/topic-definition.ts';
import type { Target } from '../core/model/target/target.ts';
import type { Health } from '../core/model/target/target-health.ts';
import { statusOf, type TargetStatus } from '../core/model/target/target-status.ts';
import { createTargetStatuses } from '../core/registration/target-statuses.ts';
import { createOpenDeliveries, type OpenStatus } from '../core/store/deliveries/open-deliveries.ts';
import { createHealthStore } from '../core/store/deliveries/target-health.ts';
import { createLicensors } from '../core/store/registry/licensors.ts';
import { createTargets } from '../core/store/registry/targets.ts';
import { StoreError } from '../core/store/store-error.ts';
import { CommandError } from './command-error.ts';
import type { RecordByOperator } from './operator-records.ts';
import type { Tables } from './tables.ts';
import { requireTarget, type TargetId } from './targets.ts';

export type TargetView = TargetStatus & {
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
  const target = await requireTarget(db, tables.registry, of);
  const [health, licensor] = await Promise.all([
    createHealthStore(db, tables.deliveries).get(of),
    createLicensors(db, tables.registry).get(of.licensor),
  ]);
  const open = createOpenDeliveries(db, tables.deliveries);
  const [WAITING, PARKED, FAILED] = await Promise.all([
    open.count(of, 'WAITING'),
    open.count(of, 'PARKED'),
    open.count(of, 'FAILED'),
  ]);
  return {
    ...statusOf(target, health, licensor?.suspension),
    breaker: health?.state ?? 'CLOSED',
    since: health?.since,
    failures: health?.failures ?? 0,
    lastFailure: health?.reason,
    deliveries: { WAITING, PARKED, FAILED },
  };
}

const changedMeanwhile = 'another process has changed the target at the same time: run the command again';

/**
 * Sends deliveries to a target again, the parked ones too. Its version stays the same: it counts the
 * partner's changes.
 * @param record undefined: only check that it can be enabled
 * @throws CommandError if the target is unknown, suspended, well already, or changed at the same time
 */
export async function enable(
  db: DynamoDBDocumentClient,
  tables: Tables,
  of: TargetId,
  {
    installation,
    clock,
    record,
  }: { installation: Installation; clock: () => number; record: RecordByOperator | undefined },
): Promise<void> {
  const before = await requireTarget(db, tables.registry, of);
  if (before.suspension) throw new CommandError('the target is suspended: see target resume');
  const health = createHealthStore(db, tables.deliveries);
  const statuses = createTargetStatuses({
    health,
    licensors: createLicensors(db, tables.registry),
    events: tables,
    installation,
    clock,
  });
  const { statusReason: _reason, statusSince: _since, ...rest } = before;
  const after: Target = { ...rest, status: 'ACTIVE', updatedAt: new Date(clock()).toISOString() };
  const changes = await statuses.changeActions(before, after, true);
  if (changes.length === 0) throw new CommandError('the target is well: there is nothing to enable');
  if (!record) return;
  const { targetId } = of;
  const status = record(of.licensor, { kind: 'target', id: targetId }, statusIn(before), statusIn(after));
  try {
    await createTargets(db, tables.registry).update(after, before, [...changes, status]);
  } catch (error) {
    if (error instanceof StoreError) throw new CommandError(changedMeanwhile);
    throw error;
  }
}

/** What a record has of the status of a target. */
const statusIn = ({ status, statusReason }: Target) => ({ status, statusReason });
