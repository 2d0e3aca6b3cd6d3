// What the two functions that register targets and subscriptions share.
import { Stack } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { grantManagePartnerSources, partnerNameOf } from '../delivery/partner-event-sources.ts';
import {
  allow,
  allowOnBudgets,
  allowOnHealth,
  allowOnLicensors,
  allowReadingSlowAttempts,
} from '../grants.ts';
import type { Settings } from '../settings.ts';
import { openByTime, type Storage } from '../storage.ts';

/** The environment that both API functions share: targets, subscriptions and auth profiles. */
export const registrationVariables = (scope: Construct, settings: Settings, storage: Storage) => ({
  REGISTRY_TABLE: storage.registry.tableName,
  SECRETS_TABLE: storage.secrets.tableName,
  EVENTS_TABLE: storage.events.tableName,
  EVENT_PAGES_TABLE: storage.eventPages.tableName,
  DELIVERIES_TABLE: storage.deliveries.tableName,
  SECRETS_KEY_ID: storage.secretsKey.keyId,
  ACCOUNT_ID: Stack.of(scope).account,
  PARTITION: Stack.of(scope).partition,
  EXTRA_ORIGINS: JSON.stringify(settings.extraOrigins),
  PARTNER_NAME: partnerNameOf(settings),
  PARTNER_SOURCES_PER_LICENSOR: String(settings.partnerSourcesPerLicensor),
  CHANGES_KEPT_DAYS: String(settings.changesKeptFor.toDays()),
});

/**
 * The permissions that both API functions share: the items of licensors in the Registry, write-only access to
 * secrets, and the health of targets with counts of their open deliveries, for which each licensor has a
 * budget.
 */
export function grantRegistration(
  scope: Construct,
  grantee: IGrantable,
  settings: Settings,
  storage: Storage,
): void {
  allowOnLicensors(
    grantee,
    storage,
    'dynamodb:BatchGetItem',
    'dynamodb:Query',
    'dynamodb:PutItem',
    'dynamodb:DeleteItem',
  );
  allow(grantee, storage.secrets.tableArn, 'dynamodb:PutItem', 'dynamodb:UpdateItem');
  storage.secretsKey.grant(grantee, 'kms:Encrypt');
  allowOnHealth(grantee, storage, 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem');
  allowReadingSlowAttempts(grantee, storage);
  allow(grantee, `${storage.deliveries.tableArn}/index/${openByTime}`, 'dynamodb:Query');
  allowOnBudgets(grantee, storage);
  grantManagePartnerSources(scope, settings, grantee);
}
