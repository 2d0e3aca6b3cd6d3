// Bringing out what was parked of a target, never faster than its drain rate: the hints of a run are laid out over its window by the delay
// that SQS gives each of them.
import { nextHint } from '../../core/model/delivery/claim.ts';
import { type Delivery, unparked } from '../../core/model/delivery/delivery.ts';
import {
  drainingOn,
  drainRate,
  drainWindowMs,
  foundEmpty,
  type Health,
} from '../../core/model/target/target-health.ts';
import { type Message, sendMessages } from '../../core/runtime/aws/queue.ts';
import type { TendDeps } from './maintain-targets.ts';

const perRun = (drainRate * drainWindowMs) / 1000;
/** As many as one BatchGetItem reads. */
const pageSize = 100;

/** @param hasTime asked before each page; what is left stays parked until the next run */
export async function drain(health: Health, deps: TendDeps, hasTime: () => boolean): Promise<void> {
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
    sent += await bringOut(page.rows.slice(0, perRun - sent), sent, deps, hasTime);
    if (!page.next || sent >= perRun || !hasTime()) break;
    page = await deps.parked.page(health, pageSize, page);
  }
  const { licensor, targetId } = health;
  deps.log.info('parked deliveries drained', { licensor, targetId, sent });
  deps.metrics.add('Drained', sent);
}

/** @param before how many this run has brought out already. @returns how many these were */
async function bringOut(
  rows: readonly Delivery[],
  before: number,
  { parked, queues, clock }: TendDeps,
  hasTime: () => boolean,
): Promise<number> {
  const now = clock();
  const outgoing = rows.map((row, index) => {
    const delaySeconds = Math.floor((before + index) / drainRate);
    return { row, unparked: unparked(row, delaySeconds * 1000, now), delaySeconds };
  });
  const written = await parked.unpark(outgoing, hasTime);
  const ours = outgoing.filter((_, index) => written[index] === 'WRITTEN');
  const messageOf = ({ row, delaySeconds }: (typeof ours)[number]): Message => ({
    body: JSON.stringify(nextHint(row)),
    groupId: row.targetId,
    delaySeconds,
  });
  for (const [channel, queue] of Object.entries(queues)) {
    const ofChannel = ours.filter(({ row }) => row.channel === channel);
    await sendMessages(queue, ofChannel.map(messageOf));
  }
  return rows.length;
}
