// A test notification: marked, sent by the real deliverer to one target, and answered with its outcome.
import * as z from 'zod';
import { licensorSchema } from '../api/licensor.ts';
import type { Event } from '../event/event.ts';
import { outcomeSchema } from './outcome.ts';

/** What a deliverer is asked. */
export const testRequestSchema = z.strictObject({
  test: z.strictObject({ licensor: licensorSchema, targetId: z.string(), eventId: z.string() }),
});
export type TestRequest = z.output<typeof testRequestSchema>;

export const testAnswerSchema = z.object({ outcome: outcomeSchema, durationMs: z.number() });
export type TestAnswer = z.output<typeof testAnswerSchema>;

/** How long a target must wait for its next test, milliseconds. */
export const testPauseMs = 10_000;

/** The event of a test: it is in no table, and `"test": true` in its payload tells it from every other. */
export function testEvent({ licensor, targetId, eventId }: TestRequest['test'], now: number): Event {
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
  };
}
