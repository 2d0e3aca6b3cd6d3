// Writes the excerpts of failed answers. They only help partners to find a fault, so a failure is logged, and
// nothing of a delivery waits for them longer than this.
import type { AnswerExcerpt } from '../model/delivery/answer-excerpt.ts';
import { errorOf, type Log } from '../runtime/telemetry/log.ts';
import type { AnswerWriter } from '../store/deliveries/answers.ts';

const limitMs = 1000;

/** Writes them all at the same time. Failures are one line in the log. */
export async function writeAnswers(
  excerpts: readonly AnswerExcerpt[],
  { answers, log }: { answers?: AnswerWriter | undefined; log: Log },
): Promise<void> {
  if (!answers || excerpts.length === 0) return;
  const signal = AbortSignal.timeout(limitMs);
  const written = await Promise.allSettled(excerpts.map(excerpt => answers.put(excerpt, signal)));
  const [first, ...others] = written.flatMap(one => (one.status === 'rejected' ? [one] : []));
  if (first)
    log.warn('excerpts of answers were not written', {
      count: others.length + 1,
      error: errorOf(first.reason),
    });
}
