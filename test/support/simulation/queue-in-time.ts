// A channel's queue on a virtual clock: it passes a message on when its delay is over.

import { sqsRecord } from '../builders/sqs-records.ts';
import type { mockQueues } from '../handlers/queues.ts';

export function queueInTime(queues: ReturnType<typeof mockQueues>, url: string) {
  let seen = 0;
  let waiting: { at: number; body: string; id: string }[] = [];
  return {
    /** Takes up what was put onto the queue since; `now` is when. */
    takeUp: (now: number): void => {
      const fresh = queues.on(url).slice(seen);
      for (const { MessageBody: body = '', DelaySeconds = 0 } of fresh) {
        waiting.push({ at: now + DelaySeconds * 1000, body, id: `m${seen++}` });
      }
    },
    /** Loses a part of what waits, as a purge would. */
    lose: (isLost: (body: string) => boolean): void => {
      waiting = waiting.filter(({ body }) => !isLost(body));
    },
    next: (): number => Math.min(...waiting.map(({ at }) => at)),
    /** The messages that are visible, at most ten, which is a batch. */
    batch: (now: number) => {
      const visible = waiting.filter(({ at }) => at <= now).slice(0, 10);
      waiting = waiting.filter(message => !visible.includes(message));
      return visible.map(({ id, body }) => sqsRecord(id, body));
    },
  };
}
