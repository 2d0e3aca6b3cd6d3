// An SQS standard queue on a virtual clock: a message returns if it is not deleted within the visibility
// timeout.
import { createHeap } from './heap.ts';

export type Message = {
  id: string;
  body: string;
  sentAt: number;
  visibleAt: number;
  order: number;
  received: number;
};
export type SimulatedQueue = ReturnType<typeof createSimulatedQueue>;

const visibilityMs = 180_000;
let messages = 0;

export function createSimulatedQueue(clock: () => number) {
  const waiting = createHeap<Message>(
    (a, b) => a.visibleAt < b.visibleAt || (a.visibleAt === b.visibleAt && a.order < b.order),
  );
  const deleted = new Set<string>();
  return {
    send(body: string, delaySeconds = 0): string {
      const order = messages++;
      const message = {
        id: `m${order}`,
        body,
        sentAt: clock(),
        visibleAt: clock() + delaySeconds * 1000,
        order,
        received: 0,
      };
      waiting.push(message);
      return message.id;
    },
    /** Receives visible messages, which are then invisible for three minutes. */
    receive(limit: number): Message[] {
      const received: Message[] = [];
      while (received.length < limit && (waiting.first()?.visibleAt ?? Number.POSITIVE_INFINITY) <= clock()) {
        const message = waiting.pop();
        if (!message || deleted.delete(message.id)) continue;
        received.push({ ...message, visibleAt: clock() + visibilityMs, received: message.received + 1 });
      }
      for (const message of received) waiting.push(message);
      return received;
    },
    delete: (id: string): void => {
      deleted.add(id);
    },
    /** Deletes all messages. */
    purge(): void {
      waiting.clear();
      deleted.clear();
    },
    /** When the next message becomes visible; possibly a deleted one. */
    next: (): number => waiting.first()?.visibleAt ?? Number.POSITIVE_INFINITY,
    size: (): number => waiting.size - deleted.size,
    /**
     * As CloudWatch's metrics: the messages that are visible, and those that are in flight. A message in its
     * delay is neither.
     */
    measure(): { visible: number; inFlight: number } {
      const present = waiting.all().filter(({ id }) => !deleted.has(id));
      const hidden = present.filter(({ visibleAt }) => visibleAt > clock());
      return {
        visible: present.length - hidden.length,
        inFlight: hidden.filter(({ received }) => received > 0).length,
      };
    },
    /** Receives and deletes all messages. @returns their bodies */
    drain(): string[] {
      const bodies: string[] = [];
      for (let message = waiting.pop(); message; message = waiting.pop())
        if (!deleted.delete(message.id)) bodies.push(message.body);
      return bodies;
    },
  };
}
