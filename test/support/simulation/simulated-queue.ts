// One SQS standard queue on a virtual clock: messages come more or less in order, and come again unless they are deleted in time.
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
    /** Takes visible messages, which nobody else sees for three minutes. */
    receive(most: number): Message[] {
      const taken: Message[] = [];
      while (taken.length < most && (waiting.first()?.visibleAt ?? Number.POSITIVE_INFINITY) <= clock()) {
        const message = waiting.pop();
        if (!message || deleted.delete(message.id)) continue;
        taken.push({ ...message, visibleAt: clock() + visibilityMs, received: message.received + 1 });
      }
      for (const message of taken) waiting.push(message);
      return taken;
    },
    delete: (id: string): void => {
      deleted.add(id);
    },
    /** Loses all there is. */
    purge(): void {
      waiting.clear();
      deleted.clear();
    },
    /** When the next message is visible, or might be. */
    next: (): number => waiting.first()?.visibleAt ?? Number.POSITIVE_INFINITY,
    size: (): number => waiting.size - deleted.size,
    /** As CloudWatch shows it: messages that could be received now, and how long ago (ms) the oldest of all was sent. */
    measure(): { visible: number; oldestMs: number } {
      const there = waiting.all().filter(({ id }) => !deleted.has(id));
      return {
        visible: there.filter(({ visibleAt }) => visibleAt <= clock()).length,
        oldestMs: there.reduce((oldest, { sentAt }) => Math.max(oldest, clock() - sentAt), 0),
      };
    },
    /** All messages, taken for good. */
    drain(): string[] {
      const bodies: string[] = [];
      for (let message = waiting.pop(); message; message = waiting.pop())
        if (!deleted.delete(message.id)) bodies.push(message.body);
      return bodies;
    },
  };
}
