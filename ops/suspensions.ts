// Suspends targets and licensors, and lifts suspensions (docs/decisions/0027-suspension.md). While a
// suspension is in force, deliveries are parked; after it, the retry-scheduler sends them.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import type { Suspension } from '../core/model/api/suspension.ts';
import type { Target } from '../core/model/target/target.ts';
import { draining, healthy } from '../core/model/target/target-health.ts';
import { disablingOf } from '../core/model/target/target-status.ts';
import { createHealthStore } from '../core/store/deliveries/target-health.ts';
import { type Action, transact } from '../core/store/dynamodb/transaction.ts';
import { licensorKey, targetKey } from '../core/store/registry/registry-key.ts';
import { StoreError } from '../core/store/store-error.ts';
import { CommandError } from './command-error.ts';
import type { RecordByOperator } from './operator-records.ts';
import { findOwner, notOnboarded, type Owner } from './owner.ts';
import { resumeAction, suspendAction } from './stored-suspensions.ts';
import type { Tables } from './tables.ts';
import { pagesOfTargets, requireTarget, type TargetId } from './targets.ts';

/** `record`: undefined only shows what would be done. */
type Options = { clock: () => number; record: RecordByOperator | undefined };

/** @throws CommandError if it is suspended already */
function requireActive({ suspension }: { suspension?: Suspension | undefined }): void {
  if (suspension)
    throw new CommandError(`it is suspended already, since ${suspension.since} (${suspension.reason})`);
}

/** @throws CommandError if there is no suspension */
function requireSuspended({ suspension }: { suspension?: Suspension | undefined }): void {
  if (!suspension) throw new CommandError('it is not suspended: there is nothing to resume');
}

/**
 * @param record undefined: only check that it can be suspended
 * @throws CommandError if the target is unknown, suspended already, or changed at the same time
 */
export async function suspendTarget(
  db: DynamoDBDocumentClient,
  tables: Tables,
  of: TargetId,
  suspension: Suspension,
  record: RecordByOperator | undefined,
): Promise<void> {
  requireActive(await requireTarget(db, tables.registry, of));
  if (!record) return;
  await write(db, [
    suspendAction(tables.registry, targetKey(of.licensor, of.targetId), suspension),
    record(of.licensor, { kind: 'target', id: of.targetId }, {}, shownSuspension(suspension)),
  ]);
}

/**
 * Lifts the suspension of a target. If it is not disabled, its parked deliveries are sent.
 * @param record undefined: only check that there is a suspension
 * @throws CommandError if the target is unknown, not suspended, or changed at the same time
 */
export async function resumeTarget(
  db: DynamoDBDocumentClient,
  tables: Tables,
  of: TargetId,
  { clock, record }: Options,
): Promise<void> {
  const target = await requireTarget(db, tables.registry, of);
  requireSuspended(target);
  if (!record) return;
  const key = targetKey(of.licensor, of.targetId);
  await write(db, [
    resumeAction(tables.registry, key),
    ...(await drainActions(db, tables, target, clock)),
    record(of.licensor, { kind: 'target', id: of.targetId }, shownSuspension(target.suspension), {}),
  ]);
}

/** As `suspendTarget`, for all targets of a licensor. */
export async function suspendLicensor(
  db: DynamoDBDocumentClient,
  tables: Tables,
  licensor: string,
  suspension: Suspension,
  record: RecordByOperator | undefined,
): Promise<void> {
  requireActive(await requireOwner(db, tables, licensor));
  if (!record) return;
  await write(db, [
    suspendAction(tables.registry, licensorKey(licensor), suspension),
    record(licensor, { kind: 'licensor', id: licensor }, {}, shownSuspension(suspension)),
  ]);
}

/** How many targets are marked at once. */
const concurrency = 10;

/**
 * Lifts the suspension of a licensor. The targets are marked for draining first: if that ends halfway, the
 * licensor is still suspended.
 * @throws CommandError as `resumeTarget` does
 */
export async function resumeLicensor(
  db: DynamoDBDocumentClient,
  tables: Tables,
  licensor: string,
  { clock, record }: Options,
): Promise<void> {
  const owner = await requireOwner(db, tables, licensor);
  requireSuspended(owner);
  if (!record) return;
  const mark = async (target: Target): Promise<void> => {
    // The end of its own suspension will drain it.
    if (target.suspension) return;
    const actions = await drainActions(db, tables, target, clock);
    if (actions.length > 0) await write(db, actions);
  };
  for await (const page of pagesOfTargets(db, tables.registry, licensor))
    await pMap(page, mark, { concurrency });
  await write(db, [
    resumeAction(tables.registry, licensorKey(licensor)),
    record(licensor, { kind: 'licensor', id: licensor }, shownSuspension(owner.suspension), {}),
  ]);
}

/** What records have of a suspension: `by` is the author of the record. */
function shownSuspension(suspension: Suspension | undefined) {
  if (!suspension) return {};
  const { since, reason } = suspension;
  return { suspension: { since, reason } };
}

async function requireOwner(db: DynamoDBDocumentClient, tables: Tables, licensor: string): Promise<Owner> {
  const owner = await findOwner(db, tables.registry, licensor);
  if (owner) return owner;
  throw notOnboarded(licensor);
}

/** The actions after which the parked deliveries of a target are sent; none if it is disabled. */
async function drainActions(
  db: DynamoDBDocumentClient,
  tables: Tables,
  target: Target,
  clock: () => number,
): Promise<Action[]> {
  const store = createHealthStore(db, tables.deliveries);
  const known = await store.get(target);
  if (disablingOf(target, known)) return [];
  return [store.changeAction(known, draining(known ?? healthy(target, clock()), clock()))];
}

async function write(db: DynamoDBDocumentClient, actions: readonly Action[]): Promise<void> {
  await transact(db, actions).catch((error: unknown) => {
    if (!(error instanceof StoreError)) throw error;
    throw new CommandError('another process has changed it at the same time: run the command again');
  });
}
