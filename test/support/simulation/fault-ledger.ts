// What is owed, and what became of it: as the rows say, and as the partners have seen it. The two must agree.
import { createHash } from 'node:crypto';
import { isHealthKey } from '../../../core/store/deliveries/target-health.ts';

export type Outcome = {
  events: number;
  owed: number;
  delivered: number;
  failed: number;
  cancelled: number;
  /** Received again after it was taken. */
  duplicates: number;
  missing: number;
  /** Attempts whose body was another one than the first one's. */
  changedBodies: number;
  /** Of what is missing, the first, and the state that its row says. */
  firstMissing: string | undefined;
};
type Seen = { attempts: number; received: number; body: string };

export function createLedger() {
  const owed = new Set<string>();
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
  const judge = (key: string): void => {
    if (!owed.has(key)) return;
    if (isEnded(key)) open.delete(key);
    else open.add(key);
  };

  return {
    clear(): void {
      for (const all of [owed, statuses, seen, notices, open]) all.clear();
      changedBodies = 0;
    },
    owes(eventId: string, targetId: string): void {
      const key = keyOf(eventId, targetId);
      owed.add(key);
      judge(key);
    },
    wrote(item: Record<string, unknown>): void {
      const { eventKey, eventId, targetId, status } = item;
      if (typeof eventKey !== 'string' || isHealthKey({ eventKey }) || typeof status !== 'string') return;
      const key = keyOf(String(eventId), String(targetId));
      statuses.set(key, status);
      judge(key);
    },
    noticed(body: string): void {
      const { eventId, targetId } = JSON.parse(body);
      const key = keyOf(eventId, targetId);
      notices.add(key);
      judge(key);
    },
    /** @returns which attempt it is, from 1 */
    attempted(eventId: string, targetId: string, body: string): number {
      const one = seenOf(keyOf(eventId, targetId));
      const digest = createHash('md5').update(body).digest('base64');
      if (one.body !== '' && one.body !== digest) changedBodies++;
      one.body = digest;
      return ++one.attempts;
    },
    received: (eventId: string, targetId: string): void => {
      seenOf(keyOf(eventId, targetId)).received++;
    },
    isSettled: (): boolean => open.size === 0,
    /** @param allowed what a delivery may have ended as, beside DELIVERED */
    outcome(allowed: readonly string[]): Outcome {
      const outcome: Outcome = {
        ...{ events: new Set([...owed].map(key => key.split(' ')[0])).size, owed: owed.size },
        ...{
          delivered: 0,
          failed: 0,
          cancelled: 0,
          duplicates: 0,
          missing: 0,
          changedBodies,
          firstMissing: undefined,
        },
      };
      for (const key of owed) {
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
