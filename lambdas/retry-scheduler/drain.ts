// Sends the parked deliveries of a target, never faster than its drain rate: the tasks of one run are spread over its window by
// the delay that SQS gives each of them.
import { sendTasksByChannel } from '../../core/delivery/delivery-tasks.ts';
import { nextTask } from '../../core/model/delivery/claim.ts';
import { type Delivery, unparked } from '../../core/model/delivery/delivery.ts';
import {
  drainingOn,
  drainRate,
  drainWindowMs,
  foundEmpty,
  type Health,
} from '../../core/model/target/target-health.ts';
import type { MaintenanceDeps } from './maintain-targets.ts';

const perRun = (drainRate * drainWindowMs) / 1000;
/** As many as one BatchGetItem reads. */
const pageSize = 100;

/** @param hasTime asked before each page; what is left stays parked until the next run */
export async function drain(health: Health, deps: MaintenanceDeps, hasTime: () => boolean): Promise<void> {
  const startedAt = deps.clock();
  let page = await deps.parked.page(health, pageSize);
  if (page.found === 0) {
    const empty = foundEmpty(health, startedAt);
    if ('after' in empty) await deps.health.change(health, empty.after);
    else await deps.health.claim(health, empty.claim, startedAt);
    return;
  }
  if (!(await deps.health.claim(health, drainingOn(startedAt), startedAt))) return;
  let sent = 0;
  for (;;) {
    sent += await sendOut(page.rows.slice(0, perRun - sent), sent, deps, hasTime);
    if (!page.next || sent >= perRun || !hasTime()) break;
    page = await deps.parked.page(health, pageSize, page);
  }
  const { licensor, targetId } = health;
  deps.log.info('parked deliveries drained', { licensor, targetId, sent });
  deps.metrics.add('Drained', sent);
}

/** @param before how many this run has sent already. @returns how many these were */
async function sendOut(
  rows: readonly Delivery[],
  before: number,
  { parked, queues, clock }: MaintenanceDeps,
  hasTime: () => boolean,
): Promise<number> {
  const now = clock();
  const changes = rows.map((row, index) => {
    const delaySeconds = Math.floor((before + index) / drainRate);
    return { row, unparked: unparked(row, delaySeconds * 1000, now), delaySeconds };
  });
  const outcomes = await parked.unpark(changes, hasTime);
  await sendTasksByChannel(
    queues,
    outcomes
      .filter(({ written }) => written === 'WRITTEN')
      .map(({ item: { row, delaySeconds } }) => ({
        task: nextTask(row),
        channel: row.channel,
        delaySeconds,
      })),
  );
  return rows.length;
}
