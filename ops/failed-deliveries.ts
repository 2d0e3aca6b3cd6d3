// Sends FAILED deliveries again: parks them with a whole new schedule, and drains their targets at the
// usual rate.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Delivery, redriven } from '../core/model/delivery/delivery.ts';
import { draining, type Health, healthy } from '../core/model/target/target-health.ts';
import { createDeliveries } from '../core/store/deliveries/deliveries.ts';
import { createOpenDeliveries, type OpenCursor } from '../core/store/deliveries/open-deliveries.ts';
import { createHealthStore } from '../core/store/deliveries/target-health.ts';
import { CommandError } from './command-error.ts';
import type { Note } from './progress.ts';
import { deliveries as countOf } from './report.ts';
import { allSuspensions, covers } from './stored-suspensions.ts';
import type { Tables } from './tables.ts';
import { type TargetId, type TargetSelection, targetsOf } from './targets.ts';

/**
 * FAILED deliveries by target and by the time when they failed, milliseconds since the epoch, `until`
 * excluded.
 */
export type Selection = TargetSelection & { since: number; until: number };
/** The state of a target's breaker; SUSPENDED, whatever its breaker is, if an operator has suspended it. */
export type BreakerState = Health['state'] | 'SUSPENDED';
/**
 * Per target: how many FAILED deliveries were found; of those, how many go out now (`redriven`), and how
 * many wait because the target is paused, disabled or suspended (`parked`). `breaker`: its state now.
 */
export type Redriven = TargetId & {
  failed: number;
  redriven: number;
  parked: number;
  breaker: BreakerState;
};
export type RunOptions = {
  /** Only count. */
  dryRun: boolean;
  /** Milliseconds since the epoch. */
  clock: () => number;
  note?: Note;
};

const pageSize = 100;

/** @throws CommandError if the licensor or the target of the selection is unknown */
export async function redrive(
  db: DynamoDBDocumentClient,
  tables: Tables,
  selection: Selection,
  { dryRun, clock, note }: RunOptions,
): Promise<Redriven[]> {
  const deliveries = createDeliveries(db, tables.deliveries);
  const health = createHealthStore(db, tables.deliveries);
  const suspensions = await allSuspensions(db, tables.registry);
  const found: Redriven[] = [];
  let total = 0;
  for (const target of await targetsOf(db, tables.registry, selection)) {
    let failed = 0;
    let recorded = 0;
    for await (const rows of failedRows(db, tables.deliveries, target)) {
      const chosen = rows.filter(({ updatedAt }) => isWithin(Date.parse(updatedAt), selection));
      failed += chosen.length;
      total += chosen.length;
      note?.(countOf(total));
      if (dryRun || chosen.length === 0) continue;
      const changes = chosen.map(row => ({ before: row, after: redriven(row, clock()) }));
      const outcomes = await deliveries.record(changes, () => true);
      recorded += outcomes.filter(one => one.recorded === 'RECORDED').length;
    }
    if (failed === 0) continue;
    const state =
      recorded > 0
        ? await startDrain(health, target, clock)
        : ((await health.get(target))?.state ?? 'CLOSED');
    const breaker = covers(suspensions, target) ? 'SUSPENDED' : state;
    found.push({ ...target, failed, ...splitBy(breaker, recorded), breaker });
  }
  return found;
}

const isWithin = (time: number, { since, until }: Selection): boolean => time >= since && time < until;

/** Whether the deliveries of a target wait for it, so that what is parked does not go out now. */
export const isWaiting = (breaker: BreakerState): boolean =>
  breaker === 'OPEN' || breaker === 'DISABLED' || breaker === 'SUSPENDED';

/** @param recorded how many deliveries have been parked again */
export const splitBy = (breaker: BreakerState, recorded: number): { redriven: number; parked: number } =>
  isWaiting(breaker) ? { redriven: 0, parked: recorded } : { redriven: recorded, parked: 0 };

/**
 * Sends the parked deliveries of a target. If its breaker is open, or if it is disabled, it stays so: the
 * deliveries go out when that ends.
 * @returns the state of the breaker afterwards
 */
export async function startDrain(
  health: ReturnType<typeof createHealthStore>,
  target: TargetId,
  clock: () => number,
): Promise<Health['state']> {
  const tries = 5;
  for (let tried = 0; tried < tries; tried++) {
    const known = await health.get(target);
    if (known && isWaiting(known.state)) return known.state;
    // A drain that is about to end starts again.
    const after = draining(known ?? healthy(target, clock()), clock());
    if (await health.change(known, after)) return after.state;
  }
  throw new CommandError(`the health of target ${target.targetId} keeps changing: run the command again`);
}

async function* failedRows(
  db: DynamoDBDocumentClient,
  table: string,
  target: TargetId,
): AsyncGenerator<Delivery[]> {
  const open = createOpenDeliveries(db, table);
  let from: OpenCursor | undefined;
  do {
    const { rows, next } = await open.page(target, 'FAILED', pageSize, { from });
    yield rows;
    from = next;
  } while (from);
}
