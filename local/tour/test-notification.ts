// Sends a test notification and compares Herald's answer with what arrived.
import * as z from 'zod';
import type { HeraldApi } from '../client/herald-api.ts';
import type { TourTarget } from './tour-target.ts';

export type TestNotification = { readonly text: string; readonly verified: boolean };

const testAnswer = z.object({
  eventId: z.string(),
  delivered: z.boolean(),
  outcome: z.object({ class: z.string(), message: z.string(), milliseconds: z.number() }),
});

export async function sendTestNotification(
  api: HeraldApi,
  target: TourTarget,
  targetId: string | undefined,
): Promise<TestNotification> {
  const { eventId, delivered, outcome } = await api.post(`/targets/${targetId}/test`, undefined, testAnswer);
  const arrival = (await target.arrivals()).find(each => each.eventId === eventId);
  const verified = delivered && arrival !== undefined && arrival.authenticationFault === undefined;
  const answer = `${outcome.class}, "${outcome.message}", ${outcome.milliseconds} ms`;
  const seen = arrival
    ? (arrival.authenticationFault ?? `received and verified (${arrival.authentication})`)
    : 'NOT received';
  return { text: `${target.name}: ${answer}; ${seen}`, verified };
}
