// Retries the work of a quarantined message: stores it elsewhere, so that the message can be deleted.
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { sendTasks } from '../core/delivery/delivery-tasks.ts';
import type { DeliveryTask } from '../core/model/delivery/delivery-task.ts';
import { channelOf } from '../core/model/target/channel.ts';
import type { Log } from '../core/runtime/telemetry/log.ts';
import { createDeliveryWork } from '../core/store/deliveries/delivery-work.ts';
import { createEventReader } from '../core/store/events/event-reader.ts';
import { auditEvents } from '../lambdas/audit/audit-pages.ts';
import { auditRange } from '../lambdas/audit/audit-range.ts';
import type { Deployment } from './deployment.ts';
import type { Subject } from './quarantined-messages.ts';
import { auditOn } from './recovery.ts';
import { tablesOf } from './tables.ts';

type Outputs = Pick<
  Deployment['outputs'],
  'RegistryTable' | 'EventsTable' | 'EventPagesTable' | 'DeliveriesTable' | 'WebhookQueueUrl' | 'AwsQueueUrl'
>;

/** @returns a function that retries one message, and returns why that has failed, or undefined */
export function createRetry(db: DynamoDBDocumentClient, sqs: SQSClient, outputs: Outputs, log: Log) {
  const tables = tablesOf(outputs);
  const work = createDeliveryWork(db, tables);
  const events = createEventReader(db, tables);
  const deps = { ...auditOn(db, tables), clock: Date.now, log };

  const retryTask = async (task: DeliveryTask): Promise<string | undefined> => {
    const { row, target, event } = (await work.load([task]))(task);
    if (!row && !event) return 'its event is gone: drop it';
    const channel = row?.channel ?? (target && channelOf(target.type));
    if (!channel) return 'its target is gone: drop it';
    const url = channel === 'webhook' ? outputs.WebhookQueueUrl : outputs.AwsQueueUrl;
    const [outcome] = await sendTasks({ sqs, url, log }, [
      { task: { ...task, lane: undefined, hops: undefined } },
    ]);
    return outcome?.sent ? undefined : 'the queue did not accept it';
  };

  const retryEvent = async (licensor: string, eventId: string): Promise<string | undefined> => {
    const event = await events.get(licensor, eventId);
    if (!event) return 'its event is gone: drop it';
    const { unreadable } = await auditEvents([event], deps);
    return unreadable > 0 ? 'its route cannot be read: see the log' : undefined;
  };

  const retryStream = async (from: number, to: number): Promise<string | undefined> => {
    const { failed, unreadable } = await auditRange({ from, to }, deps);
    return failed + unreadable > 0 ? 'some events could not be audited: see the log' : undefined;
  };

  return async (subject: Subject): Promise<string | undefined> => {
    try {
      switch (subject.kind) {
        case 'task':
          return await retryTask(subject.task);
        case 'event':
          return await retryEvent(subject.licensor, subject.eventId);
        case 'stream':
          return await retryStream(subject.from, subject.to);
        case 'unknown':
          return 'Herald cannot tell what it is: drop it';
      }
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
}
