// herald deliveries
import { setTimeout as delay } from 'node:timers/promises';
import { type Herald, HeraldError } from '../../../client/src/index.ts';
import { showItem, showList, take } from '../output.ts';
import { type Invocation, isStageForTrials, openSession, type Session } from '../session.ts';
import type { Column } from '../table.ts';

type Query = NonNullable<Parameters<Herald['deliveries']>[0]>;
type Delivery =
  Awaited<ReturnType<ReturnType<Herald['deliveries']>['next']>> extends infer Result
    ? Result extends { done?: false; value: infer Item }
      ? Item
      : never
    : never;

export const deliveryColumns: readonly Column<Delivery>[] = [
  { title: 'EVENT', value: row => row.eventId },
  { title: 'TARGET', value: row => row.targetId },
  { title: 'STATUS', value: row => row.status },
  { title: 'ATTEMPTS', value: row => row.attempts },
  { title: 'TYPE', value: row => row.eventType },
  { title: 'LAST OUTCOME', value: row => row.lastOutcome?.message },
  { title: 'ADVICE', value: row => row.lastOutcome?.advice },
];

/** @param limit of a list. With `tail` the list has no end: new deliveries, and those that change. */
export async function listDeliveries(
  invocation: Invocation,
  query: Query,
  { limit, tail }: { limit: number; tail: boolean },
): Promise<void> {
  const session = openSession(invocation);
  if (tail) return await tailDeliveries(session, query);
  const deliveries = await take(session.herald.deliveries({ ...query, limit: Math.min(100, limit) }), limit);
  showList(session.terminal, deliveries, deliveryColumns, 'There are no such deliveries.');
}

/** How far back a delivery is looked for that changes, by the acceptance of its event. */
const tailMs = 10 * 60_000;

async function tailDeliveries({ herald, terminal, account }: Session, query: Query): Promise<void> {
  const shown = new Map<string, string>();
  const start = Date.now();
  let hasRead = false;
  terminal.note('Waiting for deliveries. Ctrl-C ends it.');
  for (;;) {
    const since = new Date(Math.max(start - 60_000, Date.now() - tailMs)).toISOString();
    const found = await take(herald.deliveries({ since, ...query }), 1_000).catch(async (error: unknown) => {
      // A wrong address or key shows in the first answer. Later the list outlasts an outage.
      if (!hasRead || !(error instanceof HeraldError) || !error.isTransient) throw error;
      terminal.note(`${error.message}; trying again`);
      await delay(error.retryAfterMs ?? 0);
      return [];
    });
    hasRead = true;
    for (const delivery of found.reverse()) {
      const key = `${delivery.eventId} ${delivery.targetId}`;
      if (shown.get(key) === delivery.updatedAt) continue;
      shown.delete(key);
      shown.set(key, delivery.updatedAt);
      showItem(terminal, delivery, () => lineOf(delivery));
    }
    // Those that can still be found are the newest.
    for (const key of [...shown.keys()].slice(0, -2_000)) shown.delete(key);
    await delay(isStageForTrials(account) ? 1_000 : 5_000);
  }
}

const lineOf = ({ eventId, targetId, status, eventType, lastOutcome, updatedAt }: Delivery): string =>
  [updatedAt, status.padEnd(9), eventType ?? '-', eventId, targetId, lastOutcome?.message ?? ''].join('  ');
