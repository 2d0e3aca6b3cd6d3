// Invokes a handler as Lambda does, on virtual time: with a timeout, and with crashes that a test causes.
import type { Context } from 'aws-lambda';
import { contextOf } from '../builders/lambda-context.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The invocation crashed or timed out. Calls that it had started may still be carried out. */
export class Died extends Error {}

/** Lambda did not start the invocation: the account's concurrency is used up. */
export class Throttled extends Error {}

/** Lambda did not start the invocation: it takes the function for an endless loop. */
export class LoopStopped extends Error {}

/** Called at the end of each invocation, e.g. for Lambda's metrics. `error`: undefined on success. */
export type OnEnd = (handler: unknown, error: unknown) => void;

export function createInvocations(time: VirtualTime) {
  let dying: (() => void)[] = [];
  const control = {
    isThrottled: false,
    /** The error of an invocation that ends before the handler is called. */
    endsAtOnce: undefined as ((handler: unknown) => Error | undefined) | undefined,
    onEnd: undefined as OnEnd | undefined,
  };
  return {
    control,
    /** Makes all running invocations crash. */
    killAll: (): void => {
      for (const die of dying) die();
      dying = [];
    },
    /** @throws Died, Throttled, LoopStopped, or the handler's own error */
    async invoke<E, A>(
      handler: (event: E, context: Context) => Promise<A>,
      event: E,
      timeoutMs: number,
    ): Promise<A> {
      const error = control.isThrottled ? new Throttled() : control.endsAtOnce?.(handler);
      if (error) {
        control.onEnd?.(handler, error);
        throw error;
      }
      const until = time.now() + timeoutMs;
      const died = Promise.withResolvers<never>();
      const die = () => died.reject(new Died());
      dying.push(die);
      const timer = setTimeout(die, timeoutMs);
      try {
        const answer = await Promise.race([
          handler(
            event,
            contextOf(() => until - time.now()),
          ),
          died.promise,
        ]);
        control.onEnd?.(handler, undefined);
        return answer;
      } catch (error) {
        control.onEnd?.(handler, error);
        throw error;
      } finally {
        clearTimeout(timer);
        dying = dying.filter(one => one !== die);
      }
    },
  };
}
export type Invocations = ReturnType<typeof createInvocations>;
