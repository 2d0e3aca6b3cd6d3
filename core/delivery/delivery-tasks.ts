// Delivery tasks on the channels' queues: sent, and received.
import type { SQSRecord } from 'aws-lambda';
import { type DeliveryTask, deliveryTaskSchema } from '../model/delivery/delivery-task.ts';
import { type Channel, channels } from '../model/target/channel.ts';
import { type Queue, sendMessages } from '../runtime/aws/queue.ts';

/** A task's fields for a log line: all but the event. */
export const namesOf = ({ event: _event, ...names }: DeliveryTask) => names;

export type OutgoingTask = { task: DeliveryTask; delaySeconds?: number };

/** Sends tasks to the queue of one channel. @returns each task, and whether the queue has accepted it */
export const sendTasks = <T extends OutgoingTask>(
  queue: Queue,
  tasks: readonly T[],
): Promise<{ item: T; sent: boolean }[]> =>
  sendMessages(queue, tasks, ({ task, delaySeconds }) => ({
    body: JSON.stringify({ ...task, delaySeconds: delaySeconds || undefined }),
    groupId: task.licensor,
    ...(delaySeconds !== undefined && { delaySeconds }),
  }));

/** Sends each task to the queue of its channel. */
export async function sendTasksByChannel<T extends OutgoingTask & { channel: Channel }>(
  queues: Readonly<Record<Channel, Queue>>,
  tasks: readonly T[],
): Promise<{ item: T; sent: boolean }[]> {
  const sent = await Promise.all(
    channels.map(channel =>
      sendTasks(
        queues[channel],
        tasks.filter(task => task.channel === channel),
      ),
    ),
  );
  return sent.flat();
}

/** A task, and the messages that it came in. */
export type ReceivedTask = { task: DeliveryTask; messageIds: string[] };

/**
 * The tasks of a batch: one per delivery, however many copies came; the copy for the highest attempt counts.
 * @returns the tasks, the records that do not hold one, and when the first task was due, milliseconds since
 *   the epoch; infinite if there is none
 */
export function receivedTasksOf(records: readonly SQSRecord[]): {
  received: ReceivedTask[];
  unreadable: SQSRecord[];
  firstDueAt: number;
} {
  const received = new Map<string, ReceivedTask>();
  const unreadable: SQSRecord[] = [];
  let firstDueAt = Number.POSITIVE_INFINITY;
  for (const record of records) {
    const task = parseTask(record.body);
    if (!task) {
      unreadable.push(record);
      continue;
    }
    firstDueAt = Math.min(firstDueAt, dueAt(record, task));
    const key = `${task.licensor}#${task.eventId}#${task.targetId}`;
    const known = received.get(key);
    if (known) {
      known.messageIds.push(record.messageId);
      if (task.attempt > known.task.attempt) known.task = task;
    } else {
      received.set(key, { task, messageIds: [record.messageId] });
    }
  }
  return { received: [...received.values()], unreadable, firstDueAt };
}

/** The end of a message's delay, milliseconds since the epoch (SQS API Reference, ReceiveMessage). */
const dueAt = ({ attributes }: SQSRecord, { delaySeconds = 0 }: DeliveryTask): number =>
  Number(attributes.SentTimestamp) + delaySeconds * 1000;

function parseTask(body: string): DeliveryTask | undefined {
  try {
    return deliveryTaskSchema.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}
