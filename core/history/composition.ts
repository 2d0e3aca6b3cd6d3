// Puts together what reads and repairs deliveries, for REST and GraphQL.
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Log } from '../runtime/telemetry/log.ts';
import type { AnswerReader } from '../store/deliveries/answers.ts';
import { createBudgetStore } from '../store/deliveries/budgets.ts';
import { createDeliveries } from '../store/deliveries/deliveries.ts';
import { createDeliveryLog } from '../store/deliveries/delivery-log.ts';
import { createOpenDeliveries } from '../store/deliveries/open-deliveries.ts';
import { createReplays } from '../store/deliveries/replays.ts';
import { createHealthStore } from '../store/deliveries/target-health.ts';
import { createEventReader } from '../store/events/event-reader.ts';
import { createAuthProfiles } from '../store/registry/auth-profiles.ts';
import { createRecordChange } from '../store/registry/change-records.ts';
import { createLicensors } from '../store/registry/licensors.ts';
import { createRoutes } from '../store/registry/routes.ts';
import { createSubscriptions } from '../store/registry/subscriptions.ts';
import { createTargets } from '../store/registry/targets.ts';
import { readBudget, readBudgetName } from './read-budget.ts';
import { resendBudget } from './resend.ts';

export type HistoryEnvironment = {
  EVENTS_TABLE: string;
  EVENT_PAGES_TABLE: string;
  DELIVERIES_TABLE: string;
  REGISTRY_TABLE: string;
  WEBHOOK_QUEUE_URL: string;
  AWS_QUEUE_URL: string;
  DEAD_DELIVERIES_URL: string;
  /** How many days change records are kept. */
  CHANGES_KEPT_DAYS: number;
  PARTNER_NAME: string;
};
export type History = ReturnType<typeof composeHistory>;

/**
 * @param clock milliseconds since the epoch
 * @param answers undefined if excerpts of answers are switched off
 */
export function composeHistory(
  env: HistoryEnvironment,
  { db, sqs }: { db: DynamoDBDocumentClient; sqs: SQSClient },
  log: Log,
  clock: () => number,
  answers: AnswerReader | undefined,
) {
  const queue = (url: string) => ({ sqs, url, log });
  return {
    rows: createDeliveryLog(db, env.DELIVERIES_TABLE),
    open: createOpenDeliveries(db, env.DELIVERIES_TABLE),
    events: createEventReader(db, { events: env.EVENTS_TABLE, eventPages: env.EVENT_PAGES_TABLE }),
    budget: createBudgetStore(db, env.DELIVERIES_TABLE, readBudgetName, readBudget),
    deliveries: createDeliveries(db, env.DELIVERIES_TABLE),
    health: createHealthStore(db, env.DELIVERIES_TABLE),
    recordChange: createRecordChange(env.REGISTRY_TABLE, env.CHANGES_KEPT_DAYS, clock),
    replays: createReplays(db, env.DELIVERIES_TABLE),
    authProfiles: createAuthProfiles(db, env.REGISTRY_TABLE),
    routes: createRoutes(db, env.REGISTRY_TABLE),
    subscriptions: createSubscriptions(db, env.REGISTRY_TABLE),
    targets: createTargets(db, env.REGISTRY_TABLE),
    licensors: createLicensors(db, env.REGISTRY_TABLE),
    resendBudgetOf: (targetId: string) =>
      createBudgetStore(db, env.DELIVERIES_TABLE, `resend#${targetId}`, resendBudget),
    queues: { webhook: queue(env.WEBHOOK_QUEUE_URL), aws: queue(env.AWS_QUEUE_URL) },
    deadDeliveries: queue(env.DEAD_DELIVERIES_URL),
    answers,
    log,
    partnerName: env.PARTNER_NAME,
    clock,
  };
}
