// The announcer: reads TargetHealth events from the stream of the Events table, puts them on the platform's
// event bus, and sends mails about incidents to licensors. It exists if a setting asks for one of the two.
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import type * as z from 'zod';
import { createLog, startInvocation } from '../../core/runtime/telemetry/log.ts';
import { createBudgetStore } from '../../core/store/deliveries/budgets.ts';
import { createMailMarks } from '../../core/store/deliveries/mail-marks.ts';
import { createLicensors } from '../../core/store/registry/licensors.ts';
import { announceAll } from './announce.ts';
import type { environment } from './contract.ts';
import { installationBudget, licensorBudget } from './mails.ts';

export function createHandler(
  env: z.output<typeof environment>,
  clients: { db: DynamoDBDocumentClient; eventBridge: EventBridgeClient; ses: SESv2Client },
) {
  const { db, eventBridge, ses } = clients;
  const log = createLog('announcer');
  const table = env.DELIVERIES_TABLE;
  const deps = {
    log,
    bus: env.EVENT_BUS ? { eventBridge, name: env.EVENT_BUS } : undefined,
    mail: env.MAIL_FROM
      ? {
          ses,
          from: env.MAIL_FROM,
          licensors: createLicensors(db, env.REGISTRY_TABLE),
          marks: createMailMarks(db, table),
          ofLicensor: createBudgetStore(db, table, 'mail', licensorBudget),
          ofInstallation: createBudgetStore(db, table, 'all-mail', installationBudget),
          clock: Date.now,
          log,
        }
      : undefined,
  };
  return (event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> => {
    startInvocation(log, context);
    return announceAll(event.Records, deps);
  };
}
