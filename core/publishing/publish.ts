// Publishes up to 25 events. Each has its own result; ACCEPTED means that the event is stored
// (docs/architecture.md, "Chain of custody", rule 1).
import * as z from 'zod';
import type { Installation } from '../catalog/topic-definition.ts';
import { type ErrorCode, HeraldError } from '../model/api/herald-error.ts';
import { type Event, eventKeyOf } from '../model/event/event.ts';
import type { PublishAnswer, PublishResult } from '../model/event/publish-result.ts';
import type { Trace } from '../model/event/trace.ts';
import type { Metrics } from '../runtime/telemetry/metrics.ts';
import type { Events, Stored } from '../store/events/events.ts';
import type { KnowsLicensor } from '../store/registry/known-licensors.ts';
import { acceptEvent } from './accept.ts';
import type { UnknownLicensors } from './contract.ts';

export const publishBodySchema = z.strictObject({ events: z.array(z.unknown()).min(1).max(25) });

export type PublishDeps = {
  events: Events;
  knowsLicensor: KnowsLicensor;
  /** What to do with events for a licensor that does not exist. */
  unknownLicensors: UnknownLicensors;
  installation: Installation;
  /** Milliseconds since the epoch. */
  clock: () => number;
  /** See `executeStatements`. */
  mayRetry: () => boolean;
  metrics: Metrics;
  /** The trace of the call (W3C Trace Context), not validated yet. */
  trace?: Trace | undefined;
};

/**
 * Stores events for a licensor.
 * @param sent the caller's `events`, not validated yet
 * @returns the results, in the same order
 */
export async function publish(
  licensor: string,
  sent: readonly unknown[],
  deps: PublishDeps,
): Promise<PublishAnswer> {
  // One time for all events of the call, because they are listed in one page.
  const now = deps.clock();
  const checked = sent.map(one => checkEvent(licensor, one, now, deps));
  const events = checked.flatMap(one => (one instanceof HeraldError ? [] : [one]));
  const first = new Map(events.toReversed().map(event => [eventKeyOf(event), event]));
  const distinct = events.filter(event => first.get(eventKeyOf(event)) === event);
  // At the same time, so that the question delays nothing.
  const known = deps.knowsLicensor(licensor);
  if (deps.unknownLicensors === 'refuse' && (await known) === false) return refusedFor(licensor, sent, deps);
  const [stored, isKnown] = await Promise.all([deps.events.put(distinct, deps.mayRetry), known]);
  const outcomes = new Map(stored.map(outcome => [eventKeyOf(outcome.event), outcome]));
  const results = checked.map((one, index) => {
    if (one instanceof HeraldError) return rejected(givenId(sent[index]), one.code, one.message);
    const outcome = outcomes.get(eventKeyOf(one));
    const result = resultOf(one, outcome === undefined ? 'UNAVAILABLE' : storedAs(one, outcome));
    return isKnown === false && result.status !== 'REJECTED' ? { ...result, ...forNobody(licensor) } : result;
  });
  measure(results, deps.metrics);
  return { failedCount: results.filter(result => result.status === 'REJECTED').length, results };
}

const forNobody = (licensor: string) =>
  ({ deliveries: 0, reason: `there is no licensor "${licensor}"` }) as const;

/** Every event is rejected, and nothing is stored. */
function refusedFor(licensor: string, sent: readonly unknown[], { metrics }: PublishDeps): PublishAnswer {
  const { reason } = forNobody(licensor);
  const results = sent.map(one => rejected(givenId(one), 'NOT_FOUND', `licensor: ${reason}`));
  measure(results, metrics);
  return { failedCount: results.length, results };
}

/** Duplicates are not counted, because they were counted when they were first accepted. */
function measure(results: readonly PublishResult[], metrics: Metrics): void {
  const accepted = results.filter(({ status }) => status === 'ACCEPTED').length;
  const rejected = results.filter(({ status }) => status === 'REJECTED');
  const notStored = rejected.filter(({ error }) => error?.code === 'INTERNAL_ERROR').length;
  if (accepted > 0) metrics.add('EventsAccepted', accepted);
  if (notStored > 0) metrics.add('EventsNotStored', notStored);
  if (rejected.length > notStored) metrics.add('EventsRejected', rejected.length - notStored);
}

function checkEvent(
  licensor: string,
  sent: unknown,
  now: number,
  { installation, trace }: PublishDeps,
): Event | HeraldError {
  try {
    return acceptEvent(licensor, sent, now, installation, trace);
  } catch (error) {
    if (error instanceof HeraldError) return error;
    throw error;
  }
}

/**
 * The result of an event. If events of one call share an id, only the first is written, and `first` is that
 * one.
 */
function storedAs(event: Event, { event: first, stored }: { event: Event; stored: Stored }): Stored {
  if (event === first || stored === 'UNAVAILABLE') return stored;
  if (event.contentHash !== first.contentHash) return 'OTHER_EXISTS';
  return stored === 'STORED' ? 'SAME_EXISTS' : stored;
}

function resultOf({ eventId }: Event, stored: Stored): PublishResult {
  switch (stored) {
    case 'STORED':
      return { eventId, status: 'ACCEPTED' };
    case 'SAME_EXISTS':
      return { eventId, status: 'DUPLICATE' };
    case 'OTHER_EXISTS':
      return rejected(eventId, 'CONFLICT', `eventId: "${eventId}" was already published with other content`);
    case 'UNAVAILABLE':
      return rejected(eventId, 'INTERNAL_ERROR', 'the event was not stored: send it again');
  }
}

const rejected = (eventId: string | undefined, code: ErrorCode, message: string): PublishResult => ({
  eventId,
  status: 'REJECTED',
  error: { code, message },
});

function givenId(sent: unknown): string | undefined {
  const isEvent = typeof sent === 'object' && sent !== null && 'eventId' in sent;
  return isEvent && typeof sent.eventId === 'string' ? sent.eventId : undefined;
}
