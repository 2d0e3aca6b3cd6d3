// A channel's queue on a virtual clock: a message becomes visible when its delay is over.

import { sqsRecord } from '../builders/sqs-records.ts';
import type { mockQueues } from '../handlers/queues.ts';

export function queueInTime(queues: ReturnType<typeof mockQueues>, url: string) {
  let seen = 0;
  let waiting: { at: number; body: string; id: string }[] = [];
  return {
    /**
     * Collects the messages that were sent since the last call.
     * @param now the time at which they were sent
     */
    collect: (now: number): void => {
      const fresh = queues.on(url).slice(seen);
      for (const { MessageBody: body = '', DelaySeconds = 0 } of fresh) {
        waiting.push({ at: now + DelaySeconds * 1000, body, id: `m${seen++}` });
      }
    },
    /** Loses some of the waiting messages. */
    lose: (isLost: (body: string) => boolean): void => {
      waiting = waiting.filter(({ body }) => !isLost(body));
    },
    next: (): number => Math.min(...waiting.map(({ at }) => at)),
    /** Takes a batch: at most ten visible messages. */
    batch: (now: number) => {
      const visible = waiting.filter(({ at }) => at <= now).slice(0, 10);
      waiting = waiting.filter(message => !visible.includes(message));
      return visible.map(({ id, body }) => sqsRecord(id, body));
    },
  };
}
