// A delivery in the answers of the API: one line of a list.
import * as z from 'zod';
import { nextPage } from '../api/page.ts';
import type { EventHead } from '../event/event.ts';
import { type Attempt, type Delivery, deliveryStatuses, triggers } from './delivery.ts';
import { nextAttemptOf } from './next-attempt.ts';
import { adviceOn, outcomeClasses } from './outcome.ts';

/** What an attempt led to. */
export const shownOutcome = {
  class: z.enum(outcomeClasses).describe('docs/api.md, "Your deliveries", says what each means'),
  httpStatus: z.number().int().optional(),
  message: z.string(),
  advice: z.string().optional().describe('What to check first'),
  trigger: z
    .enum(triggers)
    .optional()
    .describe('Why the attempt was made, if not for the event itself: RESEND or REPLAY'),
};

const lastOutcomeSchema = z.strictObject({ at: z.iso.datetime(), ...shownOutcome });

export const deliveryLineSchema = z.strictObject({
  eventId: z.string(),
  targetId: z.string(),
  topic: z.string().optional().describe('Absent if the event has expired, like eventType and acceptedAt'),
  eventType: z.string().optional(),
  acceptedAt: z.iso.datetime().optional(),
  subscriptionId: z.string(),
  status: z.enum(deliveryStatuses),
  attempts: z.number().int().nonnegative().describe('How many attempts were made'),
  lastOutcome: lastOutcomeSchema.optional(),
  nextAttemptAt: z.iso.datetime().optional().describe('Only while WAITING'),
  parkedSince: z.iso.datetime().optional().describe('Only while PARKED'),
  trigger: z
    .enum(triggers)
    .optional()
    .describe('Why the next attempt is made, if it was asked for: RESEND or REPLAY'),
  updatedAt: z.iso.datetime().describe('The last change of the delivery'),
});
export type DeliveryLine = z.output<typeof deliveryLineSchema>;

const deliveries = z.array(deliveryLineSchema);
export const eventDeliveriesSchema = z.strictObject({ deliveries });
export const deliveryPageSchema = z.strictObject({ deliveries, ...nextPage });

/** What a line shows of its event. */
export type ShownEvent = Pick<EventHead, 'topic' | 'eventType' | 'acceptedAt'>;

/** @param event undefined if it has expired */
export function lineOf(row: Delivery, event: ShownEvent | undefined): DeliveryLine {
  const { eventId, targetId, subscriptionId, status, attemptCount, trigger, updatedAt } = row;
  const last = row.attempts.at(-1);
  const nextAt = nextAttemptOf(row);
  return {
    eventId,
    targetId,
    ...(event && { topic: event.topic, eventType: event.eventType, acceptedAt: event.acceptedAt }),
    subscriptionId,
    status,
    attempts: attemptCount,
    ...(last && { lastOutcome: { at: last.at, ...outcomeOf(last) } }),
    ...(nextAt !== undefined && { nextAttemptAt: new Date(nextAt).toISOString() }),
    ...(status === 'PARKED' && { parkedSince: updatedAt }),
    ...(trigger && { trigger }),
    updatedAt,
  };
}

/** Rows hold the class as text. */
const storedClass = z.enum(outcomeClasses).catch('CONFIG');

/** What an attempt led to, with advice. */
export function outcomeOf({ class: stored, httpStatus, message, trigger }: Attempt) {
  const ofClass = storedClass.parse(stored);
  const advice = adviceOn({ class: ofClass, message });
  return {
    class: ofClass,
    ...(httpStatus !== undefined && { httpStatus }),
    message,
    ...(advice !== undefined && { advice }),
    ...(trigger && { trigger }),
  };
}
