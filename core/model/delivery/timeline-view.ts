// One delivery in the answers of the API, with its attempts and what comes next.
import * as z from 'zod';
import type { Delivery } from './delivery.ts';
import { deliveryLineSchema, lineOf, outcomeOf, type ShownEvent, shownOutcome } from './delivery-view.ts';
import { type NextStep, nextStepSchema } from './next-step.ts';
import { type ShownRequest, shownRequestSchema } from './shown-request.ts';

const shownAttemptSchema = z.strictObject({
  attempt: z.number().int().positive(),
  at: z.iso.datetime().describe('When it began'),
  durationMs: z.number(),
  ...shownOutcome,
  answer: z
    .string()
    .optional()
    .describe('The first 1,024 bytes of the body that a webhook answered with this failure, if it was kept'),
});

export const timelineSchema = deliveryLineSchema.omit({ attempts: true, lastOutcome: true }).extend({
  attemptCount: z.number().int().nonnegative().describe('How many attempts were made'),
  attempts: z.array(shownAttemptSchema).describe('The last ten, oldest first'),
  request: shownRequestSchema
    .optional()
    .describe('What the last attempt sent. Absent without an attempt, and after the event or target is gone'),
  next: nextStepSchema,
});
export type Timeline = z.output<typeof timelineSchema>;

/**
 * @param event undefined if it has expired
 * @param answers excerpts of failed answers, by the time of their attempt
 */
export function timelineOf(
  row: Delivery,
  event: ShownEvent | undefined,
  request: ShownRequest | undefined,
  next: NextStep,
  answers: ReadonlyMap<string, string>,
): Timeline {
  const { attempts: attemptCount, lastOutcome: _last, ...line } = lineOf(row, event);
  const attempts = row.attempts.map(attempt => {
    const answer = answers.get(attempt.at);
    return {
      attempt: attempt.attempt,
      at: attempt.at,
      durationMs: attempt.durationMs,
      ...outcomeOf(attempt),
      ...(answer !== undefined && { answer }),
    };
  });
  return { ...line, attemptCount, attempts, ...(request && { request }), next };
}
