// `POST /targets/{targetId}/test`: sends a test notification through the target's deliverer, and returns the
// outcome.
import { HeraldError, tooManyRequests } from '../../core/model/api/herald-error.ts';
import { adviceOn } from '../../core/model/delivery/outcome.ts';
import {
  type TestAnswer,
  type TestRequest,
  testAnswerSchema,
  testPauseMs,
} from '../../core/model/delivery/test-delivery.ts';
import { type Channel, channelOf } from '../../core/model/target/channel.ts';
import type { Target } from '../../core/model/target/target.ts';
import type { TargetStatuses } from '../../core/registration/target-statuses.ts';
import type { WaitingRequests } from '../../core/registration/waiting-requests.ts';
import type { Invoke } from '../../core/runtime/aws/invoke.ts';
import { findResource } from '../../core/runtime/http/find-resource.ts';
import type { RoutesOf } from '../../core/runtime/http/http-api.ts';
import { newId } from '../../core/runtime/id.ts';
import type { Targets } from '../../core/store/registry/targets.ts';
import type { operations } from './operations.ts';

export type TestDeps = {
  targets: Targets;
  statuses: Pick<TargetStatuses, 'of'>;
  invoke: Invoke;
  waitingRequests: WaitingRequests;
  /** The deliverer of each channel: function names or ARNs. */
  deliverers: Record<Channel, string>;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

type TestRoute = RoutesOf<typeof operations>['POST /{licensor}/notifications/targets/{targetId}/test'];

export function testRoute(deps: TestDeps): TestRoute {
  const { targets, statuses, invoke, waitingRequests, deliverers, clock } = deps;

  /** @throws HeraldError TOO_MANY_REQUESTS if the last test of the target was less than `testPauseMs` ago */
  const send = async (target: Target, request: TestRequest): Promise<TestAnswer> => {
    if (!(await targets.claimTest(target, testPauseMs, clock()))) {
      throw tooManyRequests(
        `expected at most one test notification in ${testPauseMs / 1000} s per target`,
        testPauseMs,
      );
    }
    return invoke(deliverers[channelOf(target.type)], request, testAnswerSchema);
  };

  return async ({ licensor, path }) => {
    const target = await findResource('target', path['targetId'], id => targets.get(licensor, id));
    const { status, statusReason } = await statuses.of(target);
    if (status !== 'ACTIVE') {
      throw new HeraldError(
        'CONFLICT',
        `this target is ${status} (${statusReason}): it gets no test notifications`,
      );
    }
    const { targetId } = target;
    const request: TestRequest = { test: { licensor, targetId, eventId: `test-${newId()}` } };
    const { outcome, durationMs } = await waitingRequests.run(licensor, () => send(target, request));
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
