// The last outcome of a target, as the API and the events of topic TargetHealth show it.
import * as z from 'zod';
import { adviceOn, type Outcome, outcomeClasses } from './outcome.ts';

export const seenOutcomeSchema = z.strictObject({
  class: z.enum(outcomeClasses).optional().describe('Absent if an older release stored it'),
  message: z.string().describe('What happened'),
  httpStatus: z.number().int().optional().describe('The status that a webhook answered'),
  advice: z.string().optional().describe('What to check first'),
  at: z.string().optional().describe('When, ISO 8601'),
});
export type SeenOutcome = z.output<typeof seenOutcomeSchema>;

/** What a health item keeps of a failure, beside its message. */
export const storedFailureSchema = z.object({
  at: z.string(),
  class: z.enum(outcomeClasses),
  httpStatus: z.number().int().optional(),
});
export type StoredFailure = z.output<typeof storedFailureSchema>;

/** The last attempt of a delivery that has used up its attempts. */
export const storedOutcomeSchema = storedFailureSchema.extend({ message: z.string() });
export type StoredOutcome = z.output<typeof storedOutcomeSchema>;

/** @param now milliseconds since the epoch */
export const storedFailureOf = ({ class: ofClass, httpStatus }: Outcome, now: number): StoredFailure => ({
  at: new Date(now).toISOString(),
  class: ofClass,
  ...(httpStatus !== undefined && { httpStatus }),
});

/**
 * @param message undefined if nothing has failed
 * @param failure undefined if an older release stored the message
 */
export function seenOutcomeOf(
  message: string | undefined,
  failure: StoredFailure | undefined,
): SeenOutcome | undefined {
  if (message === undefined) return undefined;
  const advice = failure && adviceOn({ ...failure, message });
  return { ...failure, message, ...(advice !== undefined && { advice }) };
}
