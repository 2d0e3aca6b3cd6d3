// A replay: a job that sends many deliveries of one licensor again. It marks their rows PARKED, and the drain
// of the target sends them (docs/decisions/0042-replays.md).
import * as z from 'zod';
import type { Delivery, DeliveryKey } from '../delivery/delivery.ts';
import { drainRate, drainWindowMs } from '../target/health-claims.ts';

/** The statuses whose deliveries can be replayed. A WAITING one is sent anyway. */
export const replayableStatuses = ['DELIVERED', 'FAILED', 'PARKED', 'CANCELLED'] as const;
const selectorSchema = z.union([
  z.object({ targetId: z.string() }),
  z.object({ subscriptionId: z.string() }),
]);

export const replaySchema = z.object({
  licensor: z.string(),
  replayId: z.string(),
  selector: selectorSchema,
  /** Those of the selector when the replay was created. */
  targetIds: z.array(z.string()).min(1),
  statuses: z.array(z.enum(replayableStatuses)),
  eventTypes: z.array(z.string()).optional(),
  /** The range of the events' acceptance, ISO 8601: from `since`, before `until`. */
  since: z.string(),
  until: z.string(),
  /** For each target. */
  ratePerSecond: z.number().int().positive(),
  /** RUNNING and CANCELLING replays are active. */
  status: z.enum(['RUNNING', 'CANCELLING', 'DONE', 'CANCELLED', 'FAILED']),
  version: z.number().int().positive(),
  createdAt: z.string(),
  endedAt: z.string().optional(),
  /** Why it ended before it sent everything, a sentence. */
  reason: z.string().optional(),
  /** The event cursor up to which deliveries were searched. */
  cursor: z.string(),
  /**
   * The deliveries that were found and are not settled, each as `<position in targetIds>#<event id>`. They
   * are written here before their rows are changed, so that a crash in between loses none.
   */
  open: z.array(z.string()),
  found: z.number().int(),
  /** Of `open`: those to which an attempt was made. They wait for a retry. */
  attempted: z.number().int(),
  delivered: z.number().int(),
  failed: z.number().int(),
  /** Their event has expired, or their target was deleted. */
  cancelled: z.number().int(),
  /** Left out, because their event has expired. */
  expired: z.number().int(),
  /** When the retry-scheduler acts, milliseconds since the epoch. Set while active. */
  nextAttemptAt: z.number().optional(),
});
export type Replay = z.output<typeof replaySchema>;

/** Active replays per licensor. */
export const maxActiveReplays = 10;
/** A replay pauses while so many of its deliveries wait for a retry. */
export const maxRetrying = 1000;

/** How many deliveries a replay lets the drain send in one run. */
export const perWindow = ({ ratePerSecond }: Pick<Replay, 'ratePerSecond'>): number =>
  (Math.min(ratePerSecond, drainRate) * drainWindowMs) / 1000;

export const isActive = ({ status }: Replay): boolean => status === 'RUNNING' || status === 'CANCELLING';

/** Whether the search has ended. */
export const isSearched = ({ cursor, until }: Pick<Replay, 'cursor' | 'until'>): boolean => cursor >= until;

/** The deliveries that a replay asks for, by their rows. */
export const matches = (
  { targetIds, statuses, selector }: Pick<Replay, 'targetIds' | 'statuses' | 'selector'>,
  row: Delivery,
): boolean =>
  targetIds.includes(row.targetId) &&
  statuses.some(status => status === row.status) &&
  (!('subscriptionId' in selector) || selector.subscriptionId === row.subscriptionId);

/** An entry of `open`. */
export const entryOf = ({ targetIds }: Replay, { targetId, eventId }: DeliveryKey): string =>
  `${targetIds.indexOf(targetId)}#${eventId}`;

export function keyOfEntry({ licensor, targetIds }: Replay, entry: string): DeliveryKey {
  const [position = '', eventId = ''] = entry.split('#');
  return { licensor, eventId, targetId: targetIds[Number(position)] ?? '' };
}

/**
 * The replay at its end, with the same version: nothing is open any more. @param now milliseconds since the
 * epoch
 */
export const ended = (
  replay: Replay,
  status: 'DONE' | 'CANCELLED' | 'FAILED',
  reason: string | undefined,
  now: number,
): Replay => ({
  ...replay,
  status,
  open: [],
  endedAt: new Date(now).toISOString(),
  reason,
  nextAttemptAt: undefined,
});
