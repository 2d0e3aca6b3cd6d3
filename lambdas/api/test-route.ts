// `POST /targets/{targetId}/test`: sends a test notification through the target's deliverer, and returns the
// outcome.
import { findTopicOf } from '../../core/catalog/catalog.ts';
import { renderedExample } from '../../core/catalog/topic-example.ts';
import { badRequest, HeraldError, tooManyRequests } from '../../core/model/api/herald-error.ts';
import { parseInput } from '../../core/model/api/parse.ts';
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
import { testQuerySchema } from './target-query.ts';

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

  return async ({ licensor, path, query }) => {
    const { eventType } = parseInput(testQuerySchema, query, 'query');
    const target = await findResource('target', path['targetId'], id => targets.get(licensor, id));
    const { status, statusReason } = await statuses.of(target);
    if (status !== 'ACTIVE') {
      throw new HeraldError(
        'CONFLICT',
        `this target is ${status} (${statusReason}): it gets no test notifications`,
      );
    }
    const { targetId } = target;
    const eventId = `test-${newId()}`;
    const sample = eventType === undefined ? undefined : sampleOf(eventType, eventId, clock());
    const request: TestRequest = { test: { licensor, targetId, eventId, ...(sample && { sample }) } };
    const { outcome, durationMs } = await waitingRequests.run(licensor, () => send(target, request));
    const advice = adviceOn(outcome);
    const body = {
      targetId,
      eventId,
      delivered: outcome.class === 'DELIVERED',
      outcome: { ...outcome, milliseconds: durationMs, ...(advice && { advice }) },
    };
    return { status: 200, body };
  };
}

/**
 * The first example of an event type, in the newest version of its topic.
 * @param now milliseconds since the epoch
 * @throws HeraldError BAD_REQUEST for an event type that no topic has
 */
function sampleOf(eventType: string, eventId: string, now: number): TestRequest['test']['sample'] {
  const topic = findTopicOf(eventType);
  if (!topic) throw badRequest(['eventType'], `unknown event type "${eventType}"`);
  const example = renderedExample(topic, eventType, { eventId, acceptedAt: new Date(now).toISOString() });
  if (!example) throw badRequest(['eventType'], `${eventType} has no example`);
  const { fields: _fields, earlier: _earlier, ...sample } = example;
  return { topic: topic.name, eventType, ...sample };
}
