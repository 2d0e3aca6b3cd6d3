// How Lambda runs a handler, on a virtual clock: with a timeout, and on hosts that may die in the middle.
import type { Context } from 'aws-lambda';
import { contextOf } from '../builders/lambda-context.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The invocation did not come to its end. What it was doing may still go on for a while. */
export class Died extends Error {}

/** Lambda started no invocation: the account's concurrency is used up. */
export class Throttled extends Error {}

/** What becomes of invocations, e.g. for Lambda's metrics. */
export type OnEnd = (handler: unknown, error: unknown) => void;

export function createInvocations(time: VirtualTime) {
  let dying: (() => void)[] = [];
  const control = { isThrottled: false, onEnd: undefined as OnEnd | undefined };
  return {
    control,
    /** All invocations that are under way die. */
    killAll: (): void => {
      for (const die of dying) die();
      dying = [];
    },
    /** @throws Died or Throttled, or what the handler throws */
    async invoke<E, A>(
      handler: (event: E, context: Context) => Promise<A>,
      event: E,
      timeoutMs: number,
    ): Promise<A> {
      if (control.isThrottled) {
        const error = new Throttled();
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
