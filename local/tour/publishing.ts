// Publishes events as the platform, and reads one as a partner.
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { HeraldApi } from '../client/herald-api.ts';
import { unexpectedAnswer } from '../client/http-answer.ts';
import { Failure } from '../emulator/progress.ts';
import type { EventToPublish } from './orders-and-tracking.ts';

/** `at`: when it was published, in milliseconds since the epoch. */
export type Published = { readonly eventId: string; readonly at: number };

const publishAnswer = z.object({
  failedCount: z.literal(0),
  results: z.array(z.object({ eventId: z.string(), status: z.literal('ACCEPTED') })),
});
const pulledAnswer = z.object({ eventId: z.string(), acceptedAt: z.string(), payload: z.unknown() });

/**
 * Publishes all events in one request.
 * @returns the same names.
 * @throws Failure if an event is not accepted
 */
export async function publishAll<Name extends string>(
  api: HeraldApi,
  events: Readonly<Record<Name, EventToPublish>>,
): Promise<Record<Name, Published>> {
  const at = Date.now();
  const { results } = await api.post('/events', { events: Object.values(events) }, publishAnswer);
  const published = Object.keys(events).map((name, index) => {
    const eventId = results[index]?.eventId;
    if (eventId === undefined) throw new Failure(`POST /events has no result for ${name}`);
    return [name, { eventId, at }];
  });
  return Object.fromEntries(published);
}

/** Reads an event. @returns its time of acceptance (ISO 8601) and a comparison with an expected payload */
export async function pull(api: HeraldApi, eventId: string) {
  const { status, body } = await api.call('GET', `/events/${eventId}`);
  const answer = pulledAnswer.safeParse(body);
  if (status !== 200 || !answer.success) {
    throw unexpectedAnswer(`GET /events/${eventId}`, status, body);
  }
  const { acceptedAt, payload } = answer.data;
  return { acceptedAt, holds: (expected: object) => isDeepStrictEqual(payload, expected) };
}
