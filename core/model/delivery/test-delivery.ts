// A test notification: the deliverer sends a marked event to one target and returns the outcome.
import * as z from 'zod';
import { licensorSchema } from '../api/licensor.ts';
import { type Event, eventContentSchema, eventHeadSchema } from '../event/event.ts';
import { outcomeSchema } from './outcome.ts';

/** An example of the catalogue. The deliverer sends it instead of a TestNotification. */
const sampleSchema = z.strictObject({
  ...eventHeadSchema.pick({ topic: true, eventType: true }).shape,
  ...eventContentSchema.pick({
    source: true,
    entity: true,
    time: true,
    detailType: true,
    payload: true,
    envelope: true,
  }).shape,
});

/** The payload with which the API invokes a deliverer. */
export const testRequestSchema = z.strictObject({
  test: z.strictObject({
    licensor: licensorSchema,
    targetId: z.string(),
    eventId: z.string(),
    sample: sampleSchema.optional(),
  }),
});
export type TestRequest = z.output<typeof testRequestSchema>;

/** The deliverer's answer. */
export const testAnswerSchema = z.object({ outcome: outcomeSchema, durationMs: z.number() });
export type TestAnswer = z.output<typeof testAnswerSchema>;

/** The answer of `POST /targets/{targetId}/test`. */
export const testResultSchema = z
  .strictObject({
    targetId: z.string(),
    eventId: z.string(),
    delivered: z.boolean(),
    outcome: outcomeSchema.extend({
      milliseconds: z.number().describe('How long the attempt took'),
      advice: z.string().optional().describe('What to check first'),
    }),
  })
  .meta({ id: 'TestResult' });

/** The shortest time between two tests of a target, milliseconds. */
export const testPauseMs = 10_000;

/**
 * The event of a test. It is not stored. Its id begins with `test-`; without a sample, its payload has
 * `"test": true`.
 * @param now milliseconds since the epoch
 */
export function testEvent({ licensor, targetId, eventId, sample }: TestRequest['test'], now: number): Event {
  const time = new Date(now).toISOString();
  const eventType = 'TestNotification';
  const payload = { test: true, eventType, targetId, eventTimestamp: time };
  return {
    licensor,
    eventId,
    topic: 'Test',
    eventType,
    source: 'herald.test',
    entity: targetId,
    time,
    acceptedAt: time,
    fields: {},
    payload: JSON.stringify(payload),
    contentHash: '',
    ...sample,
  };
}
