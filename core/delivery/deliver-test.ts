// Sends a test notification: one normal attempt. The caller gets its outcome, and no row is written.
import { HeraldError } from '../model/api/herald-error.ts';
import { type TestAnswer, type TestRequest, testEvent } from '../model/delivery/test-delivery.ts';
import { profileIdOf } from '../model/target/target.ts';
import type { HealthStore } from '../store/deliveries/target-health.ts';
import type { AuthProfiles } from '../store/registry/auth-profiles.ts';
import type { Targets } from '../store/registry/targets.ts';
import { disableTarget, releaseTarget } from './circuit-breaker.ts';
import type { ProcessDeps } from './process-task.ts';

type TestDeps = Pick<ProcessDeps, 'send' | 'clock' | 'log'> & {
  targets: Pick<Targets, 'get'>;
  authProfiles: Pick<AuthProfiles, 'get'>;
  health: Pick<HealthStore, 'get' | 'change'>;
};

/** A test belongs to no subscription. */
const framing = { subscriptionId: undefined, format: undefined };

/**
 * Makes the attempt. A 410 disables the target, as with any attempt. A success at a partner event source
 * sends the events that waited for its association. Nothing else changes the target's health.
 * @throws HeraldError NOT_FOUND if the target is gone; Error if the attempt failed inside Herald
 */
export async function deliverTest({ test }: TestRequest, deps: TestDeps): Promise<TestAnswer> {
  const { targets, authProfiles, send, clock, log } = deps;
  const { licensor, targetId, eventId } = test;
  const target = await targets.get(licensor, targetId);
  if (!target) throw new HeraldError('NOT_FOUND', `there is no target "${targetId}"`);
  const profileId = profileIdOf(target);
  const authProfile = profileId === undefined ? undefined : await authProfiles.get(licensor, profileId);
  const startedAt = clock();
  const notification = { event: testEvent(test, startedAt), target, authProfile, framing };
  const { answer: _answer, ...outcome } = await send(notification);
  const durationMs = clock() - startedAt;
  if (outcome.class === 'GONE') {
    await disableTarget({ target, health: await deps.health.get(target), outcome }, deps);
  }
  if (outcome.class === 'DELIVERED' && target.type === 'EVENTBRIDGE_PARTNER') {
    await releaseTarget(target, deps);
  }
  const { message: seen, ...rest } = outcome;
  log.info('test delivered', {
    licensor,
    targetId,
    eventId,
    targetType: target.type,
    durationMs,
    ...rest,
    seen,
  });
  return { outcome, durationMs };
}
