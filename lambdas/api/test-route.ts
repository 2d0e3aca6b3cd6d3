// `POST /targets/{targetId}/test`: sends a test notification through the target's deliverer, and returns the
// outcome.
import { HeraldError } from '../../core/model/api/herald-error.ts';
import { adviceOn } from '../../core/model/delivery/outcome.ts';
import { type TestRequest, testAnswerSchema, testPauseMs } from '../../core/model/delivery/test-delivery.ts';
import { type Channel, channelOf } from '../../core/model/target/channel.ts';
import type { TargetStatuses } from '../../core/registration/target-statuses.ts';
import type { Invoke } from '../../core/runtime/aws/invoke.ts';
import { findResource } from '../../core/runtime/http/find-resource.ts';
import type { Route } from '../../core/runtime/http/http-api.ts';
import { newId } from '../../core/runtime/id.ts';
import type { Targets } from '../../core/store/registry/targets.ts';

export type TestDeps = {
  targets: Targets;
  statuses: Pick<TargetStatuses, 'of'>;
  invoke: Invoke;
  /** The deliverer of each channel: function names or ARNs. */
  deliverers: Record<Channel, string>;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

export function testRoute({ targets, statuses, invoke, deliverers, clock }: TestDeps): Route {
  return async ({ licensor, path }) => {
    const target = await findResource('target', path['targetId'], id => targets.get(licensor, id));
    const { status, statusReason } = await statuses.of(target);
    if (status !== 'ACTIVE') {
      throw new HeraldError(
        'CONFLICT',
        `this target is ${status} (${statusReason}): it gets no test notifications`,
      );
    }
    if (!(await targets.claimTest(target, testPauseMs, clock()))) {
      throw new HeraldError(
        'TOO_MANY_REQUESTS',
        `expected at most one test notification in ${testPauseMs / 1000} s per target`,
      );
    }
    const { targetId } = target;
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
