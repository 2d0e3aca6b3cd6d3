// Sends the parked deliveries of a target, at most `drainRateOf` per second: the tasks of one run get
// increasing delays in SQS, which spread them over the window of the run.
import { sendTasksByChannel } from '../../core/delivery/delivery-tasks.ts';
import { nextTask } from '../../core/model/delivery/claim.ts';
import { type Delivery, unparked } from '../../core/model/delivery/delivery.ts';
import { drainingOn, drainRateOf, drainWindowMs, foundEmpty } from '../../core/model/target/health-claims.ts';
import type { Health } from '../../core/model/target/target-health.ts';
import type { MaintenanceDeps } from './maintain-targets.ts';

/** The most that one BatchGetItem reads. */
const pageSize = 100;

/** @param hasTime called before each page; if it returns false, the rest stays parked until the next run */
export async function drain(health: Health, deps: MaintenanceDeps, hasTime: () => boolean): Promise<void> {
  const startedAt = deps.clock();
  let page = await deps.open.page(health, 'PARKED', pageSize);
  if (page.found === 0) {
    const empty = foundEmpty(health, startedAt);
    if ('after' in empty) await deps.health.change(health, empty.after);
    else await deps.health.claim(health, empty.claim, startedAt);
    return;
  }
  if (!(await deps.health.claim(health, drainingOn(startedAt), startedAt))) return;
  const rate = drainRateOf(health, startedAt);
  const maxPerRun = (rate * drainWindowMs) / 1000;
  let sent = 0;
  for (;;) {
    sent += await unparkAndSend(page.rows.slice(0, maxPerRun - sent), sent, rate, deps, hasTime);
    if (!page.next || sent >= maxPerRun || !hasTime()) break;
    page = await deps.open.page(health, 'PARKED', pageSize, { from: page.next });
  }
  const { licensor, targetId } = health;
  deps.log.info('parked deliveries drained', { licensor, targetId, sent });
  deps.metrics.add('Drained', sent);
}

/**
 * @param before the number that this run has already sent
 * @param rate per second
 * @returns the number of `rows`; those that another scheduler took count too, so that the rate is never
 *   exceeded
 */
async function unparkAndSend(
  rows: readonly Delivery[],
  before: number,
  rate: number,
  { open, queues, clock }: MaintenanceDeps,
  hasTime: () => boolean,
): Promise<number> {
  const now = clock();
  const changes = rows.map((row, index) => {
    const delaySeconds = Math.floor((before + index) / rate);
    return { row, unparked: unparked(row, delaySeconds * 1000, now), delaySeconds };
  });
  const outcomes = await open.unpark(changes, hasTime);
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
