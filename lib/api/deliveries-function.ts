// The function of deliveries, replays, statistics and changes.
import type { Construct } from 'constructs';
import * as deliveriesContract from '../../lambdas/deliveries/contract.ts';
import { partnerNameOf } from '../delivery/partner-event-sources.ts';
import {
  allowOnAnswers,
  allowOnBudgets,
  allowOnLicensors,
  allowRecordingChanges,
  answersKeyId,
} from '../grants.ts';
import { LambdaFunction } from '../lambda-function.ts';
import { type ApiFunctionProps, timeout } from './function-props.ts';
import { grantHistory, queueVariables } from './history-grants.ts';

export function createDeliveries(scope: Construct, props: ApiFunctionProps) {
  const { settings, storage } = props;
  const deliveries = new LambdaFunction(scope, 'DeliveriesFunction', {
    settings,
    name: 'deliveries',
    contract: deliveriesContract,
    environment: {
      REGISTRY_TABLE: storage.registry.tableName,
      EVENTS_TABLE: storage.events.tableName,
      EVENT_PAGES_TABLE: storage.eventPages.tableName,
      DELIVERIES_TABLE: storage.deliveries.tableName,
      ...queueVariables(props),
      ANSWERS_KEY_ID: answersKeyId(settings, storage),
      PARTNER_NAME: partnerNameOf(settings),
      CHANGES_KEPT_DAYS: String(settings.changesKeptFor.toDays()),
    },
    timeout,
  });
  allowOnLicensors(deliveries, storage, 'dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query');
  grantHistory(deliveries, props);
  allowOnBudgets(deliveries, storage);
  allowRecordingChanges(deliveries, storage);
  if (settings.answerExcerpts) allowOnAnswers(deliveries, storage, 'kms:Decrypt');
  return deliveries;
}
