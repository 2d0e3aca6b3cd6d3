// A test notification: one attempt, as any other is made, and its outcome as the answer. It leaves no row.
import { HeraldError } from '../domain/herald-error.ts';
import { type TestAnswer, type TestRequest, testEvent } from '../domain/test-delivery.ts';
import type { DeliveryDeps } from './deliver-batch.ts';

type TestDeps = Pick<DeliveryDeps, 'targets' | 'send' | 'clock' | 'log'>;

/** @throws HeraldError NOT_FOUND if the target is gone; what our own failures throw */
export async function deliverTest(
  { test }: TestRequest,
  { targets, send, clock, log }: TestDeps,
): Promise<TestAnswer> {
  const { licensor, targetId, eventId } = test;
  const target = await targets.get(licensor, targetId);
  if (!target) throw new HeraldError('NOT_FOUND', `there is no target "${targetId}"`);
  const startedAt = clock();
  const outcome = await send(testEvent(test, startedAt), target);
  const durationMs = clock() - startedAt;
  if (outcome.class === 'GONE') await targets.disable(target, outcome.message, clock());
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
