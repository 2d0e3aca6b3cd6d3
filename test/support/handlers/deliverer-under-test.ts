// A deliverer made of fakes: the store in memory, a send that answers as told, SQS mocked at its edge.
import type { SQSRecord } from 'aws-lambda';
import { documentedSchedule } from '../../../core/delivery/contract.ts';
import { deliverBatch } from '../../../core/delivery/deliver-batch.ts';
import type { Notification, Send } from '../../../core/delivery/send.ts';
import type { Delivery } from '../../../core/model/delivery/delivery.ts';
import type { Outcome } from '../../../core/model/delivery/outcome.ts';
import type { Event } from '../../../core/model/event/event.ts';
import type { Target } from '../../../core/model/target/target.ts';
import type { Health } from '../../../core/model/target/target-health.ts';
import type { AuthProfile } from '../../../core/model/webhook-auth/auth-profile.ts';
import { eventOf, webhookTarget } from '../builders/records.ts';
import { createMemoryDeliveries } from '../dynamodb/memory-deliveries.ts';
import { deadDeliveriesUrl, quarantineUrl, queueUrl } from './handler-under-test.ts';
import type { mockQueues } from './queues.ts';
import { recordingLog } from './recording-log.ts';
import { recordingMetrics } from './recording-metrics.ts';

export const delivered: Outcome = { class: 'DELIVERED', message: 'answered 200', httpStatus: 200 };
export const unavailable: Outcome = { class: 'SERVER_ERROR', message: 'answered 503', httpStatus: 503 };
export const now = Date.parse('2026-01-01T00:00:00.000Z');

type Setting = {
  queues: ReturnType<typeof mockQueues>;
  events?: Event[];
  targets?: Target[];
  authProfiles?: AuthProfile[];
  rows?: Delivery[];
  health?: Health[];
  send?: Send;
};

export function createDeliverer({ queues, send = async () => delivered, ...contents }: Setting) {
  const log = recordingLog();
  const metrics = recordingMetrics();
  const { targets = [webhookTarget()] } = contents;
  const deliveries = createMemoryDeliveries({ events: [eventOf()], ...contents, targets });
  const sent: Notification[] = [];
  const queue = (url: string) => ({ sqs: queues.client(), url, log });
  const deps = {
    deliveries,
    health: deliveries.health,
    send: async (notification: Notification) => {
      sent.push(notification);
      return send(notification);
    },
    channel: 'webhook' as const,
    queue: queue(queueUrl),
    quarantine: queue(quarantineUrl),
    deadDeliveries: queue(deadDeliveriesUrl),
    schedule: documentedSchedule,
    clock: () => now,
    random: () => 0.5,
    log,
    metrics,
  };
  return {
    deliveries,
    sent,
    log,
    metrics,
    /** @returns the ids of the messages that stay on the queue */
    deliver: async (...records: SQSRecord[]): Promise<string[]> => {
      const { batchItemFailures } = await deliverBatch(records, deps, () => false);
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
  };
}
