// Composes the stores and services of the REST and GraphQL functions.

import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { requireTopic } from '../catalog/catalog.ts';
import type { Log } from '../runtime/telemetry/log.ts';
import { createBudgetStore } from '../store/deliveries/budgets.ts';
import { createOpenDeliveries } from '../store/deliveries/open-deliveries.ts';
import { createSlowAttempts } from '../store/deliveries/slow-attempts.ts';
import { createHealthStore } from '../store/deliveries/target-health.ts';
import { createAuthProfiles } from '../store/registry/auth-profiles.ts';
import { createChangeReader, createRecordChange } from '../store/registry/change-records.ts';
import { createExternalIdClaims } from '../store/registry/external-id-claims.ts';
import { createLicensors } from '../store/registry/licensors.ts';
import { createPartnerSourceUses } from '../store/registry/partner-sources.ts';
import { createSecretWriter } from '../store/registry/secrets.ts';
import { createSubscriptions } from '../store/registry/subscriptions.ts';
import { createTargets } from '../store/registry/targets.ts';
import { createAuthProfileRegistration } from './auth-profile-registration.ts';
import { createAwsTargets, type VerificationDeps } from './aws-target.ts';
import type { RegistrationEnvironment } from './contract.ts';
import { createOwnedSecrets } from './owned-secrets.ts';
import { createPartnerSources } from './partner-source-target.ts';
import { createSubscriptionRegistration } from './subscription-registration.ts';
import { countBudget, createTargetHealths } from './target-healths.ts';
import { createTargetKinds } from './target-kinds.ts';
import { createTargetRegistration } from './target-registration.ts';
import { createTargetStatuses } from './target-statuses.ts';
import { createWebhookTargets } from './webhook-target.ts';
import { createWriteGuard } from './write-guard.ts';

export type RegistrationClients = {
  db: DynamoDBDocumentClient;
  kms: KMSClient;
  eventBridgeIn: (region: string) => EventBridgeClient;
};

/**
 * @param verification undefined in a function that does not register AWS targets
 * @param clock milliseconds since the epoch
 */
export function composeRegistration(
  env: RegistrationEnvironment,
  { db, kms, eventBridgeIn }: RegistrationClients,
  verification: VerificationDeps | undefined,
  { log, clock }: { log: Log; clock: () => number },
) {
  const { ACCOUNT_ID: account, EXTRA_ORIGINS: extraOrigins } = env;
  const targets = createTargets(db, env.REGISTRY_TABLE);
  const profiles = createAuthProfiles(db, env.REGISTRY_TABLE);
  const subscriptions = createSubscriptions(db, env.REGISTRY_TABLE);
  const licensors = createLicensors(db, env.REGISTRY_TABLE);
  const secrets = createOwnedSecrets(createSecretWriter(env.SECRETS_TABLE, env.SECRETS_KEY_ID, kms), clock);
  const recordChange = createRecordChange(env.REGISTRY_TABLE, env.CHANGES_KEPT_DAYS, clock);
  const kinds = createTargetKinds(
    createAwsTargets({
      licensors,
      claims: createExternalIdClaims(db, env.REGISTRY_TABLE),
      home: { account, partition: env.PARTITION },
      verification,
      clock,
      log,
    }),
    createPartnerSources({
      uses: createPartnerSourceUses(db, env.REGISTRY_TABLE, env.PARTNER_SOURCES_PER_LICENSOR),
      partnerName: env.PARTNER_NAME,
      account,
      eventBridgeIn,
      log,
    }),
    createWebhookTargets({ profiles, targets, secrets, extraOrigins }),
  );
  const health = createHealthStore(db, env.DELIVERIES_TABLE);
  const statuses = createTargetStatuses({
    health,
    licensors,
    events: { events: env.EVENTS_TABLE, eventPages: env.EVENT_PAGES_TABLE },
    installation: { account, region: env.AWS_REGION },
    clock,
  });
  const targetRegistration = createTargetRegistration({
    targets,
    kinds,
    secrets,
    statuses,
    recordChange,
    clock,
  });
  return {
    targets,
    statuses,
    healths: createTargetHealths({
      health,
      slowAttempts: createSlowAttempts(db, env.DELIVERIES_TABLE),
      licensors,
      open: createOpenDeliveries(db, env.DELIVERIES_TABLE),
      budget: createBudgetStore(db, env.DELIVERIES_TABLE, 'counts', countBudget),
      clock,
    }),
    profiles,
    subscriptions,
    licensors,
    changes: createChangeReader(db, env.REGISTRY_TABLE),
    requireWritable: createWriteGuard(licensors),
    targetRegistration,
    authProfileRegistration: createAuthProfileRegistration({
      profiles,
      targets,
      secrets,
      extraOrigins,
      recordChange,
      clock,
    }),
    subscriptionRegistration: createSubscriptionRegistration({
      subscriptions,
      targets,
      registration: targetRegistration,
      topicOf: requireTopic,
      recordChange,
      clock,
    }),
  };
}

export type Registration = ReturnType<typeof composeRegistration>;
