// Sends messages that Herald cannot process to the quarantine queue. An alarm watches that queue.
import type { QuarantinedMessage } from '../model/delivery/quarantined-message.ts';
import { type Queue, sendMessages } from '../runtime/aws/queue.ts';

/** @returns each case, and whether the queue has accepted it */
export const quarantine = <C extends Omit<QuarantinedMessage, 'from'>>(
  queue: Queue,
  from: string,
  cases: readonly C[],
): Promise<{ item: C; sent: boolean }[]> =>
  sendMessages(queue, cases, ({ reason, message }) => {
    const body: QuarantinedMessage = { from, reason, message };
    return { body: JSON.stringify(body) };
  });
