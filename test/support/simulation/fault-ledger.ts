// Records the expected deliveries, their rows, and what the partners have received. Rows and partners must
// agree.
import { createHash } from 'node:crypto';
import { isHealthKey } from '../../../core/store/deliveries/target-health.ts';

export type Outcome = {
  events: number;
  expected: number;
  delivered: number;
  failed: number;
  cancelled: number;
  /** Requests after the first successful one of a delivery. */
  duplicates: number;
  missing: number;
  /** Attempts whose body differs from the one of the attempt before. */
  changedBodies: number;
  /** The first missing delivery, with the status of its row. */
  firstMissing: string | undefined;
};
type Seen = { attempts: number; received: number; body: string };

export function createLedger() {
  const expected = new Set<string>();
  const statuses = new Map<string, string>();
  const seen = new Map<string, Seen>();
  const notices = new Set<string>();
  const open = new Set<string>();
  let changedBodies = 0;
  const keyOf = (eventId: string, targetId: string): string => `${eventId} ${targetId}`;
  const seenOf = (key: string): Seen => {
    const known = seen.get(key) ?? { attempts: 0, received: 0, body: '' };
    seen.set(key, known);
    return known;
  };
  const isEnded = (key: string): boolean => {
    const status = statuses.get(key);
    return status === 'DELIVERED' || status === 'CANCELLED' || (status === 'FAILED' && notices.has(key));
  };
  const update = (key: string): void => {
    if (!expected.has(key)) return;
    if (isEnded(key)) open.delete(key);
    else open.add(key);
  };

  return {
    clear(): void {
      for (const all of [expected, statuses, seen, notices, open]) all.clear();
      changedBodies = 0;
    },
    expectDelivery(eventId: string, targetId: string): void {
      const key = keyOf(eventId, targetId);
      expected.add(key);
      update(key);
    },
    /** An item that was written to the Deliveries table. */
    written(item: Record<string, unknown>): void {
      const { eventKey, eventId, targetId, status } = item;
      if (typeof eventKey !== 'string' || isHealthKey({ eventKey }) || typeof status !== 'string') return;
      const key = keyOf(String(eventId), String(targetId));
      statuses.set(key, status);
      update(key);
    },
    /** A message on dead-deliveries. */
    noticed(body: string): void {
      const { eventId, targetId } = JSON.parse(body);
      const key = keyOf(eventId, targetId);
      notices.add(key);
      update(key);
    },
    /** A request to a partner. @returns the number of the attempt, from 1 */
    attempted(eventId: string, targetId: string, body: string): number {
      const one = seenOf(keyOf(eventId, targetId));
      const digest = createHash('md5').update(body).digest('base64');
      if (one.body !== '' && one.body !== digest) changedBodies++;
      one.body = digest;
      return ++one.attempts;
    },
    /** A request that the partner answered with success. */
    received: (eventId: string, targetId: string): void => {
      seenOf(keyOf(eventId, targetId)).received++;
    },
    isSettled: (): boolean => open.size === 0,
    /** @param allowed final statuses of a delivery, in addition to DELIVERED */
    outcome(allowed: readonly string[]): Outcome {
      const outcome: Outcome = {
        events: new Set([...expected].map(key => key.split(' ')[0])).size,
        expected: expected.size,
        delivered: 0,
        failed: 0,
        cancelled: 0,
        duplicates: 0,
        missing: 0,
        changedBodies,
        firstMissing: undefined,
      };
      for (const key of expected) {
        const status = statuses.get(key);
        const received = seen.get(key)?.received ?? 0;
        outcome.duplicates += Math.max(0, received - 1);
        if (status === 'DELIVERED' && received > 0) outcome.delivered++;
        else if (status === 'FAILED' && notices.has(key) && allowed.includes(status)) outcome.failed++;
        else if (status === 'CANCELLED' && allowed.includes(status)) outcome.cancelled++;
        else {
          outcome.missing++;
          outcome.firstMissing ??= `${key}: ${status ?? 'no row'}, received ${received} times`;
        }
      }
      return outcome;
    },
  };
}
