// When Herald tells a licensor about the health of a target, by an event of topic TargetHealth: once per
// incident (docs/reliability.md, "Incidents"). Deliverers store the facts in the target's health; the
// retry-scheduler announces what follows from them, and stores that it has.
import * as z from 'zod';
import { type SeenOutcome, seenOutcomeOf } from '../delivery/seen-outcome.ts';
import type { Health } from './target-health.ts';

/** What has been announced of a target. Only the retry-scheduler writes it, together with the event. */
export const announcedSchema = z.object({
  /** The incident of the last TargetFailing. */
  failing: z.string().optional(),
  /** The pause whose end is not announced yet: its incident. */
  paused: z.string().optional(),
  /** When TargetPaused was announced last, milliseconds since the epoch. */
  pausedAt: z.number().optional(),
  /** The last DeliveryExhausted: the `exhaustedAt` and the incident. */
  exhausted: z.object({ at: z.string(), incident: z.string() }).optional(),
});
export type Announced = z.output<typeof announcedSchema>;

export const announcedTypes = [
  'TargetFailing',
  'TargetPaused',
  'TargetResumed',
  'DeliveryExhausted',
] as const;

export type Announcement = {
  eventType: (typeof announcedTypes)[number];
  /** Names the incident: the time of its first failure, ISO 8601. */
  incident: string;
  /** When the announced state began, ISO 8601. */
  since: string;
  /** Failed attempts since the last success. */
  failures?: number | undefined;
  /** What the last failed attempt saw. */
  lastOutcome?: SeenOutcome | undefined;
  /** TargetPaused: ISO 8601. */
  nextProbeAt?: string | undefined;
  /** DeliveryExhausted: the event of the delivery. */
  exhaustedEventId?: string | undefined;
  /** What to store of it. */
  announced: Announced;
};

/** TargetFailing is announced after so long without a success, milliseconds. */
export const failingAfterMs = 3600_000;
/** A further pause within this time is announced when the time is over, if it lasts, milliseconds. */
const pausesApartMs = 3600_000;
/** A deliverer stores an exhausted delivery if the stored one is older than this, milliseconds. */
export const exhaustedApartMs = 24 * 3600_000;

/** The incident of a target that fails now. @returns undefined if it does not fail */
export const incidentOf = ({ failures, failingSince }: Health): string | undefined =>
  failures > 0 ? failingSince : undefined;

/**
 * What is to be announced of a target next. Call it again with the announcement stored: there may be more.
 * @param health of a target that is not suspended
 * @param now milliseconds since the epoch
 * @returns undefined if there is nothing
 */
export function nextAnnouncement(health: Health, now: number): Announcement | undefined {
  // TargetDisabled is announced with the change of the target.
  if (health.state === 'DISABLED') return undefined;
  return paused(health, now) ?? failing(health, now) ?? exhausted(health) ?? resumed(health);
}

/**
 * When the retry-scheduler must look at a closed breaker again, to announce something.
 * @returns milliseconds since the epoch; undefined if it need not
 */
export function announcementDueAt(health: Health, now: number): number | undefined {
  if (nextAnnouncement(health, now)) return now;
  const incident = incidentOf(health);
  if (incident === undefined || health.announced?.failing === incident) return undefined;
  return Date.parse(incident) + failingAfterMs;
}

function paused(health: Health, now: number): Announcement | undefined {
  const { announced = {}, state, since } = health;
  if (state !== 'OPEN' || announced.paused !== undefined) return undefined;
  if (announced.pausedAt !== undefined && now - announced.pausedAt < pausesApartMs) return undefined;
  const incident = incidentOf(health) ?? since;
  const { nextAttemptAt } = health;
  return {
    eventType: 'TargetPaused',
    incident,
    since,
    ...failuresOf(health),
    nextProbeAt: nextAttemptAt === undefined ? undefined : new Date(nextAttemptAt).toISOString(),
    announced: { ...announced, paused: incident, pausedAt: now },
  };
}

function failing(health: Health, now: number): Announcement | undefined {
  const incident = incidentOf(health);
  const { announced = {} } = health;
  if (incident === undefined || announced.failing === incident) return undefined;
  if (now - Date.parse(incident) < failingAfterMs) return undefined;
  const after = { ...announced, failing: incident };
  return {
    eventType: 'TargetFailing',
    incident,
    since: incident,
    ...failuresOf(health),
    announced: after,
  };
}

/** One per incident of a failing target; one a day of a target that otherwise works. */
function exhausted(health: Health): Announcement | undefined {
  const { announced = {}, exhaustedAt: at, exhaustedEvent: exhaustedEventId, exhaustedOutcome } = health;
  if (at === undefined || announced.exhausted?.at === at) return undefined;
  const incident = incidentOf(health) ?? at;
  if (announced.exhausted?.incident === incident) return undefined;
  const after = { ...announced, exhausted: { at, incident } };
  return {
    eventType: 'DeliveryExhausted',
    incident,
    since: at,
    exhaustedEventId,
    lastOutcome: exhaustedOutcome && seenOutcomeOf(exhaustedOutcome.message, exhaustedOutcome),
    announced: after,
  };
}

/** After a success; or after the partner's change, when the breaker has closed without a failure. */
function resumed({ announced = {}, state, succeeded, failures, since }: Health): Announcement | undefined {
  const { paused: incident, ...after } = announced;
  if (incident === undefined || state === 'OPEN') return undefined;
  if (!succeeded && !(state === 'CLOSED' && failures === 0)) return undefined;
  return { eventType: 'TargetResumed', incident, since, announced: after };
}

const failuresOf = ({ failures, reason, lastFailure }: Health) => ({
  ...(failures > 0 && { failures }),
  lastOutcome: seenOutcomeOf(reason, lastFailure),
});
