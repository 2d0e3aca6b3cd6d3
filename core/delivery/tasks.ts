// From the messages of a batch to tasks: one per delivery, however many copies of its hint there are.
import type { SQSRecord } from 'aws-lambda';
import { type Hint, hintSchema } from '../model/delivery/hint.ts';

export type Task = { hint: Hint; messageIds: string[] };

/** @returns the tasks, and the records that no version of Herald can have sent */
export function tasksOf(records: readonly SQSRecord[]): { tasks: Task[]; poison: SQSRecord[] } {
  const tasks = new Map<string, Task>();
  const poison: SQSRecord[] = [];
  for (const record of records) {
    const hint = parseHint(record.body);
    if (!hint) {
      poison.push(record);
      continue;
    }
    const key = `${hint.licensor}#${hint.eventId}#${hint.targetId}`;
    const task = tasks.get(key);
    if (task) {
      task.messageIds.push(record.messageId);
      if (hint.attempt > task.hint.attempt) task.hint = hint;
    } else {
      tasks.set(key, { hint, messageIds: [record.messageId] });
    }
  }
  return { tasks: [...tasks.values()], poison };
}

function parseHint(body: string): Hint | undefined {
  try {
    return hintSchema.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}
