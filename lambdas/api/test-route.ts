// `POST /targets/{targetId}/test`: would an event arrive? The real deliverer is asked, and its outcome is the answer.
import { type Channel, channelOf } from '../domain/channel.ts';
import { HeraldError } from '../domain/herald-error.ts';
import { adviceOn } from '../domain/outcome.ts';
import { type TestRequest, testAnswerSchema, testPauseMs } from '../domain/test-delivery.ts';
import type { Route } from '../runtime/http-api.ts';
import { isId, newId } from '../runtime/id.ts';
import type { Invoke } from '../runtime/invoke.ts';
import type { Targets } from '../store/targets.ts';

export type TestDeps = {
  targets: Targets;
  invoke: Invoke;
  /** The deliverer of each channel. */
  deliverers: Record<Channel, string>;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

export function testRoute({ targets, invoke, deliverers, clock }: TestDeps): Route {
  return async ({ licensor, path }) => {
    const targetId = path['targetId'] ?? '';
    const target = isId(targetId) ? await targets.get(licensor, targetId) : undefined;
    if (!target) throw new HeraldError('NOT_FOUND', `there is no target "${targetId}"`);
    await targets.claimTest(target, testPauseMs, clock());
    const request: TestRequest = { test: { licensor, targetId, eventId: `test-${newId()}` } };
    const { outcome, durationMs } = await invoke(
      deliverers[channelOf(target.type)],
      request,
      testAnswerSchema,
    );
    const advice = adviceOn(outcome);
    const body = {
      targetId,
      eventId: request.test.eventId,
      delivered: outcome.class === 'DELIVERED',
      outcome: { ...outcome, milliseconds: durationMs, ...(advice && { advice }) },
    };
    return { status: 200, body };
  };
}
